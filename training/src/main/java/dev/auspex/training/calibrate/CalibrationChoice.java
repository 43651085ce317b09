package dev.auspex.training.calibrate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import dev.auspex.training.evaluate.Evaluation;
import dev.auspex.training.evaluate.Reliability;

/**
 * The calibration chosen for a model, and the reasons.
 *
 * @param chosen     calibration, fitted on all out-of-fold scores
 * @param candidates methods that were tried, each evaluated on folds that it was not fitted on
 */
public record CalibrationChoice(Calibration chosen, List<Candidate> candidates) {

    public CalibrationChoice {
        candidates = List.copyOf(candidates);
    }

    /** Calibrations that may be chosen. */
    public enum Wish {
        /** The best of all, or none if none helps. */
        AUTO,
        NONE,
        PLATT,
        ISOTONIC
    }

    /**
     * Quality of one method.
     *
     * @param name              name: none, platt or isotonic
     * @param logLoss           log loss, in nats
     * @param brier             mean squared error
     * @param calibrationError  expected calibration error
     * @param gain              reduction of the log loss compared with no calibration, in nats
     * @param gainStandardError standard error of the gain, over rows
     */
    public record Candidate(
            String name, double logLoss, double brier, double calibrationError, double gain, double gainStandardError) {

        /** Returns whether the method helps: its gain exceeds its standard error, and the Brier score does not rise. */
        boolean helps(Candidate none) {
            return gain > gainStandardError && brier <= none.brier;
        }
    }

    private record Method(String name, Function<Sample, Optional<? extends Calibration>> fit) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sample(double[] logOdds, boolean[] positives) {}

    private static final List<Method> METHODS = List.of(
            new Method("platt", sample -> Platt.fit(sample.logOdds(), sample.positives())),
            new Method("isotonic", sample -> Isotonic.fit(sample.logOdds(), sample.positives())));

    /**
     * Evaluates each method and chooses one. To evaluate a method, each fold in turn is calibrated by a fit on the
     * out-of-fold scores of all other folds.
     *
     * @param logOdds   log odds of each row, from a model that was not trained on it
     * @param positives truth of each row
     * @param folds     fold of each row, from 0
     * @param wish      calibrations that may be chosen; a method requested by name is chosen whether it helps or not,
     *                  unless it cannot be fitted
     */
    public static CalibrationChoice of(double[] logOdds, boolean[] positives, int[] folds, Wish wish) {
        double[] plain = apply(new Calibration.None(), logOdds);
        Candidate none = judge("none", plain, plain, positives);
        List<Candidate> candidates = new ArrayList<>(List.of(none));
        List<Candidate> eligible = new ArrayList<>();
        for (Method method : METHODS) {
            Optional<Candidate> judged = outOfFold(method, logOdds, positives, folds)
                    .map(scores -> judge(method.name(), scores, plain, positives));
            judged.ifPresent(candidates::add);
            judged.filter(candidate -> switch (wish) {
                        case AUTO -> candidate.helps(none);
                        case NONE -> false;
                        case PLATT, ISOTONIC -> wish.name().equalsIgnoreCase(candidate.name());
                    })
                    .ifPresent(eligible::add);
        }
        Sample all = new Sample(logOdds, positives);
        Optional<Calibration> chosen = eligible.stream()
                .min(Comparator.comparingDouble(Candidate::logLoss))
                .flatMap(best -> METHODS.stream()
                        .filter(method -> method.name().equals(best.name()))
                        .findFirst())
                .flatMap(method -> method.fit().apply(all));
        return new CalibrationChoice(chosen.orElseGet(Calibration.None::new), candidates);
    }

    /** Returns the score of each row by a calibration that did not see its fold, or empty if a fit failed. */
    private static Optional<double[]> outOfFold(Method method, double[] logOdds, boolean[] positives, int[] folds) {
        double[] scores = new double[logOdds.length];
        int count = 0;
        for (int fold : folds) {
            count = Math.max(count, fold + 1);
        }
        for (int fold = 0; fold < count; fold++) {
            Optional<? extends Calibration> fitted = method.fit().apply(without(fold, logOdds, positives, folds));
            if (fitted.isEmpty()) {
                return Optional.empty();
            }
            for (int row = 0; row < scores.length; row++) {
                if (folds[row] == fold) {
                    scores[row] = fitted.get().apply(logOdds[row]);
                }
            }
        }
        return Optional.of(scores);
    }

    private static Sample without(int fold, double[] logOdds, boolean[] positives, int[] folds) {
        int size = 0;
        for (int of : folds) {
            size += of == fold ? 0 : 1;
        }
        double[] otherLogOdds = new double[size];
        boolean[] otherPositives = new boolean[size];
        int place = 0;
        for (int row = 0; row < folds.length; row++) {
            if (folds[row] != fold) {
                otherLogOdds[place] = logOdds[row];
                otherPositives[place++] = positives[row];
            }
        }
        return new Sample(otherLogOdds, otherPositives);
    }

    private static Candidate judge(String name, double[] scores, double[] plain, boolean[] positives) {
        int rows = scores.length;
        double logLoss = 0;
        double brier = 0;
        double gain = 0;
        double gainSquares = 0;
        for (int row = 0; row < rows; row++) {
            double loss = Evaluation.logLoss(scores[row], positives[row]);
            double saved = Evaluation.logLoss(plain[row], positives[row]) - loss;
            logLoss += loss;
            brier += Evaluation.squaredError(scores[row], positives[row]);
            gain += saved;
            gainSquares += saved * saved;
        }
        double meanGain = gain / rows;
        double variance = Math.max(0, gainSquares / rows - meanGain * meanGain);
        return new Candidate(
                name,
                logLoss / rows,
                brier / rows,
                Reliability.of(scores, positives).expectedError(),
                meanGain,
                Math.sqrt(variance / rows));
    }

    private static double[] apply(Calibration calibration, double[] logOdds) {
        double[] scores = new double[logOdds.length];
        for (int row = 0; row < scores.length; row++) {
            scores[row] = calibration.apply(logOdds[row]);
        }
        return scores;
    }
}
