package dev.auspex.training.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import com.google.errorprone.annotations.FormatMethod;
import jakarta.annotation.Nullable;

import dev.auspex.contracts.model.FeatureType;

/**
 * Reader of a user's own table. It detects the type of each column: number, whole number or category. Columns that
 * cannot help (empty, constant, row numbers, free text, dates) are left out, and a note says why. Anything that is
 * unclear and could do harm is an error that names line and column.
 */
public final class TableReader {

    /** Minimum number of rows of each label. With fewer, held-out figures say next to nothing. */
    static final int LEAST_ROWS_OF_A_LABEL = 40;

    /** Maximum number of columns of a table. */
    static final int MOST_COLUMNS = 1_000;

    /** Maximum number of categories of one feature. The most frequent ones stay, the others become {@link #OTHER}. */
    static final int MOST_CATEGORIES = 50;

    /** Maximum number of columns of the encoded matrix, in training and inside the graph. */
    static final int MOST_ENCODED = 9_000;

    /** Category for all values that are too rare for their own. */
    static final String OTHER = "other";

    /**
     * Share of numbers from which a column counts as numbers and anything else in it as a mistake. Used for dates and
     * times as well.
     */
    private static final double MOSTLY = 0.9;

    /** Share of different values above which a column of many strings identifies rows rather than groups of rows. */
    private static final double MOSTLY_DIFFERENT = 0.5;

    /** Bound beyond which whole numbers can lose their last digit in a 32-bit float. */
    private static final double LARGEST_EXACT = 1 << 24;

    private static final Set<String> POSITIVE_WORDS =
            Set.of("1", "true", "yes", "y", "t", "positive", "bad", "churned");
    private static final int LONGEST_QUOTE = 40;

    /** Mean number of words per different value from which a column counts as text. */
    private static final long LEAST_WORDS = 5;

    private final TableRequest request;
    private final String file;
    private final List<String> notes = new ArrayList<>();
    private List<String> header = List.of();
    private List<CsvRecord> records = List.of();
    private char separator = Separator.COMMA;
    private NumberForm.Evidence evidence = NumberForm.Evidence.NONE;

    private TableReader(TableRequest request) {
        this.request = request;
        this.file = request.file().toString();
    }

    /**
     * Reads a table.
     *
     * @throws DataException if the table cannot be used; the message names the cause and, where known, the place
     * @throws IOException   if reading fails
     */
    public static Table read(TableRequest request) throws IOException {
        return new TableReader(request).table();
    }

