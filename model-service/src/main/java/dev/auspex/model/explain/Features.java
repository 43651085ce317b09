package dev.auspex.model.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import dev.auspex.graph.engine.Row;
import dev.auspex.model.registry.RowLayout;

/**
 * The players of the game: the features of a version by number, first the numbers and then the categories, as in a row.
 */
final class Features {

    private final List<String> names = new ArrayList<>();
    private final int numbers;

    Features(RowLayout layout) {
        names.addAll(layout.numbers());
        numbers = names.size();
        names.addAll(layout.categories());
    }

    List<String> names() {
        return Collections.unmodifiableList(names);
    }

    int count() {
        return names.size();
    }

    /** Returns the numbers of the features whose values differ. */
    int[] differing(Row one, Row other) {
        int[] differing = new int[count()];
        int found = 0;
        for (int feature = 0; feature < differing.length; feature++) {
            if (!same(feature, one, other)) {
                differing[found++] = feature;
            }
        }
        return Arrays.copyOf(differing, found);
    }

    /** Copies the value of one feature from one row to another. */
    void take(int feature, Row from, Row into) {
        if (feature < numbers) {
            into.numbers()[feature] = from.numbers()[feature];
        } else {
            into.categories()[feature - numbers] = from.categories()[feature - numbers];
        }
    }

    static Row copy(Row row) {
        return new Row(row.numbers().clone(), row.categories().clone());
    }

    private boolean same(int feature, Row one, Row other) {
        return feature < numbers
                // A missing number is NaN, and equals another missing one.
                ? Float.compare(one.numbers()[feature], other.numbers()[feature]) == 0
                : one.categories()[feature - numbers].equals(other.categories()[feature - numbers]);
    }
}
