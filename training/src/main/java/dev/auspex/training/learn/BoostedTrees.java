package dev.auspex.training.learn;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

import dev.auspex.training.data.Rows;

/**
 * Gradient boosted trees (XGBoost).
 *
 * @param rounds         number of trees
 * @param learningRate   share of each tree's output that is added
 * @param depth          maximum depth of a tree
 * @param minChildWeight minimum sum of p(1-p) in a leaf
 * @param lambda         L2 penalty on leaves
 * @param rowShare       share of rows that each tree is grown on
 * @param columnShare    share of columns that each tree is grown on
 */
public record BoostedTrees(
        int rounds,
        double learningRate,
        int depth,
        double minChildWeight,
        double lambda,
        double rowShare,
        double columnShare)
        implements Learner {

    @Override
    public String algorithm() {
        return "gradient-boosted-trees";
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("library", "XGBoost4J 3.0.4, histogram method, one thread");
        settings.put("trees", Integer.toString(rounds));
        settings.put("learning rate", Double.toString(learningRate));
        settings.put("depth", Integer.toString(depth));
        settings.put("least child weight", Double.toString(minChildWeight));
        settings.put("L2 penalty", Double.toString(lambda));
        settings.put("rows of a tree", percent(rowShare));
        settings.put("columns of a tree", percent(columnShare));
        settings.put("missing numbers", "each branch has learned which way they go");
        settings.put("categories", "one column each");
        return settings;
    }

    private static String percent(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + " %";
    }

    @Override
    public TrainedModel train(Rows rows, long seed) {
        Encoding encoding = new Encoding(rows.dataSet());
        float[] labels = new float[rows.size()];
        for (int row = 0; row < labels.length; row++) {
            labels[row] = rows.positive(row) ? 1 : 0;
        }
        try {
            DMatrix matrix = new DMatrix(encoding.matrix(rows), rows.size(), encoding.width(), Float.NaN);
            try {
                matrix.setLabel(labels);
                Booster booster = XGBoost.train(matrix, parameters(seed), rounds, Map.of(), null, null);
                return new TreeModel(encoding, booster, trees(booster));
            } finally {
                matrix.dispose();
            }
        } catch (XGBoostError e) {
            throw new IllegalStateException("XGBoost could not train", e);
        }
    }

    private Map<String, Object> parameters(long seed) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("objective", "binary:logistic");
        // The log odds start at 0, so that they are the sum of the leaves and nothing else.
        parameters.put("base_score", 0.5);
        parameters.put("tree_method", "hist");
        parameters.put("eta", learningRate);
        parameters.put("max_depth", depth);
        parameters.put("min_child_weight", minChildWeight);
        parameters.put("lambda", lambda);
        parameters.put("subsample", rowShare);
        parameters.put("colsample_bytree", columnShare);
        parameters.put("seed", seed);
        // With several threads, sums of floats would depend on which thread finishes first.
        parameters.put("nthread", 1);
        parameters.put("verbosity", 1);
        return parameters;
    }

    /** Reads the trees from XGBoost's own JSON, which writes floats with enough digits to restore them exactly. */
    private static List<TreeModel.Tree> trees(Booster booster) throws XGBoostError {
        JsonNode model;
        try {
            model = new ObjectMapper().readTree(booster.toByteArray("json"));
        } catch (IOException e) {
            throw new IllegalStateException("XGBoost wrote a model that is no JSON", e);
        }
        List<TreeModel.Tree> trees = new ArrayList<>();
        for (JsonNode tree : model.at("/learner/gradient_booster/model/trees")) {
            List<TreeModel.Node> nodes = new ArrayList<>();
            for (int node = 0; node < tree.get("left_children").size(); node++) {
                nodes.add(new TreeModel.Node(
                        tree.get("left_children").get(node).intValue(),
                        tree.get("right_children").get(node).intValue(),
                        tree.get("split_indices").get(node).intValue(),
                        Float.parseFloat(tree.get("split_conditions").get(node).asText()),
                        tree.get("default_left").get(node).asInt() == 1));
            }
            trees.add(new TreeModel.Tree(nodes));
        }
        return trees;
    }
}
