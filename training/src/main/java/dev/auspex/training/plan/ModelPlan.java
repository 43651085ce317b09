package dev.auspex.training.plan;

import java.util.List;

import dev.auspex.training.data.DataSet;

/**
 * A model to train.
 *
 * @param model       model name
 * @param description what the model predicts
 * @param dataSet     data that the model is trained on
 * @param versions    versions of the model
 * @param champion    version that answers by default
 * @param intendedUse intended use, for the card
 * @param limits      limits, for the card, one per entry
 * @param groups      names of the features by which the card compares groups of people
 */
public record ModelPlan(
        String model,
        String description,
        DataSet dataSet,
        List<VersionPlan> versions,
        String champion,
        String intendedUse,
        List<String> limits,
        List<String> groups) {

    public ModelPlan {
        versions = List.copyOf(versions);
        limits = List.copyOf(limits);
        groups = List.copyOf(groups);
        if (versions.stream().noneMatch(plan -> plan.version().equals(champion))) {
            throw new IllegalArgumentException(
                    "The champion " + champion + " of model " + model + " is not one of its versions.");
        }
    }
}
