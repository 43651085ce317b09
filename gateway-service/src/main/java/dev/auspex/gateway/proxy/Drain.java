package dev.auspex.gateway.proxy;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Tells whether this gateway is about to stop. Each connection is then closed with its next answer, so
 * that clients go elsewhere.
 */
@ApplicationScoped
public class Drain {

    private volatile boolean begun;

    /** Runs before other observers: what they close must not be opened again. */
    void delayed(@Observes @Priority(1) ShutdownDelayInitiatedEvent event) {
        begun = true;
    }

    void stopped(@Observes ShutdownEvent event) {
        begun = true;
    }

    public boolean begun() {
        return begun;
    }

    void begin() {
        begun = true;
    }

    void reset() {
        begun = false;
    }
}
