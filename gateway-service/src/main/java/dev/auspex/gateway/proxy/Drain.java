package dev.auspex.gateway.proxy;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Whether this gateway is about to stop: connections are given up with their next answer, so that clients go elsewhere. */
@ApplicationScoped
public class Drain {

    private volatile boolean begun;

    void delayed(@Observes ShutdownDelayInitiatedEvent event) {
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
