package dev.auspex.graph.engine;

import java.util.List;

import dev.auspex.contracts.model.FeatureType;

/**
 * From what callers have, a text or an image, to the inputs of a graph that takes numbers only. A version with one has a single
 * feature. Any number of threads may use it.
 */
public interface Preparation extends AutoCloseable {

    /** What the only feature is: a text or an image. */
    FeatureType type();

    /** What callers give: strings of shape [-1, 1], or images as raw bytes. */
    TensorSpec given();

    /**
     * Prepares one value.
     *
     * @throws PreparationException where it cannot be used
     */
    Prepared prepare(String value) throws PreparationException;

    /** For each of {@link Graph#inputs()}, what fills the room behind a row that is shorter than its companions. */
    long[] padding();

    /** Values that show whether rows answer alone as they do in company; two of them, of different size where sizes differ. */
    List<String> samples();

    @Override
    void close();

    /**
     * A value as the graph takes it.
     *
     * @param inputs  values for each of {@link Graph#inputs()}, of one row
     * @param notices what is unusual about it but not wrong
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier on the hot path, never compared
    record Prepared(Values[] inputs, List<Notice> notices) {}

    /**
     * Something that a caller should know.
     *
     * @param code    short word for programs
     * @param message for people
     */
    record Notice(String code, String message) {}
}
