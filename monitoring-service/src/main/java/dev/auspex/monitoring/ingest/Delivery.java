package dev.auspex.monitoring.ingest;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import jakarta.annotation.Nullable;

import dev.auspex.contracts.event.PredictionCompleted;

/** A record of the topic as it was understood. */
sealed interface Delivery {

    int partition();

    long offset();

    /** W3C trace context of the request behind the event, or null. */
    @Nullable
    String traceParent();

    /**
     * An event to fold.
     *
     * @param eventId    CloudEvents id: equal for each delivery of one event
     * @param prediction the fact
     */
    record Event(
            int partition,
            long offset,
            @Nullable String traceParent,
            String eventId,
            PredictionCompleted prediction,
            Raw raw)
            implements Delivery {}

    /**
     * A record that can never be folded.
     *
     * @param cause what is wrong with it, without any of its content
     */
    record Poison(int partition, long offset, @Nullable String traceParent, String cause, Raw raw)
            implements Delivery {}

    /**
     * The record as it came, for people who look into it.
     *
     * @param headers text of its headers, bounded, as JSON
     * @param value   its value, or null
     */
    record Raw(JsonObject headers, @Nullable Buffer value) {}

    /** This delivery as one that the database refused. */
    default Poison refused(String cause, Raw raw) {
        return new Poison(partition(), offset(), traceParent(), cause, raw);
    }
}
