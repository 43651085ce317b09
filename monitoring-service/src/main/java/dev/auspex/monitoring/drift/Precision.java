package dev.auspex.monitoring.drift;

import java.util.function.DoubleUnaryOperator;

/**
 * Precision at which numbers are distinguished. Values arrive as doubles or rounded to FP32, and the edges of a profile
 * may be values themselves: 0.1 and its FP32 neighbour 0.10000000149 belong in the same bin. A precision turns an edge
 * into the greatest number that still counts as the edge, so that sketches of both kinds of values compare alike.
 */
enum Precision {
    /** For features: a graph takes numbers as FP32. */
    FP32(Precision::fp32),
    /** For scores: profiles hold them with six decimals, and answers are FP32. */
    SCORE(Precision::score);

    private static final double SCORE_STEPS = 1e6;

    private final DoubleUnaryOperator upper;

    Precision(DoubleUnaryOperator upper) {
        this.upper = upper;
    }

    /** Returns the greatest number that counts as equal to an edge. */
    double upper(double edge) {
        return upper.applyAsDouble(edge);
    }

    /**
     * Returns the bound for FP32, with rounding to nearest, ties to even: every double up to the midpoint to the next
     * float becomes the edge's float.
     */
    private static double fp32(double edge) {
        float nearest = (float) edge;
        if (Math.abs(nearest) >= Float.MAX_VALUE) {
            return edge;
        }
        double middle = nearest + ((double) Math.nextUp(nearest) - nearest) / 2;
        return (float) middle == nearest ? middle : Math.nextDown(middle);
    }

    /** Returns the bound for scores: an edge with at most six decimals is a rounded score; others lie between. */
    private static double score(double edge) {
        double steps = Math.rint(edge * SCORE_STEPS);
        return Math.abs(edge * SCORE_STEPS - steps) < 1e-6 ? (steps + 0.5) / SCORE_STEPS : fp32(edge);
    }
}
