package dev.auspex.training.search;

import java.util.List;
import java.util.Random;

/**
 * Density over 0 to 1 estimated from points: a normal distribution around each point, and a uniform one that keeps
 * every place possible, all with the same weight. All are truncated at 0 and 1.
 */
final class ParzenEstimator {

    private final double[] centres;
    private final double width;

    ParzenEstimator(List<Double> points) {
        centres = points.stream().mapToDouble(Double::doubleValue).toArray();
        // Scott's rule for the standard deviation of a uniform distribution, but at least a twentieth of the range.
        width = Math.max(0.05, 0.29 * StrictMath.pow(Math.max(1, centres.length), -0.2));
    }

    /** Returns a random place, more likely near the points. */
    double draw(Random random) {
        int component = random.nextInt(centres.length + 1);
        if (component == centres.length) {
            return random.nextDouble();
        }
        // About half of each normal distribution or more lies between 0 and 1, so few draws are needed.
        for (int i = 0; i < 100; i++) {
            double place = centres[component] + width * random.nextGaussian();
            if (place >= 0 && place <= 1) {
                return place;
            }
        }
        return centres[component];
    }

    /** Returns the logarithm of the density at a place. */
    double logDensity(double place) {
        double sum = 1;
        for (double centre : centres) {
            double distance = (place - centre) / width;
            double inside = normal((1 - centre) / width) - normal(-centre / width);
            sum += StrictMath.exp(-distance * distance / 2) / (width * Math.sqrt(2 * Math.PI) * inside);
        }
        return StrictMath.log(sum / (centres.length + 1));
    }

    /**
     * Computes the distribution function of the normal distribution by the error function: Abramowitz, Stegun 1964,
     * formula 7.1.26.
     */
    static double normal(double x) {
        double z = Math.abs(x) / Math.sqrt(2);
        double t = 1 / (1 + 0.3275911 * z);
        double tail = t
                * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
                * StrictMath.exp(-z * z);
        return x >= 0 ? 1 - tail / 2 : tail / 2;
    }
}
