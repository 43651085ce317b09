package dev.auspex.training.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The fields of one column of a table as text, and what they look like. A missing field is the empty string. */
final class ColumnValues {

    private static final Set<String> MISSING = Set.of("", "na", "n/a", "nan", "null");

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,4})?");
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+(\\.0*)?");
    private static final Pattern CODE = Pattern.compile("[+-]?0\\d+");
    private static final Pattern DECIMAL_COMMA = Pattern.compile("[+-]?(\\d+|\\d{1,3}(\\.\\d{3})+),\\d+");
    private static final Pattern DATE =
            Pattern.compile("(\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}|\\d{1,2}[-/.]\\d{1,2}[-/.](\\d{4}|\\d{2}))"
                    + "([T ]\\d{1,2}:\\d{2}(:\\d{2}(\\.\\d+)?)?( ?([AaPp][Mm]|Z|[+-]\\d{2}:?\\d{2}))?)?");
    private static final Pattern IDENTIFYING_NAME =
            Pattern.compile("(^|.*[_ .-])(id|ids|uuid|guid|key|index|row|nr|no|number)$|^unnamed.*|^$");

    private final String header;
    private final int place;
    private final String[] values;
    private final int present;
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    /**
     * Takes one column.
     *
     * @param place from 0
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

    /** A field without blanks around it; the empty string where it says that there is no value. */
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

    /** Rows with a value. */
    int present() {
        return present;
    }

    /** Rows by value, in the order in which the values occur. */
    Map<String, Integer> counts() {
        return counts;
    }

    boolean hasMissing() {
        return present < values.length;
    }

    /** Share of present values that are numbers. */
    double shareOfNumbers() {
        return share(value -> NUMBER.matcher(value).matches());
    }

    double shareOfDecimalCommas() {
        return share(value -> DECIMAL_COMMA.matcher(value).matches());
    }

    double shareOfDates() {
        return share(value -> DATE.matcher(value).matches());
    }

    /** Whether some whole numbers begin with zeros, as codes do. */
    boolean looksLikeCodes() {
        return counts.keySet().stream().anyMatch(value -> CODE.matcher(value).matches());
    }

    boolean isWhole() {
        return counts.keySet().stream().allMatch(value -> WHOLE.matcher(value).matches());
    }

    static boolean isNumber(String value) {
        return NUMBER.matcher(value).matches();
    }

    /** Whether each row has another whole number and the name, or a count without gaps, says that it only tells rows apart. */
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

    /** Numbers, NaN where missing; call it only where all are numbers. */
    double[] numbers() {
        return Arrays.stream(values)
                .mapToDouble(value -> value.isEmpty() ? Double.NaN : Double.parseDouble(value))
                .toArray();
    }

    /** Values from the most frequent on; the earlier one first where two are as frequent. */
    List<String> byFrequency() {
        List<String> sorted = new ArrayList<>(counts.keySet());
        sorted.sort((left, right) -> Integer.compare(counts.get(right), counts.get(left)));
        return sorted;
    }

    private double share(Predicate<String> test) {
        long matching = 0;
        for (Map.Entry<String, Integer> entry : counts.entrySet()) {
            matching += test.test(entry.getKey()) ? entry.getValue() : 0;
        }
        return present == 0 ? 0 : (double) matching / present;
    }
}
