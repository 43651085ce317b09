package dev.auspex.training.data;

import java.nio.file.Path;
import java.util.Set;

import jakarta.annotation.Nullable;

/**
 * A user's options for a table.
 *
 * @param file       CSV file with a header line
 * @param target     header of the column to predict
 * @param positive   value of the target whose probability is the score, or null to have it guessed
 * @param drop       headers of columns to leave out
 * @param categories headers of columns whose values are categories although they look like something else
 * @param text       header of the column of texts that the model reads, or null for a model of columns
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
