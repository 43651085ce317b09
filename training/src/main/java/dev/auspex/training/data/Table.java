package dev.auspex.training.data;

import java.util.List;

/**
 * A user's table after its columns were understood.
 *
 * @param rows  rows with a target, in the order of the file
 * @param notes what was decided about columns and rows, for people, one each
 */
public record Table(Rows rows, List<String> notes) {

    public Table {
        notes = List.copyOf(notes);
    }
}
