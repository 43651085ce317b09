package dev.auspex.model.registry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import dev.auspex.graph.engine.ElementType;
import dev.auspex.graph.engine.Row;
import dev.auspex.graph.engine.TensorSpec;
import dev.auspex.graph.engine.Values;

/** Makes the tensors of a graph from rows: a matrix of all numbers, or a column for each feature. */
record Rows(RowLayout layout, List<TensorSpec> inputs) {

    Values[] tensors(List<Row> rows) {
        List<String> numbers = layout.numbers();
        List<String> categories = layout.categories();
        boolean matrix = inputs.size() == 1
                && categories.isEmpty()
                && !numbers.equals(List.of(inputs.getFirst().name()));
        if (matrix) {
            return new Values[] {matrix(rows, numbers.size())};
        }
        Values[] tensors = new Values[inputs.size()];
        for (int i = 0; i < tensors.length; i++) {
            String name = inputs.get(i).name();
            int category = categories.indexOf(name);
            tensors[i] = category < 0 ? numbers(rows, numbers.indexOf(name)) : categories(rows, category);
        }
        return tensors;
    }

    private static Values matrix(List<Row> rows, int columns) {
        ByteBuffer bytes =
                ByteBuffer.allocate(rows.size() * columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Row row : rows) {
            for (float number : row.numbers()) {
                bytes.putFloat(number);
            }
        }
        return Values.of(ElementType.FP32, new long[] {rows.size(), columns}, bytes.flip());
    }

    private static Values numbers(List<Row> rows, int place) {
        ByteBuffer bytes = ByteBuffer.allocate(rows.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        rows.forEach(row -> bytes.putFloat(row.numbers()[place]));
        return Values.of(ElementType.FP32, new long[] {rows.size(), 1}, bytes.flip());
    }

    private static Values categories(List<Row> rows, int place) {
        return Values.of(
                new long[] {rows.size(), 1},
                rows.stream().map(row -> row.categories()[place]).toArray(String[]::new));
    }
}
