package dev.auspex.prediction.outbox;

import java.util.List;

import io.vertx.core.Future;

/** Stores a group of predictions with their events: all of them or, where it fails, none. */
interface GroupStatement {

    Future<Void> execute(List<NewPrediction> group);
}
