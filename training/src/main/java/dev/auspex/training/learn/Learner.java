package dev.auspex.training.learn;

import java.util.Map;

import dev.auspex.training.data.Rows;

/** An algorithm with its settings. */
public sealed interface Learner permits LogisticRegression, BoostedTrees {

    /** Returns the name of the algorithm for {@code model.json}. */
    String algorithm();

    /** Returns library and settings, for the model card. */
    Map<String, String> settings();

    /**
     * Trains a model on these rows.
     *
     * @param seed seed; the same seed and rows give the same model
     */
    TrainedModel train(Rows rows, long seed);
}
