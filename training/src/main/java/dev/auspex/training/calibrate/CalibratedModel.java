package dev.auspex.training.calibrate;

import java.util.Arrays;

import dev.auspex.training.data.Rows;
import dev.auspex.training.learn.TrainedModel;

/**
 * A model with its calibration.
 *
 * @param model       model as its trainer holds it
 * @param calibration calibration to apply to the model's log odds
 */
public record CalibratedModel(TrainedModel model, Calibration calibration) {

    /** Returns the probability of the positive label for each row. */
    public double[] scores(Rows rows) {
        return calibration instanceof Calibration.None
                ? model.scores(rows)
                : Arrays.stream(model.logOdds(rows)).map(calibration::apply).toArray();
    }
}
