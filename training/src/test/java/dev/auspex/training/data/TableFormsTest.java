package dev.auspex.training.data;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.contracts.model.FeatureType;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Files as spreadsheets and databases write them: other separators, encodings and forms of numbers. */
class TableFormsTest {

    private static final Path CASES = Path.of("src/test/resources/cases");
    private static final int ROWS = 200;

    @TempDir
    private Path folder;

    private static Table read(Path file) throws IOException {
        return TableReader.read(new TableRequest(file, "y", null, Set.of(), Set.of()));
    }

    private static String problem(Path file) {
        DataException thrown = assertThrows(DataException.class, () -> read(file));
        String start = file + ": ";
        assertTrue(thrown.getMessage().startsWith(start), thrown::getMessage);
        return thrown.getMessage().substring(start.length());
    }

    private static double[] numbers(Table table, int column) {
        return IntStream.range(0, table.rows().size())
                .mapToDouble(row -> table.rows().number(row, column))
                .toArray();
    }

    private static Column column(Table table, int column) {
        return table.rows().dataSet().columns().get(column);
    }

    /** A file of the columns y and x, with a separator; the values are taken in turn. */
    private Path file(char separator, String... values) throws IOException {
        String text = IntStream.range(0, ROWS)
                .mapToObj(row -> {
                    String value = values[row % values.length];
                    boolean quoted = value.indexOf(separator) >= 0;
                    return (row % 2 == 0 ? "yes" : "no") + separator + (quoted ? '"' + value + '"' : value);
                })
                .collect(Collectors.joining("\n", "y" + separator + "x\n", "\n"));
        return Files.writeString(folder.resolve("t.csv"), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"t2-pipe.csv", "t2-tab.csv", "t2-semi-dec.csv", "t2-onecol-semi-comma.csv", "t2-latin1.csv"})
    void readsTheSameRowsWhateverTheSeparator(String name) throws IOException {
        // Given: the rows with commas and points
        Path plain = folder.resolve("plain.csv");
        List<String> lines = Files.readAllLines(CASES.resolve("t2-pipe.csv"));
        Files.write(plain, lines.stream().map(line -> line.replace('|', ',')).toList());
        Table expected = read(plain);

        // When
        Table table = read(CASES.resolve(name));

        // Then
        assertEquals(3, table.rows().dataSet().columns().size());
        assertArrayEquals(numbers(expected, 0), numbers(table, 0));
        assertArrayEquals(numbers(expected, 1), numbers(table, 1));
        assertEquals(column(expected, 2), column(table, 2));
        assertArrayEquals(expected.rows().positives(), table.rows().positives());
        for (int column = 0; column < 2; column++) {
            assertEquals(column(expected, column).type(), column(table, column).type());
            assertEquals(
                    column(expected, column).example(), column(table, column).example());
        }
    }

    @Test
    void tellsHowDecimalCommasAndAnotherEncodingWereRead() throws IOException {
        // When
        Table commas = read(CASES.resolve("t2-semi-dec.csv"));
        Table latin = read(CASES.resolve("t2-latin1.csv"));

        // Then
        assertTrue(
                commas.notes().contains("Column `charges` is rewritten: callers send 112.79 for 112,79."),
                commas.notes()::toString);
        assertEquals("größe", column(latin, 1).header());
        assertTrue(latin.notes().getFirst().startsWith("The file is not UTF-8 and is read as Windows-1252"));
    }

    @Test
    void prefersTheSeparatorWithWhichTheTargetIsAColumn() throws IOException {
        // Given: with commas all lines have two fields as well
        Path file = Files.writeString(folder.resolve("t.csv"), "a, b;x;y\n" + "1,5;2;yes\n2,5;3;no\n".repeat(60));

        // When
        Table table = read(file);

        // Then
        assertEquals(List.of("a, b", "x"), headers(table));
        assertArrayEquals(new double[] {1.5, 2.5}, Arrays.copyOf(numbers(table, 0), 2));
    }

