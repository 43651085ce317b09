package dev.auspex.model.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;
import dev.auspex.graph.engine.Row;
import dev.auspex.model.registry.RowLayout;
import dev.auspex.model.registry.ServedVersion;

/**
 * Checks a row to explain as that of a prediction is checked: it refuses what the layout refuses, and strings that are
 * not a category of their feature. The graph itself would treat such strings as missing, and the explanation would
 * describe a value that the model never saw.
 */
final class RequestCheck {

    private static final int LONGEST_QUOTE = 60;
    private static final int MOST_CATEGORIES_TOLD = 20;

    private RequestCheck() {}

    /**
     * Returns the row to explain.
     *
     * @throws ProblemException INVALID_INPUT with every violation, CONFLICT if the version has no named features
     */
    static Row row(ServedVersion version, Map<String, Object> features) {
        RowLayout layout = version.rows();
        List<Violation> violations = new ArrayList<>();
        Row row = null;
        try {
            row = layout.row(features);
        } catch (ProblemException e) {
            violations.addAll(e.violations());
        }
        if (features != null) {
            version.description().features().forEach(feature -> {
                if (features.get(feature.name()) instanceof String text && !isCategory(feature, text)) {
                    violations.add(violation(feature, text));
                }
            });
        }
        if (!violations.isEmpty()) {
            String detail = violations.size() == 1
                    ? violations.getFirst().message()
                    : violations.size() + " values are not valid. See `violations`.";
            throw new ProblemException(ProblemType.INVALID_INPUT, detail, violations);
        }
        return row;
    }

    /** Returns whether a feature accepts a string. A schema that was read from a bare graph names no categories. */
    static boolean isCategory(Feature feature, String text) {
        return feature.type() != FeatureType.CATEGORY
                || feature.categories().isEmpty()
                || feature.categories().contains(text);
    }

    private static Violation violation(Feature feature, String text) {
        String given = text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "..." : text;
        List<String> categories = feature.categories();
        String allowed = categories.size() > MOST_CATEGORIES_TOLD
                ? String.join(", ", categories.subList(0, MOST_CATEGORIES_TOLD)) + ", ..."
                : String.join(", ", categories);
        String pointer = "/features/" + feature.name().replace("~", "~0").replace("/", "~1");
        return new Violation(
                pointer, "category", "`" + feature.name() + "` is \"" + given + "\". Allowed values: " + allowed + ".");
    }
}
