package dev.auspex.prediction.request;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.problem.Violation;

/**
 * Validator of named values against the schema of one model version. Immutable and thread-safe.
 *
 * <p>Violations are: a feature that the schema does not have ({@code unknown}); a required feature that is missing or
 * null ({@code required}); a value of another type ({@code type}); a number that the model's 32-bit input cannot hold
 * ({@code finite}); a fraction where a whole number is expected ({@code integer}); a string that is not a category of
 * the feature ({@code category}); a text that is blank ({@code blank}), too long ({@code length}), or contains NUL or
 * half of a surrogate pair ({@code letters}); and an image that is not Base64 ({@code base64}), not a PNG or JPEG file
 * ({@code image}), or too large ({@code size}).
 *
 * <p>Warnings are: a number outside the range that the model was trained on ({@code range}), and a number above 2^24
 * that the model's 32-bit input reads as a different number ({@code precision}). Rounding below 2^24 does not matter.
 */
final class InputValidator {

    private static final Pattern NUMERIC = Pattern.compile("-?[0-9]{1,20}(\\.[0-9]{1,20})?");
    private static final String ROOT = "/features/";
    private static final int MOST_CATEGORIES_TOLD = 20;
    private static final int LONGEST_QUOTE = 60;
    /** Maximum number of violations that an answer lists. It states the total number as well. */
    private static final int MOST_VIOLATIONS = 100;
    /** Maximum number of suggestions. Each one is a search through all names, so nonsense gets only a few. */
    private static final int MOST_SUGGESTIONS = 10;
    /** Bound up to which a 32-bit float holds every whole number exactly. */
    private static final double EXACT = 1 << 24;

    private final ModelVersion version;
    private final List<Rule> rules;
    private final Set<String> names;
    private final boolean prepared;

    /** One feature, prepared for its checks. */
    private record Rule(Feature feature, String pointer, Set<String> categories) {

        static Rule of(Feature feature) {
            return new Rule(feature, pointerTo(feature.name()), new HashSet<>(feature.categories()));
        }
    }

    InputValidator(ModelVersion version) {
        this.version = version;
        this.rules = version.features().stream().map(Rule::of).toList();
        Set<String> all = new HashSet<>();
        rules.forEach(rule -> all.add(rule.feature().name()));
        this.names = Collections.unmodifiableSet(all);
        this.prepared = rules.size() == 1 && rules.getFirst().feature().type().isPrepared();
    }

    /** Returns the version whose schema this validator checks. */
    ModelVersion version() {
        return version;
    }

    /** Returns whether the check decodes too much data for an event loop. */
    boolean takesLong(Map<String, Object> input) {
        return prepared
                && input.get(rules.getFirst().feature().name()) instanceof String given
                && TextAndImage.takesLong(rules.getFirst().feature(), given);
    }

    /**
     * Checks an input and finds all violations at once.
     *
     * @param input values by feature name, as Jackson reads JSON: numbers, strings, booleans, lists, maps, null
     */
    CheckedInput check(Map<String, Object> input) {
        Findings findings = new Findings();
        Map<String, Object> values = LinkedHashMap.newLinkedHashMap(rules.size());
        int known = 0;
        for (Rule rule : rules) {
            String name = rule.feature().name();
            Object given = input.get(name);
            if (given != null || input.containsKey(name)) {
                known++;
            }
            values.put(name, given == null ? missing(rule, findings) : checked(rule, given, findings));
        }
        if (known < input.size()) {
            unknown(input, findings);
        }
        if (prepared) {
            return TextAndImage.told(values, rules.getFirst().feature(), findings.violations, findings.wrong);
        }
        Map<String, Object> all = Collections.unmodifiableMap(values);
        return new CheckedInput(
                all,
                present(values),
                all,
                List.copyOf(findings.violations),
                findings.wrong,
                List.copyOf(findings.warnings));
    }

    private static Map<String, Object> present(Map<String, Object> values) {
        if (!values.containsValue(null)) {
            return Collections.unmodifiableMap(values);
        }
        Map<String, Object> present = LinkedHashMap.newLinkedHashMap(values.size());
        values.forEach((name, value) -> {
            if (value != null) {
                present.put(name, value);
            }
        });
        return Collections.unmodifiableMap(present);
    }

