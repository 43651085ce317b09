package dev.auspex.training.data;

import java.time.Instant;
import java.util.List;

/** Small data sets, and rows that no file would hold. */
public final class TestRows {

    private TestRows() {}

    /** Two numbers and a category. */
    public static DataSet people() {
        return new DataSet(
                "people.csv",
                "people",
                "nowhere",
                "none",
                Instant.EPOCH,
                "Status",
                "good",
                "bad",
                List.of(
                        Column.integer("Age", "Age", "years", 30),
                        Column.category("Home", "Home", "rent", List.of("rent", "owner")),
                        Column.number("Debt", "Debt", null, 1.5)));
    }

    /** Rows of {@link #people} with this truth; numbers count up. */
    public static Rows people(boolean... positives) {
        int size = positives.length;
        double[] ages = new double[size];
        double[] debts = new double[size];
        String[] homes = new String[size];
        for (int row = 0; row < size; row++) {
            ages[row] = row;
            debts[row] = row / 2.0;
            homes[row] = row % 2 == 0 ? "rent" : "owner";
        }
        return new Rows(people(), new double[][] {ages, null, debts}, new String[][] {null, homes, null}, positives);
    }

    /** Rows with these columns, unchecked: each column holds double[] or String[]. */
    public static Rows of(DataSet dataSet, List<?> columns, boolean[] positives) {
        double[][] numbers = new double[columns.size()][];
        String[][] categories = new String[columns.size()][];
        for (int column = 0; column < columns.size(); column++) {
            switch (columns.get(column)) {
                case double[] values -> numbers[column] = values;
                case String[] values -> categories[column] = values;
                default -> throw new IllegalArgumentException("neither numbers nor strings");
            }
        }
        return new Rows(dataSet, numbers, categories, positives);
    }
}
