package dev.auspex.training.publish;

import java.util.List;

import dev.auspex.training.data.Rows;
import dev.auspex.training.data.Split;
import dev.auspex.training.evaluate.Evaluation;
import dev.auspex.training.learn.TrainedModel;
import dev.auspex.training.plan.ModelPlan;
import dev.auspex.training.plan.VersionPlan;

/**
 * All that is known of a version after training.
 *
 * @param plan       the model
 * @param version    the version
 * @param seed       seed of split and training
 * @param dataSha256 SHA-256 of the data file, hex
 * @param rows       all rows of the data
 * @param split      rows trained on and rows held out
 * @param model      the trainer's model
 * @param evaluation quality on the held-out rows
 * @param otherAucs  held-out AUC of the same training on other splits, one each
 */
public record TrainedVersion(
        ModelPlan plan,
        VersionPlan version,
        long seed,
        String dataSha256,
        Rows rows,
        Split split,
        TrainedModel model,
        Evaluation evaluation,
        List<Double> otherAucs) {

    /** Mean AUC over the other splits. */
    double meanOfOtherAucs() {
        return otherAucs.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
