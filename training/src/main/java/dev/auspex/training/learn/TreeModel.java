package dev.auspex.training.learn;

import java.util.List;

import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;

import dev.auspex.training.data.Rows;

/** Boosted trees trained by XGBoost. */
public final class TreeModel implements TrainedModel {

    private final Encoding encoding;
    private final Booster booster;
    private final List<Tree> trees;

    TreeModel(Encoding encoding, Booster booster, List<Tree> trees) {
        this.encoding = encoding;
        this.booster = booster;
        this.trees = List.copyOf(trees);
    }

    /**
     * One tree. Its first node is the root.
     *
     * @param nodes nodes, which refer to each other by index
     */
    public record Tree(List<Node> nodes) {

        public Tree {
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * A leaf, or a branch at which a row goes left if its value is below the threshold.
     *
     * @param left        index of the left child, or -1 for a leaf
     * @param right       index of the right child, or -1 for a leaf
     * @param column      column of the matrix to compare
     * @param value       threshold of a branch, or log odds that a leaf adds
     * @param missingLeft whether a missing value goes left
     */
    public record Node(int left, int right, int column, float value, boolean missingLeft) {

        public boolean isLeaf() {
            return left < 0;
        }
    }

    @Override
    public Encoding encoding() {
        return encoding;
    }

    /** Returns the trees, whose leaves add up to the log odds of the positive label. */
    public List<Tree> trees() {
        return trees;
    }

    @Override
    public double[] scores(Rows rows) {
        return predict(rows, false);
    }

    @Override
    public double[] logOdds(Rows rows) {
        return predict(rows, true);
    }

    private double[] predict(Rows rows, boolean logOdds) {
        try {
            DMatrix matrix = new DMatrix(encoding.matrix(rows), rows.size(), encoding.width(), Float.NaN);
            try {
                float[][] predicted = booster.predict(matrix, logOdds);
                double[] scores = new double[predicted.length];
                for (int row = 0; row < scores.length; row++) {
                    scores[row] = predicted[row][0];
                }
                return scores;
            } finally {
                matrix.dispose();
            }
        } catch (XGBoostError e) {
            throw new IllegalStateException("XGBoost could not predict.", e);
        }
    }
}
