package dev.auspex.training.data;

import java.util.List;

import jakarta.annotation.Nullable;

/**
 * A user's table after its columns were interpreted.
 *
 * @param rows  rows with a target, in the order of the file
 * @param text  texts of the rows for a model of texts, in which case the rows have no columns; or null
 * @param notes decisions about columns and rows, for people, one per entry
 */
public record Table(Rows rows, @Nullable TextColumn text, List<String> notes) {

    public Table {
        notes = List.copyOf(notes);
    }
}
