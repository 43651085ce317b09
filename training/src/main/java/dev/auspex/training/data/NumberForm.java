package dev.auspex.training.data;

import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.annotation.Nullable;

/**
 * Form in which a column writes numbers that are more than digits and a point: amounts of money, percentages, numbers
 * with a unit, grouped thousands, decimal commas. One form applies to a whole column.
 *
 * @param kind  what stands beside the digits
 * @param sign  currency or unit as written in the column, or empty
 * @param style decimal point or decimal comma
 */
record NumberForm(Kind kind, String sign, Style style) {

    /** What stands beside the digits. */
    enum Kind {
        PLAIN,
        MONEY,
        PERCENT,
        UNIT
    }

    /** Sign before the fraction. The other sign, a blank or an apostrophe may separate thousands. */
    enum Style {
        POINT(
                "(\\d+(\\.\\d*)?|\\.\\d+)|[1-9]\\d{0,2}(?:(?<group>[,'\u2019 \u00A0\u202F])\\d{3})(?:\\k<group>\\d{3})*(\\.\\d+)?"),
        COMMA(
                "(\\d+(,\\d+)?|,\\d+)|[1-9]\\d{0,2}(?:(?<group>[.'\u2019 \u00A0\u202F])\\d{3})(?:\\k<group>\\d{3})*(,\\d+)?");

        private final Pattern pattern;

        Style(String pattern) {
            this.pattern = Pattern.compile(pattern);
        }

        boolean reads(String digits) {
            return pattern.matcher(digits).matches();
        }

        /** Returns digits in this style as Java writes them. */
        String plain(String digits) {
            String decimal = this == POINT ? "." : ",";
            return digits.replaceAll("[^\\d" + decimal + "]", "").replace(',', '.');
        }
    }

    /** What the columns of a file show about its decimal sign. */
    enum Evidence {
        POINTS,
        COMMAS,
        NONE
    }

    private static final String CURRENCY = "\\p{Lu}{0,2}\\p{Sc}|\\p{Lu}{3}|kr|Kč|zł";
    private static final String UNIT = "\\p{L}[\\p{L}\\p{M}µ°²³/]{0,11}|[µ°][\\p{L}]{0,3}";
    private static final Pattern VALUE = Pattern.compile(
            "(?<open>\\()?(?<outer>[+\u2212-])?\\s*(?<prefix>" + CURRENCY + ")?\\s*(?<inner>[+\u2212-])?\\s*"
                    + "(?<digits>\\d[\\d.,'\u2019 \u00A0\u202F]*|[.,]\\d+)(?<exponent>[eE][+-]?\\d{1,4})?\\s*(?<suffix>%|"
                    + CURRENCY + "|" + UNIT + ")?(?<close>\\))?");

    /** Longest text that can be a number, in characters. */
    private static final int LONGEST = 64;

    private static final Pattern SYMBOL = Pattern.compile("\\p{Lu}{0,2}\\p{Sc}|kr|Kč|zł");
    private static final Set<String> CODES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    /**
     * Parts of a number as people write it.
     *
     * @param sign     currency or unit, or empty
     * @param digits   digits with the points, commas, apostrophes and blanks between them
     * @param negative whether the number is negative
     * @param exponent power of ten as Java writes it, or empty
     */
    private record Parts(Kind kind, String sign, String digits, boolean negative, String exponent) {

        @Nullable
        static Parts of(String value) {
            Matcher found = VALUE.matcher(value);
            if (value.length() > LONGEST
                    || !found.matches()
                    || (found.group("open") == null) != (found.group("close") == null)) {
                return null;
            }
            String prefix = found.group("prefix");
            String suffix = found.group("suffix");
            boolean bracketed = found.group("open") != null;
            String outer = found.group("outer");
            String inner = found.group("inner");
            if ((prefix != null && (suffix != null || !isCurrency(prefix)))
                    || (outer != null && (inner != null || bracketed))
                    || (inner != null && bracketed)) {
                return null;
            }
            String mark = outer == null ? inner : outer;
            boolean negative = bracketed || (mark != null && !mark.equals("+"));
            String exponent = found.group("exponent") == null ? "" : found.group("exponent");
            String sign = prefix == null ? suffix : prefix;
            return new Parts(
                    kind(prefix, suffix),
                    sign == null ? "" : sign,
                    found.group("digits").strip(),
                    negative,
                    exponent);
        }

        private static Kind kind(@Nullable String prefix, @Nullable String suffix) {
            if (prefix != null) {
                return Kind.MONEY;
            }
            if (suffix == null) {
                return Kind.PLAIN;
            }
            if (suffix.equals("%")) {
                return Kind.PERCENT;
            }
            return isCurrency(suffix) ? Kind.MONEY : Kind.UNIT;
        }

        private static boolean isCurrency(String sign) {
            return SYMBOL.matcher(sign).matches() || CODES.contains(sign);
        }
    }

    /** Form of a column, or the reason why it has none. */
    sealed interface Finding {

        /** All numbers of the column have this form. */
        record Found(NumberForm form) implements Finding {}

        /**
         * The column contains numbers but cannot be read.
         *
         * @param value first value that shows the problem
         */
        record Unclear(String value, String problem) implements Finding {}

        /** The column does not contain numbers. */
        record NoNumbers() implements Finding {}
    }