    private Table table() throws IOException {
        FileText content = FileText.read(request.file());
        content.notes().forEach(note -> note("%s", note));
        separator = Separator.of(content.text(), request.target());
        List<CsvRecord> all = CsvParser.parse(file, content.text(), separator);
        if (all.size() < 2) {
            throw new DataException(file + ": The file needs a header line and at least one row.");
        }
        header = all.getFirst().fields().stream().map(String::strip).toList();
        checkHeader(all.getFirst());
        records = all.subList(1, all.size());
        records.forEach(csv -> RowReader.checkWidth(file, header, csv));
        all.forEach(this::rejectNul);
        known(request.target(), "--target");
        request.drop().stream().sorted().forEach(name -> known(name, "--drop"));
        request.categories().stream().sorted().forEach(name -> known(name, "--category"));
        if (request.text() != null) {
            known(request.text(), "--text");
            if (request.text().equals(request.target()) || request.drop().contains(request.text())) {
                throw new DataException(
                        "--text: " + request.text() + " is the target or is left out by --drop. Name another column.");
            }
        }
        if (request.drop().contains(request.target())) {
            throw new DataException("--drop: " + request.target() + " is the target and cannot be left out.");
        }

        int targetPlace = header.indexOf(request.target());
        leaveOutRowsWithout(targetPlace);
        if (request.text() != null) {
            leaveOutRowsWithout(header.indexOf(request.text()));
        }
        Labels labels = labels(new ColumnValues(request.target(), targetPlace, records));

        if (request.text() != null) {
            return ofTexts(header.indexOf(request.text()), targetPlace, labels);
        }
        List<Column> columns = new ArrayList<>();
        List<Integer> texts = new ArrayList<>();
        List<double[]> numbers = new ArrayList<>();
        List<String[]> categories = new ArrayList<>();
        FeatureNames names = new FeatureNames();
        List<ColumnValues> others = new ArrayList<>();
        for (int place = 0; place < header.size(); place++) {
            if (place != targetPlace) {
                others.add(new ColumnValues(header.get(place), place, records));
            }
        }
        evidence = separator == Separator.COMMA ? NumberForm.Evidence.POINTS : NumberForm.evidence(others, MOSTLY);
        for (ColumnValues written : others) {
            int place = written.place();
            Optional<NumberForm> form = form(written);
            ColumnValues values =
                    form.map(found -> written.rewritten(found::plain)).orElse(written);
            FeatureType type = form.isPresent() ? type(values, form.get(), written) : type(values);
            if (type == null) {
                if (isText(values)) {
                    texts.add(place);
                }
                continue;
            }
            String name = names.next(values.header());
            if (type == FeatureType.CATEGORY) {
                String[] kept = kept(values);
                categories.add(kept);
                numbers.add(null);
                columns.add(category(values, name, kept));
            } else {
                double[] parsed = numbers(values);
                numbers.add(parsed);
                categories.add(null);
                columns.add(number(values, name, type, parsed, form));
            }
        }
        if (columns.isEmpty() && texts.size() == 1) {
            notes.clear();
            leaveOutRowsWithout(texts.getFirst());
            note(
                    "Column `%s` is the text that the model reads, because it is long and no other column is left.",
                    header.get(texts.getFirst()));
            return ofTexts(
                    texts.getFirst(), targetPlace, labels(new ColumnValues(request.target(), targetPlace, records)));
        }
        for (int text : texts) {
            note(
                    "Column `%s` looks like text. To train on it alone, use --text \"%s\".",
                    header.get(text), header.get(text));
        }
        if (columns.isEmpty()) {
            throw new DataException(file + ": No column is left to learn from. " + String.join(" ", notes));
        }
        checkWidth(columns);
        tellOfNames(columns);
        return new Table(
                new Rows(
                        dataSet(labels, columns),
                        numbers.toArray(double[][]::new),
                        categories.toArray(String[][]::new),
                        positives(targetPlace, labels)),
                null,
                notes);
    }

    private DataSet dataSet(Labels labels, List<Column> columns) throws IOException {
        Path path = request.file();
        return new DataSet(
                path.getFileName().toString(),
                "rows of your own table",
                "your own file",
                "your own",
                Files.getLastModifiedTime(path).toInstant().truncatedTo(ChronoUnit.SECONDS),
                request.target(),
                labels.negative(),
                labels.positive(),
                columns);
    }

    private boolean[] positives(int targetPlace, Labels labels) {
        boolean[] positives = new boolean[records.size()];
        for (int row = 0; row < positives.length; row++) {
            positives[row] = ColumnValues.normal(records.get(row).fields().get(targetPlace))
                    .equals(labels.positiveValue());
        }
        return positives;
    }

    /** Returns the table for a model that reads one column of texts. The other columns are left out. */
    private Table ofTexts(int place, int targetPlace, Labels labels) throws IOException {
        List<String> others = new ArrayList<>();
        for (int i = 0; i < header.size(); i++) {
            if (i != place && i != targetPlace) {
                others.add(header.get(i));
            }
        }
        if (!others.isEmpty()) {
            note("A text model reads only the text, so these columns are left out: %s.", String.join(", ", others));
        }
        List<String> texts = new ArrayList<>();
        int cut = 0;
        for (CsvRecord csv : records) {
            String text = ColumnValues.normal(csv.fields().get(place));
            cut += text.length() > TextColumn.MOST_CHARACTERS ? 1 : 0;
            texts.add(
                    text.length() > TextColumn.MOST_CHARACTERS ? text.substring(0, TextColumn.MOST_CHARACTERS) : text);
        }
        if (cut > 0) {
            note("Texts that are cut off after %,d characters: %,d.", TextColumn.MOST_CHARACTERS, cut);
        }
        String name = new FeatureNames().next(header.get(place));
        Rows rows =
                new Rows(dataSet(labels, List.of()), new double[0][], new String[0][], positives(targetPlace, labels));
        return new Table(rows, new TextColumn(name, "Column `" + header.get(place) + "`, text", texts), notes);
    }

