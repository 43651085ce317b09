package dev.auspex.training.calibrate;

/** Mapping from a model's log odds to a probability. It never decreases as the log odds increase. */
public sealed interface Calibration permits Calibration.None, Platt, Isotonic {

    /** Returns the name for the card and the run log. */
    String name();

    /** Returns the probability of the positive label for these log odds. */
    double apply(double logOdds);

    /** No calibration: the probability is the model's own. */
    record None() implements Calibration {

        @Override
        public String name() {
            return "none";
        }

        @Override
        public double apply(double logOdds) {
            return logistic(logOdds);
        }
    }

    /** Computes 1 / (1 + e^-x), with the same result on every machine. */
    static double logistic(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }
}
