package dev.auspex.training.calibrate;

import java.util.Optional;

/**
 * Platt scaling, a straight line over the log odds: probability = logistic(slope x + intercept). The constants are
 * floats, as in the ONNX graph.
 *
 * @param slope     factor of the log odds, above 0
 * @param intercept log odds to add
 */
public record Platt(float slope, float intercept) implements Calibration {

    private static final int MOST_STEPS = 100;
    private static final double SMALL_GRADIENT = 1e-10;
    private static final double RIDGE = 1e-12;
    private static final double LEAST_STEP = 1e-10;

    /**
     * Fits by Newton's method with backtracking, to targets that stay away from 0 and 1. Platt 1999, "Probabilistic
     * Outputs for Support Vector Machines", section 2.2; Lin, Lin, Weng 2007, "A Note on Platt's Probabilistic Outputs
     * for Support Vector Machines", Machine Learning 68, pp. 267-276.
     *
     * @return calibration, or empty if the best line falls or is flat: such scores carry no information
     */
    public static Optional<Platt> fit(double[] logOdds, boolean[] positives) {
        long positiveRows = 0;
        for (boolean positive : positives) {
            positiveRows += positive ? 1 : 0;
        }
        long negativeRows = positives.length - positiveRows;
        double high = (positiveRows + 1.0) / (positiveRows + 2.0);
        double low = 1.0 / (negativeRows + 2.0);

        double slope = 0;
        double intercept = StrictMath.log((positiveRows + 1.0) / (negativeRows + 1.0));
        double loss = loss(logOdds, positives, high, low, slope, intercept);
        for (int step = 0; step < MOST_STEPS; step++) {
            double gradientSlope = 0;
            double gradientIntercept = 0;
            double slopeSlope = RIDGE;
            double interceptIntercept = RIDGE;
            double slopeIntercept = 0;
            for (int i = 0; i < logOdds.length; i++) {
                double p = Calibration.logistic(slope * logOdds[i] + intercept);
                double error = p - (positives[i] ? high : low);
                double weight = p * (1 - p);
                gradientSlope += error * logOdds[i];
                gradientIntercept += error;
                slopeSlope += weight * logOdds[i] * logOdds[i];
                interceptIntercept += weight;
                slopeIntercept += weight * logOdds[i];
            }
            if (Math.abs(gradientSlope) < SMALL_GRADIENT && Math.abs(gradientIntercept) < SMALL_GRADIENT) {
                break;
            }
            double determinant = slopeSlope * interceptIntercept - slopeIntercept * slopeIntercept;
            double bySlope = -(interceptIntercept * gradientSlope - slopeIntercept * gradientIntercept) / determinant;
            double byIntercept = -(slopeSlope * gradientIntercept - slopeIntercept * gradientSlope) / determinant;
            double descent = gradientSlope * bySlope + gradientIntercept * byIntercept;
            double share = 1;
            double next = loss(logOdds, positives, high, low, slope + bySlope, intercept + byIntercept);
            while (!(next < loss + 1e-4 * share * descent) && share > LEAST_STEP) {
                share /= 2;
                next = loss(logOdds, positives, high, low, slope + share * bySlope, intercept + share * byIntercept);
            }
            if (share <= LEAST_STEP) {
                break; // no step lowers the loss: only rounding is left
            }
            slope += share * bySlope;
            intercept += share * byIntercept;
            loss = next;
        }
        return slope > 0 && Double.isFinite(slope) && Double.isFinite(intercept)
                ? Optional.of(new Platt((float) slope, (float) intercept))
                : Optional.empty();
    }

    private static double loss(
            double[] logOdds, boolean[] positives, double high, double low, double slope, double intercept) {
        double loss = 0;
        for (int i = 0; i < logOdds.length; i++) {
            double x = slope * logOdds[i] + intercept;
            double target = positives[i] ? high : low;
            // -(t ln p + (1-t) ln(1-p)) without overflow on either side
            loss += (x >= 0 ? (1 - target) * x : -target * x) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
        }
        return loss;
    }

    @Override
    public String name() {
        return "platt";
    }

    @Override
    public double apply(double logOdds) {
        return Calibration.logistic(slope * logOdds + intercept);
    }
}
