package dev.auspex.model.registry;

/** What probabilities may look like that a graph computes in single precision. */
public final class Probabilities {

    /** How far rounding takes a probability, or the sum of some, from where it should be. */
    public static final float TOLERANCE = 1e-3f;

    private Probabilities() {}

    /** Whether each lies between 0 and 1, but for rounding. */
    public static boolean good(float[] probabilities) {
        for (float probability : probabilities) {
            // The other way round this would let NaN pass.
            if (!(probability >= -TOLERANCE && probability <= 1 + TOLERANCE)) {
                return false;
            }
        }
        return true;
    }

    /** One of {@link #good} ones without what rounding added to it or took from it. */
    public static double clamped(float probability) {
        return Math.clamp(probability, 0f, 1f);
    }
}