    /**
     * Finds the form in which a column writes its numbers.
     *
     * @param mostly   share of values from which all other values count as mistakes
     * @param pooled   whether the column has too many different values for a category
     * @param commas   whether commas separate the fields of the file, so that decimal commas are not expected
     * @param evidence what the columns of the file show about the decimal sign
     */
    static Finding find(ColumnValues values, double mostly, boolean pooled, boolean commas, Evidence evidence) {
        Map<String, Parts> parts = new HashMap<>();
        values.counts().keySet().forEach(value -> {
            Parts read = Parts.of(value);
            if (read != null && isNumber(read)) {
                parts.put(value, read);
            }
        });
        String example = example(values, parts, part -> part.kind() + part.sign());
        if (values.share(parts::containsKey) < mostly || example == null) {
            return new Finding.NoNumbers();
        }
        Parts usual = parts.get(example);
        double agreeing = values.share(value -> isLike(parts.get(value), usual));
        boolean amounts = values.share(value -> isAmount(parts.get(value))) > 1 - mostly;
        if ((agreeing < mostly && !amounts) || (usual.kind() == Kind.UNIT && !pooled)) {
            return new Finding.NoNumbers();
        }
        if (agreeing < 1) {
            String other = first(values, value -> !isLike(parts.get(value), usual));
            return new Finding.Unclear(
                    other, "is not written like \"" + example + "\". Write all values in the same way");
        }
        return style(values, parts, usual, commas, evidence);
    }

    private static Finding style(
            ColumnValues values, Map<String, Parts> parts, Parts usual, boolean commas, Evidence evidence) {
        boolean points = parts.values().stream().allMatch(part -> Style.POINT.reads(part.digits()));
        boolean decimalCommas = parts.values().stream().allMatch(part -> Style.COMMA.reads(part.digits()));
        if (!points && !decimalCommas) {
            String wrong =
                    first(values, value -> !Style.POINT.reads(parts.get(value).digits()));
            return new Finding.Unclear(
                    wrong, "is not written like the other numbers of the column. Write all values in the same way");
        }
        Style style = points ? Style.POINT : Style.COMMA;
        if (points && decimalCommas && parts.values().stream().anyMatch(part -> isAmbiguous(part.digits()))) {
            boolean grouped =
                    parts.values().stream().anyMatch(part -> part.digits().contains(","));
            if (evidence == Evidence.NONE && grouped && !commas) {
                String unclear =
                        first(values, value -> parts.get(value).digits().contains(","));
                return new Finding.Unclear(
                        unclear,
                        "could mean thousands or a fraction. Write the numbers without commas between thousands");
            }
            style = evidence == Evidence.COMMAS ? Style.COMMA : Style.POINT;
        }
        if (style == Style.COMMA && commas) {
            return new Finding.Unclear(first(values, value -> value.contains(",")), "");
        }
        return new Finding.Found(new NumberForm(usual.kind(), usual.sign(), style));
    }

    /** Returns whether the two styles read different numbers. */
    private static boolean isAmbiguous(String digits) {
        return !Style.POINT.plain(digits).equals(Style.COMMA.plain(digits));
    }

    /** Returns which decimal sign the columns of a file show, by values that only one style can read. */
    static Evidence evidence(List<ColumnValues> columns, double mostly) {
        boolean points = false;
        boolean commas = false;
        for (ColumnValues values : columns) {
            points |= shows(values, mostly, Style.POINT, Style.COMMA);
            commas |= shows(values, mostly, Style.COMMA, Style.POINT);
        }
        if (points == commas) {
            return Evidence.NONE;
        }
        return points ? Evidence.POINTS : Evidence.COMMAS;
    }

    private static boolean shows(ColumnValues values, double mostly, Style style, Style other) {
        return values.share(value -> reads(value, style)) >= mostly
                && values.counts().keySet().stream().anyMatch(value -> reads(value, style) && !reads(value, other));
    }

    private static boolean reads(String value, Style style) {
        Parts parts = Parts.of(value);
        return parts != null && style.reads(parts.digits());
    }

    /** Returns a value of the column as Java writes numbers. */
    String plain(String value) {
        Parts parts = Parts.of(value);
        return (parts.negative() ? "-" : "") + style.plain(parts.digits()) + parts.exponent();
    }

    private static boolean isNumber(Parts parts) {
        return Style.POINT.reads(parts.digits()) || Style.COMMA.reads(parts.digits());
    }

    private static boolean isLike(@Nullable Parts parts, Parts usual) {
        return parts != null && parts.kind() == usual.kind() && parts.sign().equals(usual.sign());
    }

    private static boolean isAmount(@Nullable Parts parts) {
        return parts != null && (parts.kind() == Kind.MONEY || parts.kind() == Kind.PERCENT);
    }

    /** Returns a value of the kind that most rows have. */
    @Nullable
    private static String example(ColumnValues values, Map<String, Parts> parts, Function<Parts, String> kind) {
        Map<String, Integer> rows = new HashMap<>();
        parts.forEach(
                (value, part) -> rows.merge(kind.apply(part), values.counts().get(value), Integer::sum));
        return rows.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .flatMap(most -> values.counts().keySet().stream()
                        .filter(parts::containsKey)
                        .filter(value -> kind.apply(parts.get(value)).equals(most.getKey()))
                        .findFirst())
                .orElse(null);
    }

    private static String first(ColumnValues values, Predicate<String> wanted) {
        Optional<String> first =
                values.counts().keySet().stream().filter(wanted).findFirst();
        return first.orElseThrow();
    }
}
