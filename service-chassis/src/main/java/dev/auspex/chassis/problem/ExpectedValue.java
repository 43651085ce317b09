package dev.auspex.chassis.problem;

import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;

/** Describes what a field of a JSON body accepts, for a caller that sent another value. */
final class ExpectedValue {

    private static final Set<Class<?>> WHOLE_NUMBERS = Set.of(
            int.class,
            Integer.class,
            long.class,
            Long.class,
            short.class,
            Short.class,
            byte.class,
            Byte.class,
            BigInteger.class);

    private static final Set<Class<?>> NUMBERS =
            Set.of(double.class, Double.class, float.class, Float.class, BigDecimal.class, Number.class);

    private static final Set<Class<?>> TIMES = Set.of(Instant.class, OffsetDateTime.class, ZonedDateTime.class);

    private static final Pattern GIVEN =
            Pattern.compile("(?:from|coerce) (String|Integer|Floating-point|Boolean|Array|Object|Null|Number)\\b");

    private ExpectedValue() {}

    /**
     * Returns a message such as {@code `threshold` must be a number, not a string.}. It never quotes the
     * value, which may be a secret.
     */
    static String message(JsonMappingException e) {
        String value = value(e);
        if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            return value + " must be " + words(mismatch.getTargetType()) + given(mismatch.getTargetType(), e) + ".";
        }
        return value + " has a value that is not valid.";
    }

    /**
     * Describes what was sent instead. The parser is closed by now, so only the exception's message says it:
     * {@code from Array value (token `JsonToken.START_ARRAY`)}, {@code Cannot coerce Floating-point value (30.9)},
     * {@code from String "many"}.
     */
    private static String given(Class<?> expected, JsonMappingException e) {
        Matcher told = GIVEN.matcher(String.valueOf(e.getOriginalMessage()));
        if (!told.find()) {
            return "";
        }
        return switch (told.group(1)) {
            case "String" -> isWrittenAsText(expected) ? "" : ", not a string";
            case "Integer" -> ", not a whole number";
            case "Floating-point" -> ", not a number with a fraction or an exponent";
            case "Boolean" -> ", not true or false";
            case "Number" -> ", not a number";
            case "Array" -> ", not a list";
            case "Object" -> ", not an object";
            default -> ", not null";
        };
    }

    /** Returns whether JSON writes this type as a string, so that only the content of the string is wrong. */
    private static boolean isWrittenAsText(Class<?> type) {
        return type.isEnum()
                || type == UUID.class
                || type == LocalDate.class
                || type == Duration.class
                || type == URI.class
                || type == byte[].class
                || TIMES.contains(type);
    }

    /** Returns the name of the field, or a phrase for its elements if it is a list. */
    private static String value(JsonMappingException e) {
        JsonMappingException.Reference last = e.getPath().getLast();
        if (last.getFieldName() != null) {
            return "`" + last.getFieldName() + "`";
        }
        return e.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(name -> name != null)
                .reduce((outer, inner) -> inner)
                .map(list -> "Each element of `" + list + "`")
                .orElse("Each element");
    }

    private static String words(Class<?> type) {
        if (WHOLE_NUMBERS.contains(type)) {
            return "a whole number";
        }
        if (NUMBERS.contains(type)) {
            return "a number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isEnum()) {
            return "one of " + names(type);
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "a string";
        }
        if (type == UUID.class) {
            return "a UUID such as 0199a6f2-7c1e-7b4a-9d53-2f1c6e8a4b10";
        }
        if (TIMES.contains(type)) {
            return "a time such as 2026-01-31T12:00:00Z";
        }
        if (type == LocalDate.class) {
            return "a date such as 2026-01-31";
        }
        if (type == Duration.class) {
            return "a duration such as PT5M";
        }
        if (type == URI.class) {
            return "a URL such as https://example.org/";
        }
        if (type == byte[].class) {
            return "a Base64 string";
        }
        return type.isArray() || Collection.class.isAssignableFrom(type) ? "a list" : "an object";
    }

    /** Returns the constants as JSON spells them: the value of {@link JsonProperty}, otherwise the constant's name. */
    private static String names(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(Field::isEnumConstant)
                .map(field -> field.isAnnotationPresent(JsonProperty.class)
                        ? field.getAnnotation(JsonProperty.class).value()
                        : field.getName())
                .collect(Collectors.joining(", "));
    }
}
