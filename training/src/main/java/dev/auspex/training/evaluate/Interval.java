package dev.auspex.training.evaluate;

/**
 * A 95 % confidence interval.
 *
 * @param low  lower end
 * @param high upper end
 */
public record Interval(double low, double high) {

    /** The 97.5 % quantile of the normal distribution. */
    static final double Z = 1.959963984540054;

    /**
     * Computes the interval of a share by Wilson's score method: Wilson 1927, "Probable Inference, the Law of
     * Succession, and Statistical Inference", JASA 22, pp. 209-212; checked against 81 of 263 in Newcombe 1998,
     * Statistics in Medicine 17, table I: 0.2553 to 0.3662.
     *
     * @param part  number of rows that count
     * @param whole number of all rows, at least 1
     */
    public static Interval ofShare(long part, long whole) {
        if (whole < 1 || part < 0 || part > whole) {
            throw new IllegalArgumentException(part + " of " + whole + " is not a share.");
        }
        double share = (double) part / whole;
        double square = Z * Z / whole;
        double centre = share + square / 2;
        double half = Z * Math.sqrt(share * (1 - share) / whole + square / (4 * whole));
        return new Interval(
                part == 0 ? 0 : (centre - half) / (1 + square), part == whole ? 1 : (centre + half) / (1 + square));
    }

    /** Computes the interval of an estimate with a standard error, limited to 0 and 1. */
    public static Interval ofNormal(double estimate, double standardError) {
        return new Interval(Math.max(0, estimate - Z * standardError), Math.min(1, estimate + Z * standardError));
    }
}
