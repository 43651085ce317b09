package dev.auspex.training.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.auspex.contracts.model.FeatureType;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TableReaderTest {

    private static final int ROWS = 200;

    @TempDir
    private Path folder;

    /** A table with the target y (yes, no in turn), the column x of numbers, and one more. */
    private Path table(String header, IntFunction<String> field) throws IOException {
        String text = "y,x," + header + "\n"
                + IntStream.range(0, ROWS)
                        .mapToObj(row -> (row % 2 == 0 ? "yes," : "no,") + (row % 7) + ".5," + field.apply(row) + "\n")
                        .collect(Collectors.joining());
        return Files.writeString(folder.resolve("my table.csv"), text);
    }

    private Table read(String header, IntFunction<String> field) throws IOException {
        return TableReader.read(request(table(header, field)));
    }

    private static TableRequest request(Path file) {
        return new TableRequest(file, "y", null, Set.of(), Set.of());
    }

    private static Column last(Table table) {
        return table.rows().dataSet().columns().getLast();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "integer | 1;2;-3;+4;5.0;1e2 is no whole number form | category",
                "whole | 1;2;-3;+4;5.0;12 | integer",
                "fraction | 1;2.5;.5;3.;1e2;-1E-3 | number",
                "flag | 0;1 | integer",
                "with gaps | 1;;NA;n/a;NaN;null; ;7 | integer",
                "words | red;green;blue | category",
                "truth | true;false | category",
                "codes | 00123;00456;99999 | category",
                "mixed words | red;1;2;3;blue | category",
                "not java's numbers | 0x1F;1d;2f;Infinity | category",
                "spaces |  red; red ;green | category",
            })
    void findsTheTypeOfAColumn(String header, String values, String type) throws IOException {
        // Given
        String[] fields = values.split(";", -1);

        // When
        Table table = read(header, row -> fields[row % fields.length]);

        // Then
        assertEquals(type, last(table).type().name().toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ID | %d | Column `ID` is left out because it only numbers the rows.",
                "customer_id | 9%d7 | Column `customer_id` is left out because it only numbers the rows.",
                "counter | %d | Column `counter` is left out because it only numbers the rows.",
                "same | 5 | Column `same` is left out because it is always `5`.",
                "same word | red | Column `same word` is left out because it is always `red`.",
                "nothing | NA | Column `nothing` is left out because it is empty.",
                "name | person %d | Column `name` is left out because 200 of its 200 values are different."
                        + " They identify rows, not groups of rows.",
                "born | 1980-01-%02d | Column `born` is left out because dates are not supported."
                        + " Use numbers instead, such as the days since then.",
                "seen | 3/%d/24 10:30 PM | Column `seen` is left out because dates are not supported."
                        + " Use numbers instead, such as the days since then.",
                "stamp | 2024-05-%02dT10:00:00Z | Column `stamp` is left out because dates are not supported."
                        + " Use numbers instead, such as the days since then.",
            })
    void leavesOutWhatCannotHelpWithAWordWhy(String header, String pattern, String note) throws IOException {
        // Given
        boolean date = note.contains("dates");

        // When
        Table table = read(header, row -> String.format(Locale.ROOT, pattern, date ? row % 28 + 1 : row));

        // Then
        assertEquals("x", last(table).name());
        assertTrue(table.notes().contains(note), table.notes()::toString);
    }

    @Test
    void keepsDifferentNumbersThatAreNoRowNumbers() throws IOException {
        // When
        Table table = read("amount", row -> Integer.toString(row * row + 3));

        // Then
        assertEquals(FeatureType.INTEGER, last(table).type());
    }

    @Test
    void poolsRareValuesOfMany() throws IOException {
        // Given: a third of the rows are "big", the others of 80 values
        IntFunction<String> field = row -> row % 3 == 0 ? "big" : "v" + row % 80;

        // When
        Table table = read("town", field);

        // Then
        Column town = last(table);
        assertEquals(TableReader.MOST_CATEGORIES, town.categories().size());
        assertTrue(town.categories().containsAll(List.of("big", "other")));
        assertEquals("Column `town`; send `other` for a value that is not listed", town.description());
        assertEquals("big", town.example());
        int column = table.rows().dataSet().columns().indexOf(town);
        for (int row = 0; row < ROWS; row++) {
            String kept = table.rows().category(row, column);
            assertTrue(kept.equals(field.apply(row)) || kept.equals("other"));
        }
        assertTrue(table.notes().stream()
                .anyMatch(note -> note.startsWith("Column `town` has 81 different values. The 49 most")));
    }

    @Test
    void takesMissingValuesAsTheyAre() throws IOException {
        // When
        Table table = read("age", row -> row == 1 ? " " : Integer.toString(20 + row % 30));

        // Then
        assertTrue(table.rows().isMissing(1, 1));
        assertFalse(table.rows().isMissing(2, 1));
        assertEquals("Column `age`; may be missing", last(table).description());
        assertEquals(34L, last(table).example());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "age | abc | line 42, column 3 (age): \"abc\" is not a number, but 99.5 % of the column are. Correct"
                        + " it, leave it"
                        + " empty, or use --category \"age\" or --drop \"age\".",
                "age | 1e99 | line 42, column 3 (age): \"1e99\" is too large for a 32-bit float.",
                "age | \"3 | line 42, column 3: The quote is never closed.",
                "age | 3\"4 | line 42, column 3: An unquoted field contains a quote.",
                "age | \"3\"4 | line 42, column 3: There is text after the closing quote.",
                "age | 3,4 | line 42, column 4: The line has 4 fields, but the header has 3.",
            })
    void namesFileLineAndColumnOfWhatIsWrong(String header, String field, String problem) throws IOException {
        // Given
        Path file = table(header, row -> row == 40 ? field : Integer.toString(row % 9));

        // When
        DataException thrown = assertThrows(DataException.class, () -> TableReader.read(request(file)));

        // Then
        assertEquals(file + ": " + problem, thrown.getMessage());
    }

    @Test
    void tellsOfNumbersWithADecimalComma() throws IOException {
        // Given
        Path file = table("price", row -> "\"" + row + ",50\"");

        // When
        DataException thrown = assertThrows(DataException.class, () -> TableReader.read(request(file)));

        // Then
        assertEquals(
                file + ": line 2, column 3 (price): Write numbers with a decimal point, not with a decimal comma.",
                thrown.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "y,x,x | : line 1, column 3 (x): Another column has the same name.",
                "y;x;z | : line 1, column 1 (y;x;z): The file has only one column, but it needs a target and a"
                        + " feature. Separate"
                        + " the fields with commas, not with semicolons or tabs.",
                "a,b,c | --target: %s has no column \"y\". Its columns are: a, b, c.",
            })
    void rejectsAHeaderThatCannotBeUsed(String header, String problem) throws IOException {
        // Given
        Path file = Files.writeString(
                folder.resolve("t.csv"), header + "\n1,2,3\n".substring(0, header.contains(";") ? 3 : 7));

        // When
        DataException thrown = assertThrows(DataException.class, () -> TableReader.read(request(file)));

        // Then
        assertEquals(
                problem.startsWith(":") ? file + problem : problem.replace("%s", file.toString()), thrown.getMessage());
    }

    @Test
    void saysThatMoreThanTwoValuesNeedOneThatIsMeant() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("t.csv"), "y,x\n" + "a,1\nb,2\nc,3\n".repeat(60));

        // When
        DataException thrown = assertThrows(DataException.class, () -> TableReader.read(request(file)));

        // Then
        assertEquals(
                file
                        + ": The target y has 3 different values. Distinguishing more than two values is not"
                        + " supported. Use a target"
                        + " with two values, or predict one value against all others with --positive, such as"
                        + " --positive \"a\" (values: a,"
                        + " b, c).",
                thrown.getMessage());
    }

    @Test
    void saysThatANumberIsNoTarget() throws IOException {
        // Given
        Path file = Files.writeString(
                folder.resolve("t.csv"),
                "y,x\n"
                        + IntStream.range(0, 100)
                                .mapToObj(i -> i + ".5," + i + "\n")
                                .collect(Collectors.joining()));

        // When
        DataException thrown = assertThrows(DataException.class, () -> TableReader.read(request(file)));

        // Then
        assertTrue(thrown.getMessage()
                .contains(
                        "The target y has 100 different numbers. Predicting a number (regression) is not supported."));
    }

    @Test
    void tellsOneValueFromAllOthers() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("t.csv"), "y,x\n" + "a,1\nb,2\nc,3\n".repeat(60));

        // When
        Table table = TableReader.read(new TableRequest(file, "y", "b", Set.of(), Set.of()));

        // Then
        assertEquals(List.of("not b", "b"), table.rows().dataSet().labels());
        assertEquals(60, Rows.count(table.rows().positives()));
    }

    @ParameterizedTest
    @CsvSource({"yes,no,yes", "0,1,1", "No,Yes,Yes", "good,bad,bad", "left,right,right", "stay,leave,leave"})
    void guessesWhichValueIsMeant(String first, String second, String positive) throws IOException {
        // Given: the second is rarer
        String text = IntStream.range(0, 150)
                .mapToObj(row -> (row % 3 == 0 ? second : first) + "," + row % 11 + "\n")
                .collect(Collectors.joining());
        Path file = Files.writeString(folder.resolve("t.csv"), "y,x\n" + text);

        // When
        Table table = TableReader.read(request(file));

        // Then
        assertEquals(positive, table.rows().dataSet().positiveLabel());
        assertTrue(table.notes().getFirst().startsWith("The score is the probability of y = `" + positive + "`"));
    }

    @Test
    void leavesOutRowsWithoutTarget() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("t.csv"), "y,x\n" + "yes,1\nno,2\n".repeat(60) + ",3\nNA,4\n");

        // When
        Table table = TableReader.read(request(file));

        // Then
        assertEquals(120, table.rows().size());
        assertTrue(table.notes().contains("2 of 122 rows are left out because they have no value in column `y`."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yes,1;yes,2 | The target y is always \"yes\", so there is nothing to learn.",
                "yes,1;no,2 | Only 1 row is `yes`; at least 40 rows of each label are needed to train and evaluate a"
                        + " model.",
                ",1;,2 | The target y is empty, so there is nothing to learn.",
            })
    void rejectsATargetThatTeachesNothing(String lines, String problem) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("t.csv"), "y,x\n" + lines.replace(';', '\n') + "\n");

        // When
        DataException thrown = assertThrows(DataException.class, () -> TableReader.read(request(file)));

        // Then
        assertEquals(file + ": " + problem, thrown.getMessage());
    }

    @Test
    void rejectsATableOfWhichNothingIsLeft() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("t.csv"), "y,x\n" + "yes,1\nno,1\n".repeat(60));

        // When
        DataException thrown = assertThrows(DataException.class, () -> TableReader.read(request(file)));

        // Then
        assertTrue(thrown.getMessage().contains("No column is left to learn from. "), thrown::getMessage);
        assertTrue(
                thrown.getMessage().contains("Column `x` is left out because it is always `1`."), thrown::getMessage);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "label | label_value",
                "Größe (cm) | grosse_cm",
                "2nd try | column_2nd_try",
                "x | x_2",
                "Monthly Charges | monthly_charges",
                "日本 | column",
                "_score_ | score_value",
            })
    void namesFeaturesSoThatGraphAndJsonTakeThem(String header, String name) {
        // Given
        FeatureNames names = new FeatureNames();
        names.next("x");

        // When
        String given = names.next(header);

        // Then
        assertEquals(name, given);
    }

    @Test
    void doesAsItIsToldOfColumns() throws IOException {
        // Given
        Path file = table("zone", row -> Integer.toString(row % 4));

        // When
        Table table = TableReader.read(new TableRequest(file, "y", "no", Set.of("x"), Set.of("zone")));

        // Then
        assertEquals(1, table.rows().dataSet().columns().size());
        assertEquals(List.of("0", "1", "2", "3"), last(table).categories());
        assertEquals("no", table.rows().dataSet().positiveLabel());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "maybe | '' | '' | --positive: \"maybe\" is not a value of y. Its values are: yes, no.",
                "yes | nope | '' | --drop: %s has no column \"nope\". Its columns are: y, x, zone.",
                "yes | '' | nope | --category: %s has no column \"nope\". Its columns are: y, x, zone.",
                "yes | y | '' | --drop: y is the target and cannot be left out.",
            })
    void rejectsOptionsThatDoNotFitTheTable(String positive, String drop, String category, String problem)
            throws IOException {
        // Given
        Path file = table("zone", row -> Integer.toString(row % 4));
        TableRequest request = new TableRequest(
                file,
                "y",
                positive,
                drop.isEmpty() ? Set.of() : Set.of(drop),
                category.isEmpty() ? Set.of() : Set.of(category));

        // When
        DataException thrown = assertThrows(DataException.class, () -> TableReader.read(request));

        // Then
        assertEquals(problem.replace("%s", file.toString()), thrown.getMessage());
    }

    @Test
    void boundsTheWidthOfTheMatrix() throws IOException {
        // Given: 30 columns of 40 values each, none shared
        String header = "y" + IntStream.range(0, 30).mapToObj(i -> ",c" + i).collect(Collectors.joining());
        String body = IntStream.range(0, ROWS)
                .mapToObj(row -> (row % 2 == 0 ? "yes" : "no")
                        + IntStream.range(0, 30)
                                .mapToObj(i -> ",c" + i + "v" + row % 40)
                                .collect(Collectors.joining())
                        + "\n")
                .collect(Collectors.joining());
        Path file = Files.writeString(folder.resolve("t.csv"), header + "\n" + body);

        // When
        DataException thrown = assertThrows(DataException.class, () -> TableReader.read(request(file)));

        // Then
        assertEquals(
                file
                        + ": The 30 category columns have too many different values, 1,200 in total. Leave some columns out"
                        + " with --drop.",
                thrown.getMessage());
    }

    @Provide
    static Arbitrary<String> fields() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(6),
                Arbitraries.of(
                        "",
                        "NA",
                        "1",
                        "-2.5",
                        "1e400",
                        "0x1p3",
                        "2024-01-01",
                        "1,5",
                        "\"",
                        "\r",
                        "00",
                        "\uFEFF",
                        "\u0000"));
    }

    /** Whatever stands in a file: rows, or an error that names the file; never anything else. */
    @Property(tries = 300)
    void readsOrExplains(@ForAll("fields") String a, @ForAll("fields") String b, @ForAll("fields") String c)
            throws IOException {
        // Given
        String text = "y,x,z\n" + ("yes," + a + "," + b + "\nno," + c + ",1\nyes,3," + c + "\n").repeat(50);
        Path file = Files.createTempFile("auspex-table", ".csv");
        try {
            Files.writeString(file, text.replaceAll("[\uD800-\uDFFF]", "?"));

            // When
            Table table = TableReader.read(request(file));

            // Then
            assertTrue(table.rows().size() > 0);
            table.rows()
                    .dataSet()
                    .columns()
                    .forEach(column -> assertTrue(column.name().matches("[a-z][a-z0-9_]*")));
        } catch (DataException e) {
            assertTrue(e.getMessage().startsWith(file.toString()), e::getMessage);
        } finally {
            Files.delete(file);
        }
    }
}
