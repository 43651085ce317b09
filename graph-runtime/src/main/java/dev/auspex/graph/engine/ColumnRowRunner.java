package dev.auspex.graph.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import dev.auspex.contracts.http.Deadline;

/**
 * Runs rows with one input of shape [N, 1] for each feature, and builds the inputs anew for each run. For graphs whose
 * memory is in another process.
 */
final class ColumnRowRunner implements RowRunner {

    private final TensorRunner tensors;
    private final int[] places;
    private final int numbers;
    private final int inputs;
    private final int[] output;
    private final int mostRows;

    ColumnRowRunner(Graph graph, List<String> numbers, List<String> categories, String output, int mostRows) {
        List<String> names = graph.inputs().stream().map(TensorSpec::name).toList();
        this.tensors = graph.tensors(mostRows);
        this.numbers = numbers.size();
        this.inputs = names.size();
        this.places = new int[numbers.size() + categories.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = names.indexOf(i < numbers.size() ? numbers.get(i) : categories.get(i - numbers.size()));
        }
        this.output = new int[] {graph.place(output)};
        this.mostRows = mostRows;
    }

    @Override
    public float[][] run(List<Row> rows, Deadline until) throws GraphException {
        int count = rows.size();
        if (count < 1 || count > mostRows) {
            throw new IllegalArgumentException("a batch must have 1 to " + mostRows + " rows, not " + count);
        }
        Values[] values = new Values[inputs];
        for (int feature = 0; feature < places.length; feature++) {
            if (places[feature] < 0) {
                throw new GraphException("the graph does not have an input for each feature");
            }
            values[places[feature]] = feature < numbers ? numbers(rows, feature) : categories(rows, feature - numbers);
        }
        Values answer =
                tensors.run(List.of(new TensorCall(values, output)), until).outputs()[0][0];
        return split(answer, count);
    }

    private static Values numbers(List<Row> rows, int feature) {
        ByteBuffer bytes = ByteBuffer.allocate(rows.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Row row : rows) {
            bytes.putFloat(row.numbers()[feature]);
        }
        return Values.of(ElementType.FP32, new long[] {rows.size(), 1}, bytes.flip());
    }

    private static Values categories(List<Row> rows, int feature) {
        String[] texts = new String[rows.size()];
        for (int row = 0; row < texts.length; row++) {
            texts[row] = rows.get(row).categories()[feature];
        }
        return Values.of(new long[] {texts.length, 1}, texts);
    }

    private static float[][] split(Values all, int count) throws GraphException {
        if (all.type() != ElementType.FP32) {
            throw new GraphException("the output is " + all.type() + ", not FP32");
        }
        int labels = all.count() / count;
        float[][] rows = new float[count][labels];
        for (int row = 0; row < count; row++) {
            for (int label = 0; label < labels; label++) {
                rows[row][label] = all.bytes().getFloat(all.bytes().position() + (row * labels + label) * Float.BYTES);
            }
        }
        return rows;
    }

    @Override
    public void close() {
        tensors.close();
    }
}
