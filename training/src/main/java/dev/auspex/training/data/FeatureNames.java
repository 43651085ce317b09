package dev.auspex.training.data;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Generator of feature names from headers. The names suit JSON keys and graph inputs: they are unique and consist of
 * lower case letters, digits and underscores.
 */
final class FeatureNames {

    /** Names of the graph's outputs, and monitoring's name for the model's answer. */
    private static final Set<String> RESERVED = Set.of("label", "probabilities", "score");

    private static final int LONGEST = 64;

    private final Set<String> taken = new HashSet<>(RESERVED);

    /** Returns the name for the next header. */
    String next(String header) {
        String plain = Normalizer.normalize(header.replace("ß", "ss"), Normalizer.Form.NFKD)
                .replaceAll("\\p{M}+", "");
        String name = Column.snakeCase(plain).replaceAll("[^a-z0-9]+", "_").replaceAll("^_+|_+$", "");
        if (name.isEmpty()) {
            name = "column";
        } else if (Character.isDigit(name.charAt(0))) {
            name = "column_" + name;
        }
        if (RESERVED.contains(name)) {
            name += "_value";
        }
        name = name.substring(0, Math.min(name.length(), LONGEST));
        String unique = name;
        for (int i = 2; !taken.add(unique); i++) {
            unique = String.format(Locale.ROOT, "%s_%d", name, i);
        }
        return unique;
    }
}
