package dev.auspex.model.registry;

/** Checks on probabilities that a graph computes in single precision. */
public final class Probabilities {

    /** Largest rounding error of a probability, or of the sum of several. */
    public static final float TOLERANCE = 1e-3f;

    private Probabilities() {}

    /** Returns whether each probability lies between 0 and 1, within {@link #TOLERANCE}. */
    public static boolean good(float[] probabilities) {
        for (float probability : probabilities) {
            // The negated form also refuses NaN.
            if (!(probability >= -TOLERANCE && probability <= 1 + TOLERANCE)) {
                return false;
            }
        }
        return true;
    }

    /** Clamps a {@link #good} probability to 0 to 1, which removes the rounding error beyond the range. */
    public static double clamped(float probability) {
        return Math.clamp(probability, 0f, 1f);
    }
}
