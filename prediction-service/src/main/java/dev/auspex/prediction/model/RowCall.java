package dev.auspex.prediction.model;

import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

import dev.auspex.contracts.http.Deadline;
import dev.auspex.contracts.model.InferenceRequest;
import dev.auspex.contracts.model.InferenceResult;

/**
 * One row on its way to the model service. The result is delivered on the Vert.x context of its caller, because rows
 * that share a call belong to different requests.
 */
final class RowCall {

    private final InferenceRequest features;
    private final Deadline deadline;
    private final String bearer;
    private final String requestId;
    private final Context context;
    private final UniEmitter<? super InferenceResult> caller;
    private final long startedNanos = System.nanoTime();
    private boolean abandoned;

    RowCall(
            InferenceRequest features,
            Deadline deadline,
            String bearer,
            String requestId,
            Context context,
            UniEmitter<? super InferenceResult> caller) {
        this.features = features;
        this.deadline = deadline;
        this.bearer = bearer;
        this.requestId = requestId;
        this.context = context;
        this.caller = caller;
        caller.onTermination(() -> abandoned = true);
    }

    InferenceRequest features() {
        return features;
    }

    Deadline deadline() {
        return deadline;
    }

    String bearer() {
        return bearer;
    }

    String requestId() {
        return requestId;
    }

    Context context() {
        return context;
    }

    long elapsedNanos() {
        return System.nanoTime() - startedNanos;
    }

    /** Returns whether the caller no longer waits. */
    boolean abandoned() {
        return abandoned;
    }

    void complete(InferenceResult result) {
        onContext(() -> caller.complete(result));
    }

    void fail(Throwable cause) {
        onContext(() -> caller.fail(cause));
    }

    private void onContext(Runnable step) {
        if (Vertx.currentContext() == context) {
            step.run();
        } else {
            context.runOnContext(ignored -> step.run());
        }
    }
}