    @Test
    void readsALineThatNamesTheSeparatorAndCountsIt() throws IOException {
        // Given
        String rows = "yes|1\nno|2\n".repeat(60);
        Path good = Files.writeString(folder.resolve("good.csv"), "sep=|\r\ny|x\n" + rows);
        Path bad = Files.writeString(folder.resolve("bad.csv"), "sep=|\ny|x\n" + rows + "yes\n");

        // When and Then
        assertEquals(List.of("x"), headers(read(good)));
        assertEquals("line 123, column 2 (x): The line ends after 1 of 2 fields.", problem(bad));
    }

    @Test
    void namesTheLineOfAFileWithSemicolonsThatIsTooShort() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("t.csv"), "y;x\n" + "yes;1\nno;2\n".repeat(60) + "yes\n");

        // When and Then
        assertEquals("line 122, column 2 (x): The line ends after 1 of 2 fields.", problem(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-8"})
    void readsAFileWithAByteOrderMark(String charset) throws IOException {
        // Given
        String text = "\uFEFFy\tgröße\n" + "yes\t1\nno\t2\n".repeat(60);
        Path file = Files.write(folder.resolve("t.txt"), text.getBytes(Charset.forName(charset)));

        // When
        Table table = read(file);

        // Then
        assertEquals(List.of("größe"), headers(table));
    }

    @Test
    void namesWhatIsNoTextOfAKnownEncoding() throws IOException {
        // Given
        String text = "y,x\n" + "yes,1\nno,2\n".repeat(60);
        Path unmarked = Files.write(folder.resolve("16.csv"), text.getBytes(StandardCharsets.UTF_16LE));
        Path workbook = Files.write(folder.resolve("t.xlsx"), new byte[] {'P', 'K', 3, 4, 20});
        Path parquet = Files.writeString(folder.resolve("t.parquet"), "PAR1...");
        Path packed = Files.write(folder.resolve("t.gz"), new byte[] {31, (byte) 139, 8, 0});
        Path unknown = Files.write(folder.resolve("u.csv"), new byte[] {'y', ',', (byte) 0x81, (byte) 0x8D});

        // When and Then
        assertTrue(problem(unmarked).endsWith("as in UTF-16 without a byte order mark. Save the file as UTF-8."));
        assertTrue(problem(workbook).startsWith("This is an Excel workbook or a zip file."));
        assertTrue(problem(parquet).startsWith("This is a Parquet file."));
        assertTrue(problem(packed).startsWith("This is a gzip file."));
        assertEquals("The file is neither UTF-8 nor Windows-1252 (Latin-1). Save it as UTF-8.", problem(unknown));
    }

    @Test
    void namesLineAndColumnOfANul() throws IOException {
        // Given
        Path header = Files.writeString(folder.resolve("h.csv"), "y,x\0\n" + "yes,1\nno,2\n".repeat(60));

        // When and Then
        String advice = " The field contains a NUL character. Correct it, or remove all of them, for example with"
                + " tr -d '\\000' < old.csv > new.csv.";
        assertEquals("line 151, column 3 (contract):" + advice, problem(CASES.resolve("t4-nul.csv")));
        assertEquals("line 1, column 2 (x):" + advice, problem(header));
    }

    @Test
    void readsAmountsOfMoney() throws IOException {
        // When
        Table table = read(CASES.resolve("t5-dollar.csv"));

        // Then
        Column charges = column(table, 0);
        assertEquals(FeatureType.NUMBER, charges.type());
        assertEquals("$", charges.unit());
        assertEquals("Column `charges`, amounts in $; send only the number", charges.description());
        assertArrayEquals(new double[] {62.75, 94.25, 101.75}, Arrays.copyOf(numbers(table, 0), 3));
        assertTrue(
                table.notes().contains("Column `charges` is read as amounts in $: callers send 62.75 for $62.75."),
                table.notes()::toString);
    }

    @Test
    void leavesOutDatesWithMonthsInWords() throws IOException {
        // When
        Table table = read(CASES.resolve("t5-date-word.csv"));

        // Then
        assertEquals(List.of("charges", "tenure"), headers(table));
        assertTrue(
                table.notes()
                        .contains("Column `when` is left out because dates are not supported. Use numbers instead, such"
                                + " as the days since then."),
                table.notes()::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "12 Jan 2024 | 3. März 2023",
                "Jan 12, 2024 | December 1st, 2023",
                "12-Jan-24 | 05-SEP-2023",
                "Mon, 12 Jan 2024 10:30:00 GMT | Tue, 13 Feb 2024 00:00:01 GMT",
                "12 de enero de 2024 | 1 février 2022",
                "Jan 2024 | septembre 2023",
                "2024 Jan 12 | 2023-Feb-01",
                "12th of January 2024 | 2nd of May 2024",
                "12jan2024 | 01feb2023",
            })
    void knowsDates(String one, String other) throws IOException {
        // When
        DataException thrown = assertThrows(DataException.class, () -> read(file('|', one, other)));

        // Then
        assertTrue(
                thrown.getMessage().contains("Column `x` is left out because dates are not supported."),
                thrown::getMessage);
    }

    @Test
    void leavesOutTimesOfDay() throws IOException {
        // When
        String problem = problem(file(',', "10:30", "9:05 pm", "23:59:59"));

        // Then
        assertTrue(problem.contains("Column `x` is left out because times of day are not supported."), problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // in a file with commas
                ", | $20.75;-$3;$1,234.50 | 20.75;-3;1234.5 | $",
                ", | ($5.25);$7 | -5.25;7 | $",
                ", | US$ 5;US$ 6.5 | 5;6.5 | US$",
                ", | 20.75 EUR;3 EUR | 20.75;3 | EUR",
                ", | £.99;£1,000,000 | 0.99;1000000 | £",
                ", | 12%;12.5 %;-3% | 12;12.5;-3 | %",
                ", | 1,234.50;950.20;12 | 1234.5;950.2;12 | ``",
                ", | 1,234;12,345;999 | 1234;12345;999 | ``",
                ", | 1 234.5;12 345;\u22127 | 1234.5;12345;-7 | ``",
                ", | 1'234.50;7 | 1234.5;7 | ``",
                // elsewhere
                "; | 20,75 €;1.234,50 € | 20.75;1234.5 | €",
                "; | 12,5%;3% | 12.5;3 | %",
                "; | 0,123;1,5 | 0.123;1.5 | ``",
                "; | 1.234,5;7 | 1234.5;7 | ``",
                "; | 1,234.5;7 | 1234.5;7 | ``",
            })
    void readsNumbersAsPeopleWriteThem(String separator, String values, String numbers, String unit)
            throws IOException {
        // Given
        String[] written = values.split(";");
        double[] expected = Arrays.stream(numbers.split(";"))
                .mapToDouble(Double::parseDouble)
                .toArray();

        // When
        Table table = read(file(separator.charAt(0), written));

        // Then
        assertArrayEquals(expected, Arrays.copyOf(numbers(table, 0), expected.length));
        assertEquals(unit.isEmpty() ? null : unit, column(table, 0).unit());
        assertTrue(table.notes().stream().anyMatch(note -> note.contains("callers send")), table.notes()::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ", | $5;€5;$6 | line 3, column 2 (x): \"€5\" is not written like \"$5\". Write all values in the same"
                        + " way",
                ", | 5%;6%;0.07 | line 4, column 2 (x): \"0.07\" is not written like \"5%\". Write all values in the"
                        + " same way",
                ", | $1.5;$2,5 | line 3, column 2 (x): \"$2,5\" is not written like the other numbers of the column."
                        + " Write all"
                        + " values in the same way",
                "; | 1,234;2,345 | line 2, column 2 (x): \"1,234\" could mean thousands or a fraction. Write the"
                        + " numbers"
                        + " without commas between thousands",
                ", | 0,5;1,25 | line 2, column 2 (x): Write numbers with a decimal point, not with a decimal comma.",
            })
    void refusesNumbersThatAreNotClearWithAdvice(String separator, String values, String problem) throws IOException {
        // Given
        Path file = file(separator.charAt(0), values.split(";"));

        // When and Then
        String advice = problem.endsWith("comma.") ? "" : ", or use --category \"x\" or --drop \"x\".";
        assertEquals(problem + advice, problem(file));
    }

    @Test
    void takesWhatCannotBeReadAsCategoriesWhereItIsTold() throws IOException {
        // Given
        Path file = file(',', "$5", "€5", "$6");

        // When
        Table table = TableReader.read(new TableRequest(file, "y", null, Set.of(), Set.of("x")));

        // Then
        assertEquals(List.of("$5", "$6", "€5"), column(table, 0).categories());
    }

    /** A file with decimal commas parts thousands with points. */
    @Test
    void readsAColumnAsTheOthersOfItsFileAre() throws IOException {
        // Given
        String rows = "yes;1.234;0,5\nno;999;12,25\n".repeat(60);
        Path file = Files.writeString(folder.resolve("t.csv"), "y;x;z\n" + rows);

        // When
        Table table = read(file);

        // Then
        assertArrayEquals(new double[] {1234, 999}, Arrays.copyOf(numbers(table, 0), 2));
        assertTrue(
                table.notes().contains("Column `x` is rewritten: callers send 1234 for 1.234."),
                table.notes()::toString);
    }

    @Test
    void readsNumbersWithAUnitWhereTheyAreTooManyForCategories() throws IOException {
        // Given
        String[] many = IntStream.range(0, 80).mapToObj(i -> i * i + " kg").toArray(String[]::new);

        // When
        Table weights = read(file(',', many));
        Table terms = read(file(',', "36 months", "60 months"));

        // Then
        assertEquals("kg", column(weights, 0).unit());
        assertEquals(4.0, weights.rows().number(2, 0));
        assertEquals(FeatureType.CATEGORY, column(terms, 0).type());
    }

    @Test
    void isNotHeldUpByAFieldThatIsAlmostANumber() throws IOException {
        // Given: what an expression that tries every split would be busy with for hours
        String[] fields = IntStream.range(0, 60)
                .mapToObj(i -> i + " ".repeat(20_000) + "1 ".repeat(1000) + "!")
                .toArray(String[]::new);

        // When
        Table table = assertTimeoutPreemptively(Duration.ofMinutes(1), () -> read(file(',', fields)));

        // Then
        assertEquals(FeatureType.CATEGORY, column(table, 0).type());
    }

    @Property
    void readsBackAmountsThatWereWritten(
            @ForAll @IntRange(min = -9_999_999, max = 9_999_999) int cents,
            @ForAll @CharRange(from = 'a', to = 'd') char way)
            throws IOException {
        // Given
        double amount = cents / 100.0;
        String plain = String.format(Locale.ROOT, "%,.2f", Math.abs(amount));
        String digits = way == 'a' || way == 'b'
                ? plain
                : plain.replace(',', ' ').replace('.', ',').replace(' ', '.');
        String sign = cents < 0 ? "-" : "";
        String written = way == 'a' || way == 'c' ? sign + "$" + digits : sign + digits + " kr";
        String other = way == 'a' || way == 'c' ? "$3" : "3 kr";

        // When
        Path file = Files.createTempFile("auspex-table", ".csv");
        try {
            Files.writeString(file, "y;x\n" + ("yes;" + written + "\nno;" + other + "\n").repeat(60));
            Table table = read(file);

            // Then
            assertEquals(amount, table.rows().number(0, 0));
        } finally {
            Files.delete(file);
        }
    }

    private static List<String> headers(Table table) {
        return table.rows().dataSet().columns().stream().map(Column::header).toList();
    }
}