    /** Returns whether a column of different strings consists of words rather than codes. */
    private boolean isText(ColumnValues values) {
        if (values.present() == 0
                || request.drop().contains(values.header())
                || values.shareOfNumbers() > 0.5
                || values.shareOfDates() > 0.5) {
            return false;
        }
        long words = 0;
        for (String value : values.counts().keySet()) {
            words += value.split("\\s+").length;
        }
        return words >= LEAST_WORDS * values.counts().size();
    }

    /** Rejects NUL characters: graphs, databases and JSON readers truncate a text at a NUL or refuse it. */
    private void rejectNul(CsvRecord csv) {
        for (int place = 0; place < csv.fields().size(); place++) {
            if (csv.fields().get(place).indexOf('\0') >= 0) {
                throw DataException.at(
                        file,
                        csv.line(),
                        place + 1,
                        header.get(place).replace("\0", ""),
                        "The field contains a NUL character. Correct it, or remove all of them, for example with"
                                + " tr -d '\\000' < old.csv > new.csv.");
            }
        }
    }

    private void checkHeader(CsvRecord first) {
        if (header.size() > MOST_COLUMNS) {
            throw new DataException(file + ": line " + first.line() + ": The file has " + header.size()
                    + " columns; at most " + MOST_COLUMNS + " are allowed.");
        }
        if (header.size() == 1) {
            String only = header.getFirst();
            String hint = only.contains(";") || only.contains("\t")
                    ? " Separate the fields with commas, not with semicolons or tabs."
                    : "";
            throw DataException.at(
                    file,
                    first.line(),
                    1,
                    quote(only),
                    "The file has only one column, but it needs a target and a feature." + hint);
        }
        Set<String> seen = new HashSet<>();
        for (int place = 0; place < header.size(); place++) {
            String name = header.get(place);
            if (!name.isEmpty() && !seen.add(name)) {
                throw DataException.at(file, first.line(), place + 1, name, "Another column has the same name.");
            }
        }
    }

    private void known(String name, String option) {
        if (name.isEmpty() || !header.contains(name)) {
            throw new DataException(option + ": " + file + " has no column \"" + name + "\". Its columns are: "
                    + String.join(", ", header.stream().limit(30).toList()) + (header.size() > 30 ? ", ..." : "."));
        }
    }

    private void leaveOutRowsWithout(int place) {
        List<CsvRecord> with = records.stream()
                .filter(csv -> !ColumnValues.normal(csv.fields().get(place)).isEmpty())
                .toList();
        if (with.size() < records.size()) {
            note(
                    "%,d of %,d rows are left out because they have no value in column `%s`.",
                    records.size() - with.size(), records.size(), header.get(place));
        }
        records = with;
    }

    /**
     * Labels that the model answers with.
     *
     * @param positiveValue target value of a positive row
     */
    private record Labels(String negative, String positive, String positiveValue) {}

    private Labels labels(ColumnValues target) {
        Map<String, Integer> counts = target.counts();
        String name = request.target();
        if (counts.size() < 2) {
            throw new DataException(file + ": The target " + name + " "
                    + (counts.isEmpty()
                            ? "is empty"
                            : "is always \"" + counts.keySet().iterator().next() + "\"")
                    + ", so there is nothing to learn.");
        }
        String positive = request.positive();
        if (positive != null && !counts.containsKey(positive)) {
            throw new DataException("--positive: \"" + positive + "\" is not a value of " + name + ". Its values are: "
                    + String.join(", ", target.byFrequency().stream().limit(20).toList())
                    + (counts.size() > 20 ? ", ..." : "."));
        }
        Labels labels;
        if (counts.size() > 2) {
            if (positive == null) {
                throw new DataException(tooManyLabels(target));
            }
            labels = new Labels("not " + positive, positive, positive);
            note(
                    "Column `%s` has %,d values. The model distinguishes `%s` from all others, which it calls `not"
                            + " %s`.",
                    name, counts.size(), positive, positive);
        } else {
            String chosen = positive == null ? guess(target) : positive;
            String other = counts.keySet().stream()
                    .filter(value -> !value.equals(chosen))
                    .findFirst()
                    .orElseThrow();
            labels = new Labels(other, chosen, chosen);
        }
        int positives = counts.get(labels.positiveValue());
        requireRows(labels.positive(), positives);
        requireRows(labels.negative(), target.present() - positives);
        return labels;
    }

