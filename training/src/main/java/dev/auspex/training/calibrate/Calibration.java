package dev.auspex.training.calibrate;

/** From a model's log odds to a probability. Never falls as the log odds rise. */
public sealed interface Calibration permits Calibration.None, Platt, Isotonic {

    /** Name as the card and the run log have it. */
    String name();

    /** Probability of the positive label for these log odds. */
    double apply(double logOdds);

    /** The probability that the model itself gives. */
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

    /** 1 / (1 + e^-x), the same on every machine. */
    static double logistic(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }
}
