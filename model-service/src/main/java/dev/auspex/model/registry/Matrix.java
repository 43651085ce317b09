package dev.auspex.model.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.contracts.model.GraphTensor;

/**
 * A graph that takes all features as one matrix, as exporters of scikit-learn, XGBoost and LightGBM write it: its only input is FP32
 * of the shape [any, columns].
 *
 * @param input the matrix
 */
record Matrix(GraphTensor input) {

    private static final String FP32 = "FP32";

    /** The form of a graph; empty where it is another. */
    static Optional<Matrix> of(Signature graph) {
        if (graph.inputs().size() != 1) {
            return Optional.empty();
        }
        GraphTensor input = graph.inputs().getFirst();
        boolean matrix = input.type().equals(FP32)
                && input.shape().size() == 2
                && input.shape().get(0) == -1
                && input.shape().get(1) != 0;
        return matrix ? Optional.of(new Matrix(input)) : Optional.empty();
    }

    /** Like {@link #of(Signature)}, but empty where the features are inputs by their names. */
    static Optional<Matrix> of(Signature graph, List<Feature> features) {
        return of(graph)
                .filter(it -> features.size() != 1
                        || !features.getFirst().name().equals(it.input().name()));
    }

    /** Features for columns that nobody has named: f0, f1 and so on; empty where the graph does not tell how many there are. */
    List<Feature> features() {
        return IntStream.range(0, Math.toIntExact(Math.max(0, input.shape().get(1))))
                .mapToObj(column -> new Feature(
                        "f" + column,
                        FeatureType.NUMBER,
                        "Column " + column + " of " + input.name(),
                        null,
                        true,
                        null,
                        null,
                        List.of(),
                        0.0))
                .toList();
    }

    /** Where it does not fit the features of a description. */
    List<String> mismatches(List<Feature> features) {
        List<String> problems = new ArrayList<>();
        long columns = input.shape().get(1);
        if (columns != -1 && columns != features.size()) {
            problems.add("input " + input.name() + " has " + columns + " columns, but there are " + features.size()
                    + " features");
        }
        features.stream()
                .filter(feature -> feature.type() == FeatureType.CATEGORY)
                .forEach(feature ->
                        problems.add("feature " + feature.name() + " is a category, but the columns are numbers"));
        return problems;
    }
}
