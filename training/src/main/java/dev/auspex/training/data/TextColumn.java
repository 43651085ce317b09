package dev.auspex.training.data;

import java.util.Arrays;
import java.util.List;

/**
 * The texts that a model reads, as its table has them.
 *
 * @param name        name of the feature
 * @param description description for people
 * @param texts       text of each row
 */
public record TextColumn(String name, String description, List<String> texts) {

    /** Maximum number of characters of a text that the service accepts. */
    public static final int MOST_CHARACTERS = 10_000;

    private static final int EXAMPLE = 120;

    public TextColumn {
        texts = List.copyOf(texts);
    }

    /** Returns the texts of some rows. */
    public TextColumn select(int[] rows) {
        return new TextColumn(
                name, description, Arrays.stream(rows).mapToObj(texts::get).toList());
    }

    /** Returns the first text, shortened if it is long. */
    public String example() {
        String first = texts.getFirst();
        return first.length() <= EXAMPLE
                ? first
                : first.substring(0, first.offsetByCodePoints(0, first.codePointCount(0, EXAMPLE)));
    }

    /** Returns the number of characters of each text. */
    public double[] lengths() {
        return texts.stream().mapToDouble(String::length).toArray();
    }
}
