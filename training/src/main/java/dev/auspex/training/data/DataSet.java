package dev.auspex.training.data;

import java.time.Instant;
import java.util.List;

/**
 * A data file and its contents.
 *
 * @param file          file name in the data folder
 * @param description   what its rows are
 * @param origin        where the data comes from
 * @param licence       licence of the data
 * @param published     time at which this edition of the data was published
 * @param target        header of the column to predict
 * @param negativeLabel target value of a negative row
 * @param positiveLabel target value of a positive row
 * @param columns       all other columns of the file, in the order in which the model takes them
 */
public record DataSet(
        String file,
        String description,
        String origin,
        String licence,
        Instant published,
        String target,
        String negativeLabel,
        String positiveLabel,
        List<Column> columns) {

    public DataSet {
        columns = List.copyOf(columns);
    }

    /** Returns both labels, the negative one first, in the order of a model's outputs. */
    public List<String> labels() {
        return List.of(negativeLabel, positiveLabel);
    }
}
