package dev.auspex.monitoring.ingest;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import jakarta.annotation.Nullable;

import dev.auspex.contracts.event.PredictionCompleted;

/** A decoded record of the topic. */
sealed interface Delivery {

    int partition();

    long offset();

    /** Returns the W3C trace context of the request behind the event, or null. */
    @Nullable
    String traceParent();

    /**
     * An event to fold.
     *
     * @param eventId    CloudEvents id, the same for every delivery of one event
     * @param prediction prediction that the event reports
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
     * The record as it arrived, for people to investigate.
     *
     * @param headers text of its headers as JSON, limited in number and length
     * @param value   its value, limited in length, or null
     */
    record Raw(JsonObject headers, @Nullable Buffer value) {}

    /** Returns this delivery as one that the database refused. */
    default Poison refused(String cause, Raw raw) {
        return new Poison(partition(), offset(), traceParent(), cause, raw);
    }
}
