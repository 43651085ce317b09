package dev.auspex.prediction.request;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Clock that records when a request arrived, before its token and body are read. */
@ApplicationScoped
class RequestClock {

    private static final String STARTED = "auspex.started";
    private static final int BEFORE_ALL_OTHERS = 10_000;

    private final CurrentVertxRequest request;

    RequestClock(CurrentVertxRequest request) {
        this.request = request;
    }

    void watch(@Observes Filters filters) {
        filters.register(
                call -> {
                    call.put(STARTED, System.nanoTime());
                    call.next();
                },
                BEFORE_ALL_OTHERS);
    }

    /** Returns the time at which the current request arrived, as {@link System#nanoTime} returns it. */
    long startedNanos() {
        return request.getCurrent().<Long>get(STARTED);
    }
}
