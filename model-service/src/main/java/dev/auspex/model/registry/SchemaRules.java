package dev.auspex.model.registry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.FeatureReference;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.ReferenceProfile;

/**
 * Rules for schemas and reference profiles that hold whatever their graph is. Only new ones are checked against these
 * rules, because a version that is accepted once is served for a long time; what was registered before the rules is
 * still served.
 */
public final class SchemaRules {

    /** Most features of a version: a prediction takes no more values. */
    public static final int MOST_FEATURES = 1000;

    private static final int MOST_CATEGORIES = 10_000;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_TEXT = 2000;
    private static final double SUM_TOLERANCE = 1e-3;

    private SchemaRules() {}

    /** Returns every problem of a schema; each text begins with the JSON pointer of its place. */
    public static List<String> problems(ModelVersion it) {
        List<String> problems = new ArrayList<>();
        List<Feature> features = it.features() == null ? List.of() : it.features();
        if (features.size() > MOST_FEATURES) {
            problems.add("/features has " + features.size() + " features; a version can have at most " + MOST_FEATURES);
            return problems;
        }
        for (int i = 0; i < features.size(); i++) {
            if (features.get(i) != null && features.get(i).type() != null) {
                feature(problems, "/features/" + i, features.get(i));
            }
        }
        List<String> labels = it.labels() == null ? List.of() : it.labels();
        for (int i = 0; i < labels.size(); i++) {
            name(problems, "/labels/" + i, labels.get(i));
        }
        return problems;
    }

    private static void feature(List<String> problems, String pointer, Feature feature) {
        name(problems, pointer + "/name", feature.name());
        text(problems, pointer + "/description", feature.description());
        text(problems, pointer + "/unit", feature.unit());
        finite(problems, pointer + "/min", feature.min());
        finite(problems, pointer + "/max", feature.max());
        if (feature.min() != null && feature.max() != null && feature.min() > feature.max()) {
            problems.add(pointer + "/min is " + feature.min() + ", but max is only " + feature.max());
        }
        boolean ranged = feature.min() != null || feature.max() != null;
        if (feature.type() == FeatureType.CATEGORY) {
            categories(problems, pointer, feature.categories());
            if (ranged) {
                problems.add(pointer + " is a category, so it can have neither min nor max");
            }
        } else if (!feature.categories().isEmpty()) {
            problems.add(pointer + "/categories is allowed only for a feature of the type category");
        }
        if (feature.example() instanceof Number example
                && feature.type().isNumeric()
                && (below(example, feature.min()) || above(example, feature.max()))) {
            problems.add(pointer + "/example is " + example + ", which is not between min and max");
        }
        if (feature.type() == FeatureType.CATEGORY
                && feature.example() instanceof String example
                && !feature.categories().contains(example)
                && !example.isEmpty()) {
            problems.add(pointer + "/example is not one of the categories");
        }
    }

    private static boolean below(Number example, @Nullable Double least) {
        return least != null && example.doubleValue() < least;
    }

    private static boolean above(Number example, @Nullable Double most) {
        return most != null && example.doubleValue() > most;
    }

    private static void categories(List<String> problems, String pointer, List<String> categories) {
        if (categories.isEmpty()) {
            problems.add(pointer + "/categories is missing: list the strings that the feature can have");
        } else if (categories.size() > MOST_CATEGORIES) {
            problems.add(pointer + "/categories has " + categories.size() + " categories; a feature can have at most "
                    + MOST_CATEGORIES);
        } else if (new HashSet<>(categories).size() < categories.size()) {
            problems.add(pointer + "/categories contains a category twice");
        } else if (categories.stream().anyMatch(it -> it.isEmpty() || it.length() > LONGEST_TEXT)) {
            problems.add(pointer
                    + "/categories contains an empty string, which stands for a missing value, or a string longer than "
                    + LONGEST_TEXT + " characters");
        }
    }

