package dev.auspex.prediction.outbox;

import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

import dev.auspex.contracts.http.Deadline;

/**
 * A caller that waits until its prediction is durable. It gets only the first outcome, on its own Vert.x context. This
 * is not a record, because two callers are never equal, and a record's equality would compare the whole prediction.
 */
final class Waiting {

    private final NewPrediction row;
    private final Deadline deadline;
    private final Context context;
    private final UniEmitter<? super Void> emitter;

    /**
     * @param row      prediction to store
     * @param deadline time after which the caller no longer waits
     * @param context  context on which the caller gets the outcome
     * @param emitter  receives the outcome; drops any later one
     */
    Waiting(NewPrediction row, Deadline deadline, Context context, UniEmitter<? super Void> emitter) {
        this.row = row;
        this.deadline = deadline;
        this.context = context;
        this.emitter = emitter;
    }

    NewPrediction row() {
        return row;
    }

    Deadline deadline() {
        return deadline;
    }

    void stored() {
        here(() -> emitter.complete(null));
    }

    void fail(Throwable cause) {
        here(() -> emitter.fail(cause));
    }

    void here(Runnable work) {
        if (context == Vertx.currentContext()) {
            work.run();
        } else {
            context.runOnContext(ignored -> work.run());
        }
    }
}
