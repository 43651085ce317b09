package dev.auspex.monitoring.statistics;

import java.util.Map;
import java.util.TreeMap;

import dev.auspex.contracts.event.PredictionCompleted;
import dev.auspex.monitoring.sketch.CategoryCounts;
import dev.auspex.monitoring.sketch.FeatureSummary;
import dev.auspex.monitoring.sketch.NumberSketch;

/** Summary of the predictions of one version, over one window or several. Not thread-safe. */
final class WindowSummary {

    private long predictions;
    private final CategoryCounts labels = new CategoryCounts();
    private final NumberSketch inferenceMicros = NumberSketch.empty();
    private final NumberSketch totalMicros = NumberSketch.empty();
    private final NumberSketch scores = NumberSketch.empty();
    private final Map<String, FeatureSummary> features = new TreeMap<>();

    void add(PredictionCompleted prediction) {
        predictions++;
        labels.add(prediction.label());
        inferenceMicros.add((double) prediction.inferenceMicros());
        totalMicros.add((double) prediction.totalMicros());
        scores.add(prediction.score());
        prediction.features().forEach((name, value) -> feature(name).add(value));
    }

    void merge(WindowSummary other) {
        addPredictions(other.predictions);
        labels.merge(other.labels);
        inferenceMicros.merge(other.inferenceMicros);
        totalMicros.merge(other.totalMicros);
        scores.merge(other.scores);
        other.features.forEach((name, summary) -> feature(name).merge(summary));
    }

    void addPredictions(long more) {
        predictions += more;
    }

    long predictions() {
        return predictions;
    }

    CategoryCounts labels() {
        return labels;
    }

    NumberSketch inferenceMicros() {
        return inferenceMicros;
    }

    NumberSketch totalMicros() {
        return totalMicros;
    }

    NumberSketch scores() {
        return scores;
    }

    Map<String, FeatureSummary> features() {
        return features;
    }

    /** Returns the summary of a feature, which is empty if no value of it was added yet. */
    FeatureSummary feature(String name) {
        return features.computeIfAbsent(name, absent -> FeatureSummary.empty());
    }
}