    private static void name(List<String> problems, String pointer, @Nullable String name) {
        if (name != null && name.isBlank()) {
            problems.add(pointer + " is blank");
        } else if (name != null && name.length() > LONGEST_NAME) {
            problems.add(pointer + " has " + name.length() + " characters; at most " + LONGEST_NAME + " are allowed");
        } else if (name != null && name.chars().anyMatch(Character::isISOControl)) {
            problems.add(pointer + " contains a control character");
        }
    }

    private static void text(List<String> problems, String pointer, @Nullable String text) {
        if (text != null && text.length() > LONGEST_TEXT) {
            problems.add(pointer + " has " + text.length() + " characters; at most " + LONGEST_TEXT + " are allowed");
        }
    }

    private static void finite(List<String> problems, String pointer, @Nullable Double number) {
        if (number != null && !Double.isFinite(number)) {
            problems.add(pointer + " is not a finite number");
        }
    }

    /** Returns every problem of a reference profile. */
    public static List<String> problems(ReferenceProfile it) {
        List<String> problems = new ArrayList<>();
        if (it.rows() < 1) {
            problems.add("/rows is " + it.rows() + "; a profile needs at least one row");
        }
        List<FeatureReference> features = it.features() == null ? List.of() : it.features();
        HashSet<String> names = new HashSet<>();
        for (int i = 0; i < features.size(); i++) {
            FeatureReference feature = features.get(i);
            if (feature == null || feature.name() == null) {
                problems.add("/features/" + i + " has no name");
            } else {
                if (!names.add(feature.name())) {
                    problems.add("/features/" + i + " is the second feature named " + feature.name());
                }
                distribution(problems, "/features/" + i, feature);
            }
        }
        if (it.score() != null) {
            distribution(problems, "/score", it.score());
        }
        return problems;
    }

    private static void distribution(List<String> problems, String pointer, FeatureReference it) {
        if (it.type() == null) {
            problems.add(pointer + " has no type");
            return;
        }
        if (!(it.missing() >= 0 && it.missing() <= 1)) {
            problems.add(pointer + "/missing is " + it.missing() + "; it must be between 0 and 1");
        }
        List<Double> shares = it.proportions() == null ? List.of() : it.proportions();
        boolean category = it.type() == FeatureType.CATEGORY;
        int bins = category ? categories(problems, pointer, it) : edges(problems, pointer, it);
        if (shares.stream().anyMatch(share -> share == null || !(share >= 0 && share <= 1))) {
            problems.add(pointer + "/proportions contains a value that is not between 0 and 1");
            return;
        }
        if (shares.size() != bins) {
            problems.add(pointer + "/proportions has " + shares.size() + " values, but there are " + bins + " bins");
            return;
        }
        double sum = shares.stream().mapToDouble(Double::doubleValue).sum();
        // If every value is missing, all proportions are 0.
        if (Math.abs(sum - 1) > SUM_TOLERANCE && !(it.missing() == 1 && sum == 0)) {
            problems.add(pointer + "/proportions adds up to " + sum + " instead of 1");
        }
    }

    /** Returns the number of bins. */
    private static int categories(List<String> problems, String pointer, FeatureReference it) {
        List<String> categories = it.categories() == null ? List.of() : it.categories();
        if (categories.isEmpty()) {
            problems.add(pointer + "/categories is missing");
        }
        if (new HashSet<>(categories).size() < categories.size() || categories.contains(null)) {
            problems.add(pointer + "/categories contains a category twice, or null");
        }
        return categories.size();
    }

    /** Returns the number of bins. */
    private static int edges(List<String> problems, String pointer, FeatureReference it) {
        List<Double> edges = it.edges() == null ? List.of() : it.edges();
        if (it.edges() == null) {
            problems.add(pointer + "/edges is missing");
        } else if (edges.stream().anyMatch(edge -> edge == null || !Double.isFinite(edge))) {
            problems.add(pointer + "/edges contains a value that is not a finite number");
        } else if (IntStream.range(1, edges.size()).anyMatch(i -> edges.get(i - 1) >= edges.get(i))) {
            problems.add(pointer + "/edges must be in ascending order");
        }
        return edges.size() + 1;
    }
}
