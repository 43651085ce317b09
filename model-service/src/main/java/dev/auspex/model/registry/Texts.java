package dev.auspex.model.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.ModelVersion;

/** The texts of a description, which are stored and passed on as UTF-8. */
final class Texts {

    /** Message for a text that breaks the rule; it follows the pointer of the text. */
    static final String RULE = " contains a NUL character or an unpaired surrogate, which cannot be stored";

    private Texts() {}

    /** Returns each text by its JSON pointer. */
    static Map<String, String> of(ModelVersion description) {
        Map<String, String> texts = new LinkedHashMap<>();
        put(texts, "/title", description.title());
        put(texts, "/description", description.description());
        put(texts, "/algorithm", description.algorithm());
        put(texts, "/positiveLabel", description.positiveLabel());
        put(texts, "/labels", description.labels());
        put(texts, "/dataSha256", description.dataSha256());
        List<Feature> features = description.features() == null ? List.of() : description.features();
        for (int i = 0; i < features.size(); i++) {
            if (features.get(i) != null) {
                put(texts, "/features/" + i, features.get(i));
            }
        }
        return texts;
    }

    /** Returns whether a text can be stored and read back unchanged. */
    static boolean storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == 0 || Character.isLowSurrogate(letter)) {
                return false;
            }
            if (Character.isHighSurrogate(letter)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static void put(Map<String, String> texts, String pointer, Feature feature) {
        put(texts, pointer + "/name", feature.name());
        put(texts, pointer + "/description", feature.description());
        put(texts, pointer + "/unit", feature.unit());
        put(texts, pointer + "/categories", feature.categories());
        if (feature.example() instanceof String example) {
            put(texts, pointer + "/example", example);
        }
    }

    private static void put(Map<String, String> texts, String pointer, @Nullable List<String> list) {
        List<String> several = list == null ? List.of() : new ArrayList<>(list);
        for (int i = 0; i < several.size(); i++) {
            put(texts, pointer + "/" + i, several.get(i));
        }
    }

    private static void put(Map<String, String> texts, String pointer, @Nullable String text) {
        if (text != null) {
            texts.put(pointer, text);
        }
    }
}