    private String tooManyLabels(ColumnValues target) {
        boolean numbers = target.shareOfNumbers() == 1 && target.counts().size() > 10;
        List<String> values = target.byFrequency().stream().limit(6).toList();
        return file + ": The target " + target.header() + " has "
                + target.counts().size() + " different "
                + (numbers
                        ? "numbers. Predicting a number (regression)"
                        : "values. Distinguishing more than two values")
                + " is not supported. Use a target with two values, or predict one value against all others with"
                + " --positive, such as"
                + " --positive \"" + values.getFirst() + "\""
                + (numbers
                        ? "."
                        : " (values: " + String.join(", ", values)
                                + (target.counts().size() > 6 ? ", ..." : "") + ").");
    }

    /** Returns the value that means yes, or else the rarer value. */
    private String guess(ColumnValues target) {
        List<String> values = target.byFrequency();
        List<String> yes = values.stream()
                .filter(value -> POSITIVE_WORDS.contains(value.toLowerCase(Locale.ROOT)))
                .toList();
        String chosen = yes.size() == 1 ? yes.getFirst() : values.getLast();
        note(
                "The score is the probability of %s = `%s` (%s). To choose the other value, use --positive.",
                target.header(), chosen, yes.size() == 1 ? "the value that means yes" : "the rarer value");
        return chosen;
    }

    private void requireRows(String label, int rows) {
        if (rows < LEAST_ROWS_OF_A_LABEL) {
            throw new DataException(
                    file + ": Only " + rows + (rows == 1 ? " row is `" : " rows are `") + label + "`; at least "
                            + LEAST_ROWS_OF_A_LABEL + " rows of each label are needed to train and evaluate a model.");
        }
    }

    /** Returns the type of a column, or null if it is left out. */
    @Nullable
    private FeatureType type(ColumnValues values) {
        String name = values.header();
        if (request.drop().contains(name)) {
            note("%s is left out because of --drop.", told(values));
            return null;
        }
        if (values.present() == 0) {
            note("%s is left out because it is empty.", told(values));
            return null;
        }
        if (values.counts().size() == 1) {
            note(
                    "%s is left out because it is always `%s`.",
                    told(values), quote(values.counts().keySet().iterator().next()));
            return null;
        }
        if (request.categories().contains(name)) {
            return FeatureType.CATEGORY;
        }
        if (values.shareOfDates() >= MOSTLY) {
            note(
                    "%s is left out because dates are not supported. Use numbers instead, such as the days since then.",
                    told(values));
            return null;
        }
        if (values.shareOfTimesOfDay() >= MOSTLY) {
            note(
                    "%s is left out because times of day are not supported. Use numbers instead, such as the minutes"
                            + " since midnight.",
                    told(values));
            return null;
        }
        if (values.shareOfNumbers() >= MOSTLY) {
            return numberType(values);
        }
        int different = values.counts().size();
        if (different > MOST_CATEGORIES && different > MOSTLY_DIFFERENT * values.present()) {
            note(
                    "%s is left out because %,d of its %,d values are different. They identify rows, not groups of"
                            + " rows.",
                    told(values), different, values.present());
            return null;
        }
        return FeatureType.CATEGORY;
    }

