package dev.auspex.graph.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The names that a graph itself gives its classes, in the order of the columns of its probabilities. Tree, linear and
 * support vector classifiers carry them, and so does ZipMap.
 *
 * @param names   one for each column
 * @param strings whether they are strings in the graph, instead of whole numbers
 */
public record ClassNames(List<String> names, boolean strings) {

    /** Operators that keep the order of a matrix's columns. */
    private static final Set<String> COLUMNS_STAY = Set.of("Identity", "Cast", "Softmax", "Sigmoid", "Clip");

    private static final Set<String> WITH_A_CONSTANT = Set.of("Add", "Sub", "Mul", "Div");
    private static final Set<String> CLASSIFIERS =
            Set.of("LinearClassifier", "TreeEnsembleClassifier", "SVMClassifier");
    private static final int MOST_STEPS = 100;

    public ClassNames {
        names = List.copyOf(names);
    }

    /**
     * Follows an output back to the classifier that computes it.
     *
     * @param output name of the probabilities, a matrix or maps
     * @return the names, or empty if something else computes the output
     * @throws OnnxException if the file is not well-formed ONNX
     */
    public static Optional<ClassNames> of(byte[] onnx, String output) throws OnnxException {
        GraphScope graph = GraphScope.of(onnx).stream()
                .filter(GraphScope::ofModel)
                .findFirst()
                .orElse(null);
        if (graph == null) {
            return Optional.empty();
        }
        String value = output;
        for (int step = 0; step < MOST_STEPS; step++) {
            GraphScope.Meaning meaning = graph.meaning(value).orElse(null);
            ScopeNode node = meaning == null ? null : meaning.producer();
            if (node == null) {
                return Optional.empty();
            }
            if (node.ml("ZipMap")) {
                // Maps have no order of their own, so they are read in the order of their keys.
                return named(node).map(ClassNames::sorted);
            }
            if (node.domain().equals(ScopeNode.ML) && CLASSIFIERS.contains(node.type())) {
                boolean scores =
                        node.outputs().size() > 1 && node.outputs().get(1).equals(value);
                return scores ? named(node) : Optional.empty();
            }
            Optional<String> before = before(node, graph);
            if (before.isEmpty()) {
                return Optional.empty();
            }
            value = before.get();
        }
        return Optional.empty();
    }

    private static Optional<String> before(ScopeNode node, GraphScope scope) throws OnnxException {
        if (COLUMNS_STAY.contains(node.operator()) || node.ml("Normalizer")) {
            return Optional.of(node.input(0));
        }
        if (!WITH_A_CONSTANT.contains(node.operator())) {
            return Optional.empty();
        }
        List<String> made = new ArrayList<>();
        for (String input : node.inputs()) {
            boolean constant =
                    scope.meaning(input).map(GraphScope.Meaning::constant).isPresent();
            if (!constant) {
                made.add(input);
            }
        }
        return made.size() == 1 ? Optional.of(made.getFirst()) : Optional.empty();
    }

    private static Optional<ClassNames> named(ScopeNode node) throws OnnxException {
        List<String> texts = node.texts("classlabels_strings");
        if (!texts.isEmpty()) {
            return Optional.of(new ClassNames(texts, true));
        }
        List<Long> numbers = node.integers("classlabels_int64s");
        numbers = numbers.isEmpty() ? node.integers("classlabels_ints") : numbers;
        return numbers.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new ClassNames(numbers.stream().map(String::valueOf).toList(), false));
    }

    private ClassNames sorted() {
        return strings
                ? new ClassNames(names.stream().sorted().toList(), true)
                : new ClassNames(
                        names.stream()
                                .map(Long::valueOf)
                                .sorted()
                                .map(String::valueOf)
                                .toList(),
                        false);
    }
}
