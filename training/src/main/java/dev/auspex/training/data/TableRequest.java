package dev.auspex.training.data;

import java.nio.file.Path;
import java.util.Set;

import jakarta.annotation.Nullable;

/**
 * What a user says of a table.
 *
 * @param file       CSV file with a header line
 * @param target     header of the column to predict
 * @param positive   value of the target whose probability is the score; null to let it be guessed
 * @param drop       headers of columns to leave out
 * @param categories headers of columns whose values are categories although they look like something else
 * @param text       header of the column whose texts are what the model reads; null for a model of columns
 */
public record TableRequest(
        Path file,
        String target,
        @Nullable String positive,
        Set<String> drop,
        Set<String> categories,
        @Nullable String text) {

    public TableRequest(Path file, String target, @Nullable String positive, Set<String> drop, Set<String> categories) {
        this(file, target, positive, drop, categories, null);
    }

    public TableRequest {
        drop = Set.copyOf(drop);
        categories = Set.copyOf(categories);
    }
}
