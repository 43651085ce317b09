package dev.auspex.gateway.proxy;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Whether this gateway is about to stop: connections are given up with their next answer, so that clients go elsewhere. */
@ApplicationScoped
public class Drain {

    private volatile boolean begun;

    /** Before others hear of it: what they close is not to be opened again. */
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
