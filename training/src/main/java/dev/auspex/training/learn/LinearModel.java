package dev.auspex.training.learn;

import org.tribuo.Model;
import org.tribuo.classification.Label;

import dev.auspex.training.data.Rows;

/** A logistic regression trained by Tribuo, with the preparation of its numbers. */
public final class LinearModel implements TrainedModel {

    private final Encoding encoding;
    private final Preparation preparation;
    private final Model<Label> model;
    private final double[] weights;
    private final double bias;

    LinearModel(Encoding encoding, Preparation preparation, Model<Label> model, double[] weights, double bias) {
        this.encoding = encoding;
        this.preparation = preparation;
        this.model = model;
        this.weights = weights;
        this.bias = bias;
    }

    @Override
    public Encoding encoding() {
        return encoding;
    }

    public Preparation preparation() {
        return preparation;
    }

    /** Returns the weight in the log odds of each column of the matrix, after preparation. */
    public double[] weights() {
        return weights.clone();
    }

    /** Returns the constant of the log odds. */
    public double bias() {
        return bias;
    }

    @Override
    public double[] scores(Rows rows) {
        String positive = rows.dataSet().positiveLabel();
        float[] matrix = encoding.matrix(rows);
        double[] scores = new double[rows.size()];
        for (int row = 0; row < scores.length; row++) {
            var example = LogisticRegression.example(preparation, matrix, row, encoding.width(), new Label(positive));
            scores[row] = model.predict(example).getOutputScores().get(positive).getScore();
        }
        return scores;
    }

    @Override
    public double[] logOdds(Rows rows) {
        float[] matrix = encoding.matrix(rows);
        double[] logOdds = new double[rows.size()];
        for (int row = 0; row < logOdds.length; row++) {
            double sum = bias;
            for (int column = 0; column < weights.length; column++) {
                sum += weights[column] * preparation.apply(column, matrix[row * encoding.width() + column]);
            }
            logOdds[row] = sum;
        }
        return logOdds;
    }
}
