package dev.auspex.training.validate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

import dev.auspex.training.data.Folds;
import dev.auspex.training.data.Rows;
import dev.auspex.training.evaluate.Evaluation;
import dev.auspex.training.evaluate.Spread;
import dev.auspex.training.learn.Learner;
import dev.auspex.training.learn.TrainedModel;

/**
 * Stratified k-fold cross-validation: each fold of the rows is evaluated with a model that was trained on all others.
 * The held-out rows are not used.
 *
 * @param folds      quality on each fold
 * @param logOdds    log odds of each row from the model that did not see it
 * @param foldOfRows fold of each row, from 0
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CrossValidation(List<Evaluation> folds, double[] logOdds, int[] foldOfRows) {

    public CrossValidation {
        folds = List.copyOf(folds);
    }

    /**
     * Trains and evaluates k times.
     *
     * @param seed      seed of folds and training
     * @param threshold score from which the positive label is predicted
     * @param afterFold called after each training
     */
    public static CrossValidation of(
            Learner learner, Rows rows, int k, long seed, double threshold, Runnable afterFold) {
        Folds folds = Folds.stratified(rows, k, seed);
        List<Evaluation> evaluations = new ArrayList<>();
        double[] logOdds = new double[rows.size()];
        int[] foldOfRows = new int[rows.size()];
        for (int fold = 0; fold < k; fold++) {
            int[] part = folds.parts().get(fold);
            Rows judged = rows.select(part);
            TrainedModel model = learner.train(rows.select(folds.others(fold)), seed);
            evaluations.add(Evaluation.of(model.scores(judged), judged.positives(), threshold));
            double[] found = model.logOdds(judged);
            for (int i = 0; i < part.length; i++) {
                logOdds[part[i]] = found[i];
                foldOfRows[part[i]] = fold;
            }
            afterFold.run();
        }
        return new CrossValidation(evaluations, logOdds, foldOfRows);
    }

    /** Returns mean and standard deviation of a metric over the folds. */
    public Spread spread(ToDoubleFunction<Evaluation> metric) {
        return Spread.of(folds.stream().mapToDouble(metric).toArray());
    }
}
