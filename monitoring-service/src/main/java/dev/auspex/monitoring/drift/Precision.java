package dev.auspex.monitoring.drift;

import java.util.function.DoubleUnaryOperator;

/**
 * How exactly numbers are told apart. Values come as doubles or as what is left of them in FP32, and edges of a profile may lie on
 * values: 0.1 and its FP32 neighbour 0.10000000149 belong into the same bin. A precision turns an edge into the greatest number that
 * still counts as the edge, so that sketches of either kind of values are compared alike.
 */
enum Precision {
    /** Features: a graph takes numbers as FP32. */
    FP32(Precision::fp32),
    /** Scores: profiles hold them with six decimals, and answers are FP32. */
    SCORE(Precision::score);

    private static final double SCORE_STEPS = 1e6;

    private final DoubleUnaryOperator upper;

    Precision(DoubleUnaryOperator upper) {
        this.upper = upper;
    }

    /** The greatest number that is not told apart from an edge. */
    double upper(double edge) {
        return upper.applyAsDouble(edge);
    }

    /** Rounding to nearest, ties to even: every double up to the middle to the next float becomes the edge's float. */
    private static double fp32(double edge) {
        float nearest = (float) edge;
        if (Math.abs(nearest) >= Float.MAX_VALUE) {
            return edge;
        }
        double middle = nearest + ((double) Math.nextUp(nearest) - nearest) / 2;
        return (float) middle == nearest ? middle : Math.nextDown(middle);
    }

    /** Six decimals of an edge are a score that was rounded; any other edge lies between scores. */
    private static double score(double edge) {
        double steps = Math.rint(edge * SCORE_STEPS);
        return Math.abs(edge * SCORE_STEPS - steps) < 1e-6 ? (steps + 0.5) / SCORE_STEPS : fp32(edge);
    }
}
