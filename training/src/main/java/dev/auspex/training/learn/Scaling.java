package dev.auspex.training.learn;

/**
 * What a linear model does to a number before it weighs it. The constants are floats, as they stand in the ONNX graph, so that the
 * trainer sees the very numbers that the graph computes with.
 *
 * @param median replaces a missing number
 * @param offset subtracted
 * @param scale  multiplied with after that
 */
public record Scaling(float median, float offset, float scale) {

    /** The number after preparation. */
    double apply(float value) {
        float present = Float.isNaN(value) ? median : value;
        return ((double) present - offset) * scale;
    }
}
