package dev.auspex.model.explain;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.auspex.graph.onnx.OnnxException;

/**
 * Finds the feature behind each column of a value inside a graph, by tracing the value back to the graph's inputs of
 * shape [N, 1]. It passes only operators that treat each element separately or place columns side by side: then a
 * column depends on exactly one feature.
 */
final class ColumnTrace {

    /** Operators that work element by element, whatever their attributes. */
    private static final Set<String> ELEMENTWISE = Set.of("Identity", "Cast");

    private static final Set<String> ML_ELEMENTWISE = Set.of("Imputer", "Scaler", "Binarizer", "LabelEncoder");

    private static final int MOST_COLUMNS = 1_000_000;
    private static final int MOST_STEPS = 4_000;

    private final OnnxFile file;
    private final Map<String, Integer> features;
    private int steps;

    /** @param features number of each feature by its name, which is that of its input */
    private ColumnTrace(OnnxFile file, Map<String, Integer> features) {
        this.file = file;
        this.features = features;
    }

    /**
     * Returns the number of the feature behind each column of a value of shape [N, columns].
     *
     * @param value    name of the value
     * @param features names of the features, which are inputs of the graph, in the order of their numbers
     * @throws NoEnsembleException if a column comes from anything but one feature
     */
    static int[] of(OnnxFile file, String value, List<String> features) throws NoEnsembleException, OnnxException {
        Map<String, Integer> numbers = new HashMap<>();
        features.forEach(feature -> numbers.put(feature, numbers.size()));
        return new ColumnTrace(file, numbers).trace(value);
    }

    private int[] trace(String value) throws NoEnsembleException, OnnxException {
        if (++steps > MOST_STEPS) {
            throw new NoEnsembleException("its preprocessing has more than " + MOST_STEPS + " steps");
        }
        OnnxNode node = file.producer(value).orElse(null);
        if (node == null) {
            Integer feature = features.get(value);
            if (feature == null) {
                throw new NoEnsembleException(value + " is not a feature");
            }
            return new int[] {feature};
        }
        if (node.domain().isEmpty() && ELEMENTWISE.contains(node.operator())
                || node.domain().equals(OnnxNode.ML) && ML_ELEMENTWISE.contains(node.operator())) {
            return trace(node.inputs().getFirst());
        }
        if (node.is("", "Concat")) {
            requireAxis(node, node.integer("axis", 0));
            return side(node.inputs());
        }
        if (node.is("", "Flatten")) {
            requireAxis(node, node.integer("axis", 1));
            return trace(node.inputs().getFirst());
        }
        if (node.is(OnnxNode.ML, "OneHotEncoder")) {
            int words = node.texts("cats_strings").size() + node.integers("cats_int64s").length;
            return repeated(trace(node.inputs().getFirst()), words);
        }
        throw new NoEnsembleException("its preprocessing has the operator " + node.operator());
    }

    private int[] side(List<String> values) throws NoEnsembleException, OnnxException {
        int[] all = {};
        for (String value : values) {
            int[] more = trace(value);
            int before = all.length;
            requireFew((long) before + more.length);
            all = Arrays.copyOf(all, before + more.length);
            System.arraycopy(more, 0, all, before, more.length);
        }
        return all;
    }

    /**
     * Repeats each column. One-hot encoding adds a dimension after the columns; flattened, each column becomes as many
     * as there are words.
     */
    private static int[] repeated(int[] columns, int words) throws NoEnsembleException {
        requireFew((long) columns.length * words);
        int[] all = new int[columns.length * words];
        for (int i = 0; i < all.length; i++) {
            all[i] = columns[i / words];
        }
        return all;
    }

    private static void requireAxis(OnnxNode node, long axis) throws NoEnsembleException {
        if (axis != 1) {
            throw new NoEnsembleException("its preprocessing has " + node.operator() + " on axis " + axis);
        }
    }

    private static void requireFew(long columns) throws NoEnsembleException {
        if (columns > MOST_COLUMNS) {
            throw new NoEnsembleException("it has more than " + MOST_COLUMNS + " columns");
        }
    }
}