    private static Object missing(Rule rule, Findings findings) {
        Feature feature = rule.feature();
        if (feature.required()) {
            findings.wrong(rule, "required", "`" + feature.name() + "` is missing. Send " + expected(feature) + ".");
        }
        return null;
    }

    /** Returns the value in the form that the model accepts, or null after a violation. */
    private static Object checked(Rule rule, Object given, Findings findings) {
        return switch (rule.feature().type()) {
            case NUMBER -> number(rule, given, findings);
            case INTEGER -> integer(rule, given, findings);
            case CATEGORY -> category(rule, given, findings);
            case TEXT, IMAGE ->
                given instanceof String text ? prepared(rule, text, findings) : wrongType(rule, given, findings);
        };
    }

    private static Object prepared(Rule rule, String given, Findings findings) {
        Feature feature = rule.feature();
        Violation violation = TextAndImage.violation(feature, rule.pointer(), given);
        if (violation != null) {
            findings.wrong(violation);
            return null;
        }
        return given;
    }

    private static Object number(Rule rule, Object given, Findings findings) {
        return given instanceof Number number ? finite(rule, number, findings) : wrongType(rule, given, findings);
    }

    private static Object integer(Rule rule, Object given, Findings findings) {
        if (!(given instanceof Number number)) {
            return wrongType(rule, given, findings);
        }
        Number finite = finite(rule, number, findings);
        if (finite == null) {
            return null;
        }
        double value = finite.doubleValue();
        if (value != Math.rint(value)) {
            String name = rule.feature().name();
            findings.wrong(rule, "integer", "`" + name + "` is " + given + ". It must be a whole number.");
            return null;
        }
        // 3.0 is the whole number 3. A number too large for a long stays as it is.
        return isFraction(finite) && Math.abs(value) < Long.MAX_VALUE ? (Number) (long) value : finite;
    }

    private static boolean isFraction(Number number) {
        return number instanceof Double || number instanceof Float || number instanceof BigDecimal;
    }

    /** Returns the number itself, or null after a violation if a 32-bit float cannot hold it. */
    private static Number finite(Rule rule, Number number, Findings findings) {
        double value = number.doubleValue();
        String name = rule.feature().name();
        if (!(Math.abs(value) <= Float.MAX_VALUE)) {
            findings.wrong(
                    rule, "finite", "`" + name + "` is too large. Its magnitude must be finite and at most 3.4e38.");
            return null;
        }
        Feature feature = rule.feature();
        if ((feature.min() != null && value < feature.min()) || (feature.max() != null && value > feature.max())) {
            findings.unusual(
                    rule,
                    "range",
                    "`" + feature.name() + "` is " + quote(shown(number)) + ". The model was trained on values of "
                            + range(feature) + ", so its answer is less certain.");
        }
        if (Math.abs(value) > EXACT) {
            imprecise(rule, number, findings);
        }
        return number;
    }

    private static void imprecise(Rule rule, Number number, Findings findings) {
        BigDecimal read = new BigDecimal(number.floatValue());
        if (read.compareTo(exact(number)) != 0) {
            findings.unusual(
                    rule,
                    "precision",
                    "`" + rule.feature().name() + "` is " + quote(shown(number)) + ", which the model reads as "
                            + read.toPlainString() + ". It reads whole numbers exactly only up to 16777216.");
        }
    }

    private static BigDecimal exact(Number number) {
        return switch (number) {
            case BigDecimal decimal -> decimal;
            case BigInteger integer -> new BigDecimal(integer);
            case Double value -> new BigDecimal(value);
            case Float value -> new BigDecimal(value);
            default -> BigDecimal.valueOf(number.longValue());
        };
    }

    private static Object category(Rule rule, Object given, Findings findings) {
        if (!(given instanceof String text)) {
            return wrongType(rule, given, findings);
        }
        if (rule.categories().contains(text)) {
            return text;
        }
        Feature feature = rule.feature();
        String near = findings.nearest(text, feature.categories())
                .map(it -> " Did you mean \"" + it + "\"?")
                .orElse("");
        findings.wrong(
                rule,
                "category",
                "`" + feature.name() + "` is \"" + quote(text) + "\", but it must be one of "
                        + told(feature.categories()) + "." + near);
        return null;
    }

