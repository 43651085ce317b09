package dev.auspex.model.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.auspex.contracts.http.Deadline;
import dev.auspex.graph.engine.Graph;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.Row;
import dev.auspex.graph.engine.RowRunner;
import dev.auspex.graph.engine.TensorCall;
import dev.auspex.graph.engine.TensorRunner;
import dev.auspex.graph.engine.TensorSpec;
import dev.auspex.graph.engine.Values;

/**
 * Runs rows on a graph that takes one column for each feature and returns a map from label to probability for each row.
 * The exporter of scikit-learn writes pipelines in this form by default.
 */
final class MapsRunner implements RowRunner {

    private final TensorRunner tensors;
    private final Rows rows;
    private final int[] outputs;
    private final List<String> labels;

    /**
     * @param output name of the output with the maps
     * @param labels labels in the wanted order of their probabilities; if the maps have other keys, the labels stand
     *     for the keys by position
     */
    MapsRunner(Graph graph, RowLayout layout, String output, List<String> labels, int mostRows) {
        List<String> names = graph.outputs().stream().map(TensorSpec::name).toList();
        this.tensors = graph.tensors(mostRows);
        this.rows = new Rows(layout, graph.inputs());
        this.outputs = new int[] {names.indexOf(output), names.indexOf(output + Signature.KEYS_SUFFIX)};
        this.labels = labels;
    }

    @Override
    public float[][] run(List<Row> batch, Deadline until) throws GraphException {
        Values[] answers = tensors.run(List.of(new TensorCall(rows.tensors(batch), outputs)), until)
                .outputs()[0];
        Values probabilities = answers[0];
        int width = labels.size();
        if (probabilities.shape().length != 2
                || probabilities.shape()[0] != batch.size()
                || probabilities.shape()[1] != width) {
            throw new GraphException("the graph returned " + probabilities.count() + " probabilities for "
                    + batch.size() + " rows with " + width + " labels each");
        }
        int[] columns = columns(words(answers[1]));
        float[][] split = new float[batch.size()][width];
        for (int row = 0; row < split.length; row++) {
            for (int label = 0; label < width; label++) {
                split[row][label] = (float) probabilities.number(row * width + columns[label]);
            }
        }
        return split;
    }

    private int[] columns(List<String> words) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < words.size(); i++) {
            places.put(words.get(i), i);
        }
        boolean named = places.keySet().containsAll(labels);
        int[] columns = new int[labels.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = named ? places.get(labels.get(i)) : i;
        }
        return columns;
    }

    private static List<String> words(Values keys) {
        if (keys.texts() != null) {
            return List.of(keys.texts());
        }
        List<String> words = new ArrayList<>();
        for (int i = 0; i < keys.count(); i++) {
            words.add(Long.toString(keys.bytes().getLong(keys.bytes().position() + i * Long.BYTES)));
        }
        return words;
    }

    @Override
    public void close() {
        tensors.close();
    }
}
