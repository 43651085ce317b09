package dev.auspex.training.publish;

import java.util.List;

import jakarta.annotation.Nullable;

import dev.auspex.training.calibrate.CalibratedModel;
import dev.auspex.training.calibrate.CalibrationChoice;
import dev.auspex.training.data.Rows;
import dev.auspex.training.data.Split;
import dev.auspex.training.evaluate.Evaluation;
import dev.auspex.training.plan.ModelPlan;
import dev.auspex.training.plan.VersionPlan;
import dev.auspex.training.text.Texts;
import dev.auspex.training.validate.CrossValidation;

/**
 * All that is known of a version after training.
 *
 * @param plan         the model
 * @param version      the version
 * @param seed         seed of split and training
 * @param dataSha256   SHA-256 of the data file, hex
 * @param rows         all rows of the data
 * @param split        rows trained on and rows held out
 * @param validation   cross-validation on the rows trained on
 * @param choice       how its calibration was chosen
 * @param model        the trainer's model with its calibration
 * @param evaluation   quality on the held-out rows
 * @param uncalibrated the same without calibration
 * @param notes        what was decided about the data, one each
 * @param command      command that makes it again
 * @param texts        where the rows are embedded texts, what they were; else null
 */
public record TrainedVersion(
        ModelPlan plan,
        VersionPlan version,
        long seed,
        String dataSha256,
        Rows rows,
        Split split,
        CrossValidation validation,
        CalibrationChoice choice,
        CalibratedModel model,
        Evaluation evaluation,
        Evaluation uncalibrated,
        List<String> notes,
        String command,
        @Nullable Texts texts) {

    public TrainedVersion {
        notes = List.copyOf(notes);
    }
}
