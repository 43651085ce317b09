package dev.auspex.graph.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

import dev.auspex.contracts.http.Deadline;

/**
 * Runs rows as one FP32 matrix with a column for each feature, the form that exporters such as scikit-learn's write.
 * Probabilities come out as a matrix, or as a map from label to probability for each row.
 */
final class MatrixRowRunner implements RowRunner {

    private final TensorRunner tensors;
    private final int columns;
    private final List<String> labels;
    private final int[] outputs;
    private int[] order;

    /**
     * @param tensors runs the graph
     * @param columns columns of its only input
     * @param output  index of the output with the probabilities
     * @param keys    index of the output with the labels of a map
     * @param labels  labels in the order in which probabilities are returned; if they differ from a map's labels, they
     *     are matched by position
     */
    MatrixRowRunner(TensorRunner tensors, int columns, int output, OptionalInt keys, List<String> labels) {
        this.tensors = tensors;
        this.columns = columns;
        this.labels = labels;
        this.outputs = IntStream.concat(IntStream.of(output), keys.stream()).toArray();
    }

    @Override
    public float[][] run(List<Row> rows, Deadline until) throws GraphException {
        ByteBuffer matrix =
                ByteBuffer.allocate(rows.size() * columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Row row : rows) {
            for (float number : row.numbers()) {
                matrix.putFloat(number);
            }
        }
        Values input = Values.of(ElementType.FP32, new long[] {rows.size(), columns}, matrix.flip());
        Values[] answers = tensors.run(List.of(new TensorCall(new Values[] {input}, outputs)), until)
                .outputs()[0];
        return split(answers, rows.size());
    }

    private float[][] split(Values[] answers, int rows) throws GraphException {
        Values probabilities = answers[0];
        if (!Arrays.equals(probabilities.shape(), new long[] {rows, labels.size()})) {
            throw new GraphException("the probabilities have the shape " + Arrays.toString(probabilities.shape())
                    + " instead of [" + rows + ", " + labels.size() + "]");
        }
        if (order == null) {
            order = answers.length == 1 ? inOrder() : order(words(answers[1]));
        }
        float[][] split = new float[rows][labels.size()];
        for (int row = 0; row < rows; row++) {
            for (int label = 0; label < order.length; label++) {
                split[row][label] = (float) probabilities.number(row * order.length + order[label]);
            }
        }
        return split;
    }

    private int[] inOrder() {
        return IntStream.range(0, labels.size()).toArray();
    }

    /** Returns the order by name if the map has all labels, otherwise by position. */
    private int[] order(List<String> words) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < words.size(); i++) {
            places.put(words.get(i), i);
        }
        return places.keySet().containsAll(labels)
                ? labels.stream().mapToInt(places::get).toArray()
                : inOrder();
    }

    private static List<String> words(Values keys) {
        if (keys.texts() != null) {
            return List.of(keys.texts());
        }
        return IntStream.range(0, keys.count())
                .mapToObj(i -> Long.toString(keys.bytes().getLong(keys.bytes().position() + i * Long.BYTES)))
                .toList();
    }

    @Override
    public void close() {
        tensors.close();
    }
}
