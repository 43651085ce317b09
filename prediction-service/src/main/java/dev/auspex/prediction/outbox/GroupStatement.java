package dev.auspex.prediction.outbox;

import java.util.List;

import io.vertx.core.Future;

/** Statement that stores a group of predictions with their events: all of them or, if it fails, none. */
interface GroupStatement {

    Future<Void> execute(List<NewPrediction> group);
}
