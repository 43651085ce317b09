package dev.auspex.training.learn;

import java.util.Map;

import dev.auspex.training.data.Rows;

/** An algorithm with its settings. */
public sealed interface Learner permits LogisticRegression, BoostedTrees {

    /** Name of the algorithm as {@code model.json} has it. */
    String algorithm();

    /** Library and settings, for the model card. */
    Map<String, String> settings();

    /**
     * Trains on these rows.
     *
     * @param seed the same seed and rows give the same model
     */
    TrainedModel train(Rows rows, long seed);
}