    /** Returns the form in which a column writes its numbers, or empty if it has none or only plain ones. */
    private Optional<NumberForm> form(ColumnValues values) {
        double plain = values.shareOfNumbers();
        if (values.counts().size() < 2
                || request.drop().contains(values.header())
                || request.categories().contains(values.header())
                || (plain == 1 && (evidence != NumberForm.Evidence.COMMAS || values.looksLikeCodes()))
                || values.shareOfDates() >= MOSTLY) {
            return Optional.empty();
        }
        boolean pooled = values.counts().size() > MOST_CATEGORIES;
        // If most values are plain numbers, numberType reports the value that is not.
        return switch (NumberForm.find(values, MOSTLY, pooled, separator == Separator.COMMA, evidence)) {
            case NumberForm.Finding.NoNumbers none -> Optional.empty();
            case NumberForm.Finding.Found(NumberForm form) -> Optional.of(form);
            case NumberForm.Finding.Unclear unclear when plain >= MOSTLY -> Optional.empty();
            case NumberForm.Finding.Unclear(String value, String problem) ->
                throw problem(
                        values,
                        firstRow(values, value::equals),
                        problem.isEmpty()
                                ? "Write numbers with a decimal point, not with a decimal comma."
                                : "\"" + quote(value) + "\" " + problem + ", or use --category \"" + values.header()
                                        + "\" or --drop \"" + values.header() + "\".");
        };
    }

    /** Returns the type of a column whose numbers were rewritten, and notes what callers have to send. */
    @Nullable
    private FeatureType type(ColumnValues values, NumberForm form, ColumnValues written) {
        if (form.kind() == NumberForm.Kind.PLAIN) {
            boolean rewritten =
                    !values.counts().keySet().equals(written.counts().keySet());
            if (rewritten) {
                note("%s is rewritten: %s.", told(values), example(form, written));
            }
            return numberType(values);
        }
        note("%s is read as %s: %s.", told(values), meaning(form), example(form, written));
        return FeatureType.NUMBER;
    }

    private static String meaning(NumberForm form) {
        return switch (form.kind()) {
            case PLAIN -> "numbers";
            case MONEY -> "amounts in " + form.sign();
            case PERCENT -> "percentages";
            case UNIT -> "numbers in " + form.sign();
        };
    }

    private static String example(NumberForm form, ColumnValues written) {
        String first = written.counts().keySet().stream()
                .filter(value -> !value.equals(form.plain(value)))
                .findFirst()
                .orElseGet(() -> written.byFrequency().getFirst());
        return "callers send " + form.plain(first) + " for " + quote(first);
    }

    @Nullable
    private FeatureType numberType(ColumnValues values) {
        if (values.shareOfNumbers() < 1) {
            int row = firstRow(values, value -> !ColumnValues.isNumber(value));
            throw problem(
                    values,
                    row,
                    String.format(
                            Locale.ROOT,
                            "\"%s\" is not a number, but %.1f %% of the column are. Correct it, leave it empty, or use"
                                    + " --category \"%s\" or --drop \"%s\".",
                            quote(values.value(row)),
                            100 * values.shareOfNumbers(),
                            values.header(),
                            values.header()));
        }
        if (values.isRowNumber()) {
            note("%s is left out because it only numbers the rows.", told(values));
            return null;
        }
        if (values.looksLikeCodes()) {
            note("%s is treated as a category because some of its numbers begin with 0, as codes do.", told(values));
            return FeatureType.CATEGORY;
        }
        return values.isWhole() ? FeatureType.INTEGER : FeatureType.NUMBER;
    }

    private double[] numbers(ColumnValues values) {
        double[] numbers = values.numbers();
        boolean inexact = false;
        for (int row = 0; row < numbers.length; row++) {
            if (Float.isInfinite((float) numbers[row])) {
                throw problem(values, row, "\"" + quote(values.value(row)) + "\" is too large for a 32-bit float.");
            }
            inexact |= Math.abs(numbers[row]) > LARGEST_EXACT && numbers[row] == Math.rint(numbers[row]);
        }
        if (inexact) {
            note("%s has whole numbers beyond 16,777,216. The model sees them rounded to seven digits.", told(values));
        }
        return numbers;
    }

