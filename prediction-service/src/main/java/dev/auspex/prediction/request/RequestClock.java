package dev.auspex.prediction.request;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Notes when a request came in, before its token and body are looked at. */
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

    /** When the current request came in, as {@link System#nanoTime}. */
    long startedNanos() {
        return request.getCurrent().<Long>get(STARTED);
    }
}
