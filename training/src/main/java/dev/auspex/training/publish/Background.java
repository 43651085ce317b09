package dev.auspex.training.publish;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.auspex.contracts.model.FeatureType;
import dev.auspex.training.data.Column;
import dev.auspex.training.data.Rows;

/**
 * Rows that explanations compare with: the file {@code background.json} of a package.
 *
 * @param model    model name
 * @param version  model version
 * @param features names of the features
 * @param rows     raw values of each row in the order of the features: number, string, or null if missing
 */
record Background(String model, String version, List<String> features, List<List<Object>> rows) {

    /** Maximum number of rows. */
    static final int ROWS = 100;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Draws rows at random without replacement. They stay in the order of the data. */
    static Background of(String model, String version, Rows rows, long seed) {
        List<Integer> order = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            order.add(row);
        }
        Collections.shuffle(order, new Random(seed));
        int[] drawn =
                order.stream().limit(ROWS).mapToInt(Integer::intValue).sorted().toArray();
        List<Column> columns = rows.dataSet().columns();
        return new Background(
                model,
                version,
                columns.stream().map(Column::name).toList(),
                Arrays.stream(drawn).mapToObj(row -> values(rows, row)).toList());
    }

    private static List<Object> values(Rows rows, int row) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < rows.dataSet().columns().size(); i++) {
            Column column = rows.dataSet().columns().get(i);
            if (rows.isMissing(row, i)) {
                values.add(null);
            } else if (column.isCategory()) {
                values.add(rows.category(row, i));
            } else {
                double number = rows.number(row, i);
                boolean whole = column.type() == FeatureType.INTEGER && Math.abs(number) < 1e15;
                values.add(whole ? (Object) (long) number : (Object) number);
            }
        }
        return Collections.unmodifiableList(values);
    }

    /** Returns the background as JSON, with one line for each row. */
    String json() {
        try {
            StringBuilder json = new StringBuilder("{\n");
            json.append("  \"model\" : ").append(JSON.writeValueAsString(model)).append(",\n");
            json.append("  \"version\" : ")
                    .append(JSON.writeValueAsString(version))
                    .append(",\n");
            json.append("  \"features\" : ")
                    .append(JSON.writeValueAsString(features))
                    .append(",\n");
            json.append("  \"rows\" : [");
            String before = "\n    ";
            for (List<Object> row : rows) {
                json.append(before).append(JSON.writeValueAsString(row));
                before = ",\n    ";
            }
            return json.append("\n  ]\n}\n").toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The background rows could not be written as JSON.", e);
        }
    }
}
