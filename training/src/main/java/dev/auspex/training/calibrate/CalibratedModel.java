package dev.auspex.training.calibrate;

import java.util.Arrays;

import dev.auspex.training.data.Rows;
import dev.auspex.training.learn.TrainedModel;

/**
 * A model with what makes its scores probabilities.
 *
 * @param model       as its trainer holds it
 * @param calibration applied to its log odds
 */
public record CalibratedModel(TrainedModel model, Calibration calibration) {

    /** Probability of the positive label for each row. */
    public double[] scores(Rows rows) {
        return calibration instanceof Calibration.None
                ? model.scores(rows)
                : Arrays.stream(model.logOdds(rows)).map(calibration::apply).toArray();
    }
}
