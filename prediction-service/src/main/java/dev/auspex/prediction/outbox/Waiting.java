package dev.auspex.prediction.outbox;

import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

import dev.auspex.contracts.http.Deadline;

/**
 * A caller that waits until its prediction is durable. It hears the first outcome only, on its own context. Two of them are
 * never equal: no record, whose equality would look through the whole prediction.
 */
final class Waiting {

    private final NewPrediction row;
    private final Deadline deadline;
    private final Context context;
    private final UniEmitter<? super Void> emitter;

    /**
     * @param row      what shall be stored
     * @param deadline when it waits no longer
     * @param context  where it hears the outcome
     * @param emitter  takes the outcome; one that comes later is dropped
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
