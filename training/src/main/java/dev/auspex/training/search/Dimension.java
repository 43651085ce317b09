package dev.auspex.training.search;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * One setting and the range that is searched.
 *
 * @param name        setting
 * @param low         least value
 * @param high        greatest value
 * @param logarithmic whether equal factors, not equal differences, are equally likely; then low is above 0
 * @param whole       whether values are whole numbers
 */
public record Dimension(String name, double low, double high, boolean logarithmic, boolean whole) {

    public Dimension {
        if (!(low < high) || (logarithmic && low <= 0)) {
            throw new IllegalArgumentException(name + ": no range from " + low + " to " + high);
        }
    }

    /** The value at a place between 0 and 1, to three significant digits so that people can read and repeat it. */
    double value(double place) {
        double value = logarithmic ? low * StrictMath.pow(high / low, place) : low + place * (high - low);
        return Math.clamp(whole ? Math.rint(value) : rounded(value), low, high);
    }

    /** The place of a value between 0 and 1. */
    double place(double value) {
        double place =
                logarithmic ? StrictMath.log(value / low) / StrictMath.log(high / low) : (value - low) / (high - low);
        return Math.clamp(place, 0, 1);
    }

    private static double rounded(double value) {
        return BigDecimal.valueOf(value).round(new MathContext(3)).doubleValue();
    }
}
