package dev.auspex.training.learn;

/**
 * Scaling of a number before a linear model weights it. The constants are floats, as in the ONNX graph, so that trainer
 * and graph compute with the same numbers.
 *
 * @param median value that replaces a missing number
 * @param offset value to subtract
 * @param scale  factor to multiply with after that
 */
public record Scaling(float median, float offset, float scale) {

    /** Returns the scaled number. */
    double apply(float value) {
        float present = Float.isNaN(value) ? median : value;
        return ((double) present - offset) * scale;
    }
}