    private static Column number(
            ColumnValues values, String name, FeatureType type, double[] numbers, Optional<NumberForm> form) {
        double[] present = Arrays.stream(numbers)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        double median = present[(present.length - 1) / 2];
        return new Column(
                values.header(),
                name,
                type,
                described(
                        values,
                        "Column `" + values.header() + "`"
                                + form.filter(found -> found.kind() != NumberForm.Kind.PLAIN)
                                        .map(found -> ", " + meaning(found) + "; send only the number")
                                        .orElse("")),
                form.map(NumberForm::sign).filter(sign -> !sign.isEmpty()).orElse(null),
                List.of(),
                type == FeatureType.INTEGER && Math.abs(median) < 1e15 ? (Object) (long) median : (Object) median);
    }

    /** Returns the values of a category, with rare ones replaced by {@link #OTHER}. */
    private String[] kept(ColumnValues values) {
        Set<String> frequent = new HashSet<>(values.byFrequency());
        if (frequent.size() > MOST_CATEGORIES) {
            List<String> most = values.byFrequency().subList(0, MOST_CATEGORIES - 1);
            frequent = new HashSet<>(most);
            note(
                    "%s has %,d different values. The %d most frequent ones stay, and all others become `%s`.",
                    told(values), values.counts().size(), most.size(), OTHER);
        }
        String[] kept = new String[records.size()];
        for (int row = 0; row < kept.length; row++) {
            String value = values.value(row);
            kept[row] = value.isEmpty() || frequent.contains(value) ? value : OTHER;
        }
        return kept;
    }

    private static Column category(ColumnValues values, String name, String[] kept) {
        List<String> categories = Arrays.stream(kept)
                .filter(value -> !value.isEmpty())
                .distinct()
                .sorted()
                .toList();
        boolean pooled = categories.size() < values.counts().size();
        String description = "Column `" + values.header() + "`"
                + (pooled ? "; send `" + OTHER + "` for a value that is not listed" : "");
        return new Column(
                values.header(),
                name,
                FeatureType.CATEGORY,
                described(values, description),
                null,
                categories,
                values.byFrequency().getFirst());
    }

    private static String described(ColumnValues values, String description) {
        return values.hasMissing() ? description + "; may be missing" : description;
    }

    private void checkWidth(List<Column> columns) {
        Set<String> vocabulary = new HashSet<>();
        columns.forEach(column -> vocabulary.addAll(column.categories()));
        long categories = columns.stream().filter(Column::isCategory).count();
        long width = columns.size() - categories + categories * vocabulary.size();
        if (width > MOST_ENCODED) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s: The %d category columns have too many different values, %,d in total. Leave some columns out"
                            + " with --drop.",
                    file,
                    categories,
                    vocabulary.size()));
        }
    }

    private void tellOfNames(List<Column> columns) {
        List<String> renamed = columns.stream()
                .filter(column -> !column.header().equals(column.name()))
                .map(column -> column.header().isEmpty()
                        ? "(no header) -> " + column.name()
                        : column.header() + " -> " + column.name())
                .toList();
        if (!renamed.isEmpty()) {
            note(
                    "Features are named in lower case: %s%s.",
                    String.join(", ", renamed.stream().limit(8).toList()),
                    renamed.size() > 8 ? String.format(Locale.ROOT, " and %,d more", renamed.size() - 8) : "");
        }
    }

    private int firstRow(ColumnValues values, Predicate<String> wanted) {
        int row = 0;
        while (values.value(row).isEmpty() || !wanted.test(values.value(row))) {
            row++;
        }
        return row;
    }

    private DataException problem(ColumnValues values, int row, String problem) {
        return DataException.at(file, records.get(row).line(), values.place() + 1, values.header(), problem);
    }

    private static String told(ColumnValues values) {
        return values.header().isEmpty() ? "Column " + (values.place() + 1) : "Column `" + values.header() + "`";
    }

    private static String quote(String value) {
        return value.length() <= LONGEST_QUOTE ? value : value.substring(0, LONGEST_QUOTE) + "...";
    }

    @FormatMethod
    private void note(String format, Object... values) {
        notes.add(String.format(Locale.ROOT, format, values));
    }
}
