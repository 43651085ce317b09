package dev.auspex.training.data;

import java.util.List;

/**
 * One record of a CSV file.
 *
 * @param line   line on which the record starts, from 1
 * @param fields fields of the record, unquoted
 */
public record CsvRecord(int line, List<String> fields) {

    public CsvRecord {
        fields = List.copyOf(fields);
    }
}
