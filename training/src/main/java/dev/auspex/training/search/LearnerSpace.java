package dev.auspex.training.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.auspex.training.learn.BoostedTrees;
import dev.auspex.training.learn.Learner;
import dev.auspex.training.learn.LogisticRegression;

/** Search space of an algorithm's settings. */
public enum LearnerSpace {
    /** Boosted trees. */
    TREES(
            List.of(
                    new Dimension("trees", 40, 400, true, true),
                    new Dimension("learningRate", 0.01, 0.3, true, false),
                    new Dimension("depth", 2, 8, false, true),
                    new Dimension("leastChildWeight", 1, 20, true, false),
                    new Dimension("l2Penalty", 0.1, 20, true, false),
                    new Dimension("rowShare", 0.5, 1, false, false),
                    new Dimension("columnShare", 0.3, 1, false, false)),
            new BoostedTrees(150, 0.05, 4, 5, 5, 0.8, 0.6)) {

        @Override
        public Learner learner(Map<String, Double> parameters) {
            return new BoostedTrees(
                    parameters.get("trees").intValue(),
                    parameters.get("learningRate"),
                    parameters.get("depth").intValue(),
                    parameters.get("leastChildWeight"),
                    parameters.get("l2Penalty"),
                    parameters.get("rowShare"),
                    parameters.get("columnShare"));
        }

        @Override
        public Map<String, Double> usual() {
            BoostedTrees usual = (BoostedTrees) usualLearner();
            Map<String, Double> parameters = new LinkedHashMap<>();
            parameters.put("trees", (double) usual.rounds());
            parameters.put("learningRate", usual.learningRate());
            parameters.put("depth", (double) usual.depth());
            parameters.put("leastChildWeight", usual.minChildWeight());
            parameters.put("l2Penalty", usual.lambda());
            parameters.put("rowShare", usual.rowShare());
            parameters.put("columnShare", usual.columnShare());
            return parameters;
        }
    },
    /** Logistic regression. */
    LINEAR(
            List.of(
                    new Dimension("learningRate", 0.005, 1, true, false),
                    new Dimension("epochs", 5, 60, true, true),
                    new Dimension("batchSize", 4, 64, true, true)),
            new LogisticRegression(0.1, 40, 16)) {

        @Override
        public Learner learner(Map<String, Double> parameters) {
            return new LogisticRegression(
                    parameters.get("learningRate"),
                    parameters.get("epochs").intValue(),
                    parameters.get("batchSize").intValue());
        }

        @Override
        public Map<String, Double> usual() {
            LogisticRegression usual = (LogisticRegression) usualLearner();
            Map<String, Double> parameters = new LinkedHashMap<>();
            parameters.put("learningRate", usual.learningRate());
            parameters.put("epochs", (double) usual.epochs());
            parameters.put("batchSize", (double) usual.batchSize());
            return parameters;
        }
    };

    private final List<Dimension> dimensions;
    private final Learner usualLearner;

    LearnerSpace(List<Dimension> dimensions, Learner usualLearner) {
        this.dimensions = dimensions;
        this.usualLearner = usualLearner;
    }

    /** Returns the settings and their ranges. */
    public List<Dimension> dimensions() {
        return dimensions;
    }

    /** Returns the algorithm with the settings that are used without a search. */
    public Learner usualLearner() {
        return usualLearner;
    }

    /** Returns the settings that are used without a search. */
    public abstract Map<String, Double> usual();

    /** Returns the algorithm with these settings. */
    public abstract Learner learner(Map<String, Double> parameters);
}
