package dev.auspex.training.plan;

import java.util.List;

import dev.auspex.training.data.DataSet;

/**
 * A model that is to be trained.
 *
 * @param model       model name
 * @param description what it predicts
 * @param dataSet     what it is trained on
 * @param versions    its versions
 * @param champion    version that answers by default
 * @param intendedUse for the card
 * @param limits      for the card, one each
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
            throw new IllegalArgumentException("model " + model + ": the champion " + champion + " is no version");
        }
    }
}
