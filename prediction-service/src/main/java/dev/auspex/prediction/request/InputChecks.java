package dev.auspex.prediction.request;

import java.util.Map;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Runner that picks the thread for input checks. Values and small images are checked on the request's event loop,
 * because a switch of threads costs more than the check. Large images are checked on a worker, because decoding and
 * digest take milliseconds.
 */
@ApplicationScoped
class InputChecks {

    private final Vertx vertx;

    InputChecks(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Runs {@link InputValidator#check}. The result arrives on the caller's context. */
    Uni<CheckedInput> check(InputValidator validator, Map<String, Object> input) {
        if (!validator.takesLong(input)) {
            return Uni.createFrom().item(validator.check(input));
        }
        return Uni.createFrom().completionStage(() -> vertx.getOrCreateContext()
                .executeBlocking(() -> validator.check(input), false)
                .toCompletionStage());
    }
}
