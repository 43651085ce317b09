package dev.auspex.training.evaluate;

/**
 * Mean and standard deviation of a few values.
 *
 * @param mean      mean
 * @param deviation standard deviation of a sample (n-1), 0 for a single value
 */
public record Spread(double mean, double deviation) {

    /** Computes the spread of at least one value. */
    public static Spread of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("There must be at least one value.");
        }
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = sum / values.length;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return new Spread(mean, values.length == 1 ? 0 : Math.sqrt(squares / (values.length - 1)));
    }
}
