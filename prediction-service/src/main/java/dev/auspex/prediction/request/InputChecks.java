package dev.auspex.prediction.request;

import java.util.Map;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Checks inputs where it harms nobody: values and small images on the event loop that the request came in on, as a change of threads
 * costs more than their check; large images, whose decoding and digest take milliseconds, on a worker.
 */
@ApplicationScoped
class InputChecks {

    private final Vertx vertx;

    InputChecks(Vertx vertx) {
        this.vertx = vertx;
    }

    /** What {@link InputValidator#check} finds; the answer comes on the caller's context. */
    Uni<CheckedInput> check(InputValidator validator, Map<String, Object> input) {
        if (!validator.takesLong(input)) {
            return Uni.createFrom().item(validator.check(input));
        }
        return Uni.createFrom().completionStage(() -> vertx.getOrCreateContext()
                .executeBlocking(() -> validator.check(input), false)
                .toCompletionStage());
    }
}
