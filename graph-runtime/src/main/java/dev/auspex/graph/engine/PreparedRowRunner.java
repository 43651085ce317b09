package dev.auspex.graph.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

import dev.auspex.contracts.http.Deadline;

/** Stacks prepared rows to tensors and pads the shorter ones to the longest row of the batch. */
final class PreparedRowRunner implements RowRunner {

    private final TensorRunner tensors;
    private final long[] padding;
    private final int output;

    PreparedRowRunner(Graph graph, long[] padding, String output) {
        // Padded lengths differ from run to run, so no prepared tensor is worth keeping.
        this.tensors = graph.tensors(0);
        this.padding = padding.clone();
        this.output = graph.place(output);
    }

    @Override
    public float[][] run(List<Row> rows, Deadline until) throws GraphException {
        Values[] inputs = new Values[padding.length];
        for (int i = 0; i < inputs.length; i++) {
            int input = i;
            inputs[i] = stacked(rows.stream().map(row -> row.prepared()[input]).toList(), padding[i]);
        }
        TensorCall call = new TensorCall(inputs, new int[] {output});
        Values probabilities = tensors.run(List.of(call), until).outputs()[0][0];
        if (probabilities.rows() != rows.size()) {
            throw new GraphException("the output does not have one row for each row of the inputs");
        }
        return split(probabilities, rows.size());
    }

    private static float[][] split(Values all, int rows) {
        int labels = all.count() / rows;
        float[][] split = new float[rows][labels];
        for (int row = 0; row < rows; row++) {
            for (int label = 0; label < labels; label++) {
                split[row][label] = (float) all.number(row * labels + label);
            }
        }
        return split;
    }

    /** Stacks rows of shape [1, ...] to one tensor. Only the second dimension may differ between them. */
    private static Values stacked(List<Values> rows, long filling) {
        if (rows.size() == 1) {
            return rows.getFirst();
        }
        Values first = rows.getFirst();
        long longest = rows.stream().mapToLong(row -> row.shape()[1]).max().orElseThrow();
        long[] shape = first.shape().clone();
        shape[0] = rows.size();
        shape[1] = longest;
        long elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        ByteBuffer bytes = ByteBuffer.allocate(
                        Math.toIntExact(elements * first.type().size()))
                .order(ByteOrder.LITTLE_ENDIAN);
        int width = Math.toIntExact(elements / rows.size());
        for (Values row : rows) {
            bytes.put(row.bytes().duplicate());
            for (int i = row.count(); i < width; i++) {
                put(bytes, first.type(), filling);
            }
        }
        return Values.of(first.type(), shape, bytes.flip());
    }

    private static void put(ByteBuffer bytes, ElementType type, long filling) {
        switch (type) {
            case INT64 -> bytes.putLong(filling);
            case INT32 -> bytes.putInt((int) filling);
            case FP32 -> bytes.putFloat(filling);
            default -> throw new IllegalStateException("rows of " + type + " are not padded");
        }
    }

    @Override
    public void close() {
        tensors.close();
    }
}
