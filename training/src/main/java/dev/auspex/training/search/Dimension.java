package dev.auspex.training.search;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * A setting and the range to search.
 *
 * @param name        name of the setting
 * @param low         lowest value
 * @param high        highest value
 * @param logarithmic whether equal factors, not equal differences, are equally likely; low must then be above 0
 * @param whole       whether values are whole numbers
 */
public record Dimension(String name, double low, double high, boolean logarithmic, boolean whole) {

    public Dimension {
        if (!(low < high) || (logarithmic && low <= 0)) {
            throw new IllegalArgumentException("The range of " + name + " cannot be from " + low + " to " + high + ".");
        }
    }

    /**
     * Returns the value at a place between 0 and 1. A fraction is rounded to three significant digits, so that people
     * can read and repeat it.
     */
    double value(double place) {
        double value = logarithmic ? low * StrictMath.pow(high / low, place) : low + place * (high - low);
        return Math.clamp(whole ? Math.rint(value) : rounded(value), low, high);
    }

    /** Returns the place of a value, between 0 and 1. */
    double place(double value) {
        double place =
                logarithmic ? StrictMath.log(value / low) / StrictMath.log(high / low) : (value - low) / (high - low);
        return Math.clamp(place, 0, 1);
    }

    private static double rounded(double value) {
        return BigDecimal.valueOf(value).round(new MathContext(3)).doubleValue();
    }
}
