package dev.auspex.training.learn;

import dev.auspex.training.data.Rows;

/** A model as its trainer holds it. */
public sealed interface TrainedModel permits LinearModel, TreeModel {

    /** Returns the encoding that turns rows into the model's matrix. */
    Encoding encoding();

    /** Returns the probability of the positive label for each row, computed by the library that trained the model. */
    double[] scores(Rows rows);

    /** Returns the log odds of the positive label for each row: the sum of the graph's ensemble or linear node. */
    double[] logOdds(Rows rows);
}
