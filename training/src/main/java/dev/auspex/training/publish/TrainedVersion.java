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
 * A version after training.
 *
 * @param plan         plan of the model
 * @param version      plan of the version
 * @param seed         seed of split and training
 * @param dataSha256   SHA-256 of the data file, in hex
 * @param rows         all rows of the data
 * @param split        training rows and held-out rows
 * @param validation   cross-validation on the training rows
 * @param choice       how the calibration was chosen
 * @param model        trained model with its calibration
 * @param evaluation   quality on the held-out rows
 * @param uncalibrated quality on the held-out rows without calibration
 * @param notes        decisions about the data, one per entry
 * @param command      command that repeats the training
 * @param texts        original texts if the rows are embedded texts, or else null
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
