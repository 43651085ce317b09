package dev.auspex.model.registry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;
import dev.auspex.graph.engine.Row;

/** Converts named features to the row that the engine takes. It checks names and types; the caller checks ranges. */
public final class RowLayout {

    private final Map<String, Place> places = new HashMap<>();
    private final List<Feature> required;
    private final List<String> numbers = new ArrayList<>();
    private final List<String> categories = new ArrayList<>();

    public RowLayout(List<Feature> features) {
        for (Feature feature : features) {
            List<String> names = feature.type().isNumeric() ? numbers : categories;
            places.put(feature.name(), new Place(feature.type(), names.size()));
            names.add(feature.name());
        }
        required = features.stream().filter(Feature::required).toList();
    }

    /** Returns the names of the numeric features in the order of {@link Row#numbers()}. */
    public List<String> numbers() {
        return List.copyOf(numbers);
    }

    /** Returns the names of the categories, texts and images in the order of {@link Row#categories()}. */
    public List<String> categories() {
        return List.copyOf(categories);
    }

    /**
     * Lays out one row.
     *
     * @param features value by feature name; null values count as missing
     * @throws ProblemException with every violation, if names or types are wrong or a required feature is missing
     */
    public Row row(Map<String, Object> features) {
        if (features == null) {
            throw invalid(List.of(new Violation("/features", "required", "`features` is required.")));
        }
        float[] number = new float[numbers.size()];
        Arrays.fill(number, Float.NaN);
        String[] category = new String[categories.size()];
        Arrays.fill(category, "");
        List<Violation> violations = null;
        for (Map.Entry<String, Object> entry : features.entrySet()) {
            Violation violation = put(entry.getKey(), entry.getValue(), number, category);
            if (violation != null) {
                violations = with(violations, violation);
            }
        }
        for (Feature feature : required) {
            if (features.get(feature.name()) == null) {
                violations = with(violations, violation(feature.name(), "required", "is required."));
            }
        }
        if (violations != null) {
            throw invalid(violations);
        }
        return new Row(number, category);
    }

    private Violation put(String name, Object value, float[] number, String[] category) {
        Place place = places.get(name);
        if (place == null) {
            return violation(name, "unknown", "is not a feature of this version.");
        }
        if (value == null) {
            return null;
        }
        if (!place.type().isNumeric()) {
            if (!(value instanceof String text)) {
                return violation(name, "type", "must be a string.");
            }
            category[place.index()] = text;
            return null;
        }
        if (!(value instanceof Number given)) {
            return violation(name, "type", "must be a number.");
        }
        float single = given.floatValue();
        if (!Float.isFinite(single)) {
            return violation(name, "range", "is too large.");
        }
        if (place.type() == FeatureType.INTEGER && given.doubleValue() != Math.rint(given.doubleValue())) {
            return violation(name, "type", "must be a whole number.");
        }
        number[place.index()] = single;
        return null;
    }

    private static List<Violation> with(List<Violation> violations, Violation another) {
        List<Violation> list = violations == null ? new ArrayList<>() : violations;
        list.add(another);
        return list;
    }

    private static Violation violation(String name, String code, String what) {
        return new Violation("/features/" + name.replace("~", "~0").replace("/", "~1"), code, "`" + name + "` " + what);
    }

    private static ProblemException invalid(List<Violation> violations) {
        String detail = violations.size() == 1
                ? violations.getFirst().message()
                : violations.size() + " values are not valid. See `violations`.";
        return new ProblemException(ProblemType.INVALID_INPUT, detail, violations);
    }

    private record Place(FeatureType type, int index) {}
}
