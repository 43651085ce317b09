package dev.auspex.training.data;

import java.util.List;

import jakarta.annotation.Nullable;

/**
 * A user's table after its columns were understood.
 *
 * @param rows  rows with a target, in the order of the file
 * @param text  the texts of the rows where that is what a model reads of them, or null; the rows have no columns then
 * @param notes what was decided about columns and rows, for people, one each
 */
public record Table(Rows rows, @Nullable TextColumn text, List<String> notes) {

    public Table {
        notes = List.copyOf(notes);
    }
}
