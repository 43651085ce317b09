package dev.auspex.training.data;

import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Fields of one table column as text, and what they look like. A missing field is the empty string. */
final class ColumnValues {

    private static final Set<String> MISSING = Set.of("", "na", "n/a", "nan", "null");

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,4})?");
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+(\\.0*)?");
    private static final Pattern CODE = Pattern.compile("[+-]?0\\d+");

    private static final String TIME = "\\d{1,2}:\\d{2}(:\\d{2}([.,]\\d+)?)?( ?[AaPp]\\.?[Mm]\\.?)?";
    private static final String ZONE = "( ?(Z|UTC|GMT|[+-]\\d{2}:?\\d{2}))?";
    private static final String MONTH = "(" + months() + ")\\.?";
    private static final Pattern DATE = Pattern.compile(
            "(\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}|\\d{1,2}[-/.]\\d{1,2}[-/.](\\d{4}|\\d{2})"
                    // 12 Jan 2024, Mon, 12-Jan-24, 12th of January 2024; Jan 12, 2024; 2024 Jan 12; Jan 2024
                    + "|(\\p{L}{2,10}\\.?,? )?\\d{1,2}(st|nd|rd|th|\\.)?[ /.-]{0,2}(of |de )?" + MONTH
                    + ",?[ /.-]{0,2}(de )?(\\d{4}|\\d{2})"
                    + "|(\\p{L}{2,10}\\.?,? )?" + MONTH + "[ /.-]{0,2}\\d{1,2}(st|nd|rd|th)?,?[ /.-]{1,2}\\d{4}"
                    + "|\\d{4}[ /.-]" + MONTH + "[ /.-]\\d{1,2}"
                    + "|" + MONTH + "[ /.-]{0,2}\\d{4})"
                    + "(,?[T ]" + TIME + ZONE + ")?",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    private static final Pattern TIME_OF_DAY = Pattern.compile(TIME);
    private static final Pattern IDENTIFYING_NAME =
            Pattern.compile("(^|.*[_ .-])(id|ids|uuid|guid|key|index|row|nr|no|number)$|^unnamed.*|^$");

    private final String header;
    private final int place;
    private final String[] values;
    private final int present;
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    /**
     * Takes one column from the records.
     *
     * @param place index of the column, from 0
     */
    ColumnValues(String header, int place, List<CsvRecord> records) {
        this.header = header;
        this.place = place;
        this.values =
                records.stream().map(csv -> normal(csv.fields().get(place))).toArray(String[]::new);
        int count = 0;
        for (String value : values) {
            if (!value.isEmpty()) {
                counts.merge(value, 1, Integer::sum);
                count++;
            }
        }
        this.present = count;
    }

    private ColumnValues(ColumnValues other, UnaryOperator<String> rewriting) {
        this.header = other.header;
        this.place = other.place;
        this.present = other.present;
        this.values = Arrays.stream(other.values)
                .map(value -> value.isEmpty() ? value : rewriting.apply(value))
                .toArray(String[]::new);
        other.counts.forEach((value, count) -> counts.merge(rewriting.apply(value), count, Integer::sum));
    }

    /** Returns the names of months, short and long, in languages that write dates with spaces and Latin letters. */
    private static String months() {
        Set<String> names = new TreeSet<>(Comparator.reverseOrder());
        for (String language : List.of("en", "de", "fr", "es", "it", "pt", "nl")) {
            for (Month month : Month.values()) {
                for (TextStyle style : List.of(TextStyle.SHORT, TextStyle.FULL)) {
                    String name = month.getDisplayName(style, Locale.of(language));
                    names.add(Pattern.quote(name.replace(".", "").toLowerCase(Locale.ROOT)));
                }
            }
        }
        names.add("sept");
        return String.join("|", names);
    }

    /** Returns the same column with the present values rewritten. */
    ColumnValues rewritten(UnaryOperator<String> rewriting) {
        return new ColumnValues(this, rewriting);
    }

    /** Returns a field without surrounding blanks, or the empty string if it stands for a missing value. */
    static String normal(String field) {
        String stripped = field.strip();
        return MISSING.contains(stripped.toLowerCase(Locale.ROOT)) ? "" : stripped;
    }

    String header() {
        return header;
    }

    int place() {
        return place;
    }

    String value(int row) {
        return values[row];
    }

    /** Returns the number of rows with a value. */
    int present() {
        return present;
    }

    /** Returns the number of rows for each value, in the order in which the values occur. */
    Map<String, Integer> counts() {
        return counts;
    }

    boolean hasMissing() {
        return present < values.length;
    }

    /** Returns the share of present values that are numbers. */
    double shareOfNumbers() {
        return share(value -> NUMBER.matcher(value).matches());
    }

    double shareOfDates() {
        return share(value -> DATE.matcher(value).matches());
    }

    double shareOfTimesOfDay() {
        return share(value -> TIME_OF_DAY.matcher(value).matches());
    }

    /** Returns whether some whole numbers begin with zeros, as codes do. */
    boolean looksLikeCodes() {
        return counts.keySet().stream().anyMatch(value -> CODE.matcher(value).matches());
    }

    boolean isWhole() {
        return counts.keySet().stream().allMatch(value -> WHOLE.matcher(value).matches());
    }

    static boolean isNumber(String value) {
        return NUMBER.matcher(value).matches();
    }

    /**
     * Returns whether the column only numbers the rows: each row has a different whole number, and either they have no
     * gaps or the name looks like an identifier.
     */
    boolean isRowNumber() {
        if (present != values.length || counts.size() != present || !isWhole()) {
            return false;
        }
        double[] sorted = counts.keySet().stream()
                .mapToDouble(Double::parseDouble)
                .sorted()
                .toArray();
        return sorted[sorted.length - 1] - sorted[0] == sorted.length - 1.0 || hasIdentifyingName();
    }

    boolean hasIdentifyingName() {
        return IDENTIFYING_NAME.matcher(Column.snakeCase(header)).matches();
    }

    /** Returns the numbers, NaN where missing. Call it only if all present values are numbers. */
    double[] numbers() {
        return Arrays.stream(values)
                .mapToDouble(value -> value.isEmpty() ? Double.NaN : Double.parseDouble(value))
                .toArray();
    }

    /**
     * Returns the values from the most to the least frequent. Of two equally frequent values, the one that occurs
     * earlier comes first.
     */
    List<String> byFrequency() {
        List<String> sorted = new ArrayList<>(counts.keySet());
        sorted.sort((left, right) -> Integer.compare(counts.get(right), counts.get(left)));
        return sorted;
    }

    double share(Predicate<String> test) {
        long matching = 0;
        for (Map.Entry<String, Integer> entry : counts.entrySet()) {
            matching += test.test(entry.getKey()) ? entry.getValue() : 0;
        }
        return present == 0 ? 0 : (double) matching / present;
    }
}
