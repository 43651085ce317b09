package dev.auspex.training.text;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import dev.auspex.training.data.Column;
import dev.auspex.training.data.DataSet;
import dev.auspex.training.data.Rows;

/** Rows of embedded texts: each number of an embedding is a column. */
public final class Embeddings {

    private Embeddings() {}

    /**
     * Creates rows of embedded texts.
     *
     * @param from     data set of the table, with its target and description
     * @param embedded embedding of each row's text
     */
    public static Rows rows(DataSet from, boolean[] positives, float[][] embedded) {
        int width = embedded[0].length;
        List<Column> columns = IntStream.range(0, width)
                .mapToObj(i -> Column.number(
                        String.format(Locale.ROOT, "e%03d", i), "Number " + i + " of the text", null, embedded[0][i]))
                .toList();
        double[][] numbers = new double[width][embedded.length];
        for (int row = 0; row < embedded.length; row++) {
            for (int column = 0; column < width; column++) {
                numbers[column][row] = embedded[row][column];
            }
        }
        DataSet dataSet = new DataSet(
                from.file(),
                from.description(),
                from.origin(),
                from.licence(),
                from.published(),
                from.target(),
                from.negativeLabel(),
                from.positiveLabel(),
                columns);
        return Rows.ofNumbers(dataSet, numbers, positives);
    }
}