    private static Object wrongType(Rule rule, Object given, Findings findings) {
        Feature feature = rule.feature();
        String quoted = feature.type().isNumeric()
                        && given instanceof String text
                        && NUMERIC.matcher(text).matches()
                ? ", without quotes"
                : "";
        findings.wrong(
                rule,
                "type",
                "`" + feature.name() + "` is " + kind(given) + ". Send " + expected(feature) + quoted + ".");
        return null;
    }

    private void unknown(Map<String, Object> input, Findings findings) {
        for (String name : input.keySet()) {
            if (names.contains(name)) {
                continue;
            }
            String near = findings.nearest(name, names)
                    .map(it -> " Did you mean `" + it + "`?")
                    .orElse("");
            findings.wrong(new Violation(
                    pointerTo(quote(name)),
                    "unknown",
                    "Version " + version.version() + " of `" + version.model() + "` has no feature `" + quote(name)
                            + "`." + near));
        }
    }

    private static String expected(Feature feature) {
        return switch (feature.type()) {
            case NUMBER -> "a number" + inRange(feature);
            case INTEGER -> "a whole number" + inRange(feature);
            case CATEGORY -> "one of " + told(feature.categories());
            case TEXT -> "a string of at most " + TextAndImage.most(feature) + " characters";
            case IMAGE -> "a PNG or JPEG file of at most " + TextAndImage.most(feature) + " bytes, encoded as Base64";
        };
    }

    private static String inRange(Feature feature) {
        return feature.min() == null && feature.max() == null ? "" : ", " + range(feature);
    }

    private static String range(Feature feature) {
        String unit = feature.unit() == null ? "" : " " + feature.unit();
        if (feature.min() == null) {
            return "at most " + shown(feature.max()) + unit;
        }
        return feature.max() == null
                ? "at least " + shown(feature.min()) + unit
                : shown(feature.min()) + " to " + shown(feature.max()) + unit;
    }

    private static String shown(Number number) {
        if (number instanceof Double value && value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString(value.longValue());
        }
        return number.toString();
    }

    private static String told(Collection<String> categories) {
        StringBuilder text = new StringBuilder();
        int told = 0;
        for (String category : categories) {
            if (told == MOST_CATEGORIES_TOLD) {
                return text.append(" and ")
                        .append(categories.size() - told)
                        .append(" more")
                        .toString();
            }
            text.append(told++ == 0 ? "\"" : ", \"").append(quote(category)).append('"');
        }
        return text.toString();
    }

    private static String kind(Object given) {
        return switch (given) {
            case String text -> "a string";
            case Boolean truth -> "a boolean";
            case BigInteger number -> "a number";
            case Number number -> "a number";
            case Collection<?> list -> "a list";
            default -> "an object";
        };
    }

    /** Shortens a text, so that no answer repeats more of an input than a person needs to find it. */
    private static String quote(String text) {
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
    }

    /** Returns the JSON pointer (RFC 6901, section 3) to a feature in the request body. */
    private static String pointerTo(String name) {
        return ROOT + name.replace("~", "~0").replace("/", "~1");
    }

    private static final class Findings {

        private final List<Violation> violations = new ArrayList<>();
        private final List<Violation> warnings = new ArrayList<>();
        private int wrong;
        private int suggestions;

        void wrong(Violation violation) {
            if (wrong++ < MOST_VIOLATIONS) {
                violations.add(violation);
            }
        }

        Optional<String> nearest(String given, Collection<String> known) {
            return wrong < MOST_VIOLATIONS && suggestions++ < MOST_SUGGESTIONS
                    ? Nearest.to(given, known)
                    : Optional.empty();
        }

        void wrong(Rule rule, String code, String message) {
            wrong(new Violation(rule.pointer(), code, message));
        }

        void unusual(Rule rule, String code, String message) {
            warnings.add(new Violation(rule.pointer(), code, message));
        }
    }
}
