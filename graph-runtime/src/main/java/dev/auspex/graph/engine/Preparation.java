package dev.auspex.graph.engine;

import java.util.List;

import dev.auspex.contracts.model.FeatureType;

/**
 * Converts what callers send, a text or an image, to the inputs of a graph that takes only numbers. A version with a
 * preparation has a single feature. Thread-safe.
 */
public interface Preparation extends AutoCloseable {

    /** Returns the type of the only feature: text or image. */
    FeatureType type();

    /** Returns what callers send: strings of shape [-1, 1], or images as raw bytes. */
    TensorSpec given();

    /**
     * Prepares one value.
     *
     * @param memory charged before any large allocation; its exceptions propagate to the caller
     * @throws PreparationException if the value cannot be used
     */
    Prepared prepare(String value, PreparationMemory memory) throws PreparationException;

    /** Prepares a value that no caller sent; see {@link #prepare(String, PreparationMemory)}. */
    default Prepared prepare(String value) throws PreparationException {
        return prepare(value, PreparationMemory.UNBOUNDED);
    }

    /**
     * Returns the padding value for each of {@link Graph#inputs()}, which fills up a row that is shorter than
     * the others of its batch.
     */
    long[] padding();

    /**
     * Returns values that show whether rows get the same answers alone and together, of different
     * sizes if sizes can differ.
     */
    List<String> samples();

    @Override
    void close();

    /**
     * A value as the graph takes it.
     *
     * @param inputs  values for each of {@link Graph#inputs()}, of one row
     * @param notices what is unusual about the value but not wrong
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier on the hot path, never compared
    record Prepared(Values[] inputs, List<Notice> notices) {

        /** Returns the bytes that it holds until the graph has run. */
        public long bytes() {
            long bytes = 0;
            for (Values input : inputs) {
                bytes += input.bytes() == null ? 0 : input.bytes().remaining();
            }
            return bytes;
        }
    }

    /**
     * Something that the caller should know.
     *
     * @param code    short code for programs
     * @param message text for people
     */
    record Notice(String code, String message) {}
}
