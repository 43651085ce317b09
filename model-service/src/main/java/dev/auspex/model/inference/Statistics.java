package dev.auspex.model.inference;

import java.util.SortedMap;

/**
 * What one version did since it was loaded.
 *
 * @param lastInferenceMillis when a request was last answered, in milliseconds since 1970; 0 where none was
 * @param rows                rows that ran
 * @param runs                runs in the engine
 * @param success             requests that were answered, kept answers among them
 * @param fail                requests that were refused
 * @param queue               waits in the queue
 * @param input               making the engine's tensors, by run
 * @param infer               the engine, by run
 * @param output              reading the engine's tensors, by run
 * @param cacheHit            answers that were kept
 * @param cacheMiss           answers that were looked for and not kept
 * @param batches             runs by their number of rows
 */
public record Statistics(
        long lastInferenceMillis,
        long rows,
        long runs,
        Total success,
        Total fail,
        Total queue,
        Total input,
        Total infer,
        Total output,
        Total cacheHit,
        Total cacheMiss,
        SortedMap<Integer, BatchStatistics> batches) {

    /**
     * How often, and how long in all.
     *
     * @param count times
     * @param nanos nanoseconds
     */
    public record Total(long count, long nanos) {

        static final Total NONE = new Total(0, 0);

        Total and(Total other) {
            return new Total(count + other.count, nanos + other.nanos);
        }
    }

    /** The parts of runs of one size. */
    public record BatchStatistics(Total input, Total infer, Total output) {}
}
