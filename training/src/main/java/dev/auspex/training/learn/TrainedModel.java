package dev.auspex.training.learn;

import dev.auspex.training.data.Rows;

/** A model as its trainer holds it. */
public sealed interface TrainedModel permits LinearModel, TreeModel {

    /** How rows become the model's matrix. */
    Encoding encoding();

    /** Probability of the positive label for each row, computed by the library that trained the model. */
    double[] scores(Rows rows);

    /** Log odds of the positive label for each row: what the graph's ensemble or linear node adds up. */
    double[] logOdds(Rows rows);
}
