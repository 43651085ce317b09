package dev.auspex.training.search;

import java.util.List;
import java.util.Random;

/**
 * Density over 0 to 1 from points: a normal distribution around each, and a uniform one that keeps every place possible, each of the
 * same weight. All are cut at 0 and 1.
 */
final class ParzenEstimator {

    private final double[] centres;
    private final double width;

    ParzenEstimator(List<Double> points) {
        centres = points.stream().mapToDouble(Double::doubleValue).toArray();
        // Scott's rule for the spread of a uniform distribution, never narrower than a twentieth of the range.
        width = Math.max(0.05, 0.29 * StrictMath.pow(Math.max(1, centres.length), -0.2));
    }

    /** A random place, more likely where points are. */
    double draw(Random random) {
        int component = random.nextInt(centres.length + 1);
        if (component == centres.length) {
            return random.nextDouble();
        }
        // At least half of any of these normal distributions' mass to one side lies inside: few draws are needed.
        for (int i = 0; i < 100; i++) {
            double place = centres[component] + width * random.nextGaussian();
            if (place >= 0 && place <= 1) {
                return place;
            }
        }
        return centres[component];
    }

    /** Logarithm of the density at a place. */
    double logDensity(double place) {
        double sum = 1;
        for (double centre : centres) {
            double distance = (place - centre) / width;
            double inside = normal((1 - centre) / width) - normal(-centre / width);
            sum += StrictMath.exp(-distance * distance / 2) / (width * Math.sqrt(2 * Math.PI) * inside);
        }
        return StrictMath.log(sum / (centres.length + 1));
    }

    /** Distribution function of the normal distribution by the error function: Abramowitz, Stegun 1964, formula 7.1.26. */
    static double normal(double x) {
        double z = Math.abs(x) / Math.sqrt(2);
        double t = 1 / (1 + 0.3275911 * z);
        double tail = t
                * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
                * StrictMath.exp(-z * z);
        return x >= 0 ? 1 - tail / 2 : tail / 2;
    }
}
