package dev.auspex.training.data;

import java.util.List;
import java.util.stream.Collectors;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class CsvParserTest {

    @Test
    void readsQuotedFieldsWithCommasQuotesAndLineEnds() {
        // Given
        String text = "a,b\r\n\"x, y\",\"says \"\"hi\"\"\"\n\"two\nlines\",\nlast,row";

        // When
        List<CsvRecord> records = CsvParser.parse("f.csv", text);

        // Then
        assertEquals(
                List.of(
                        new CsvRecord(1, List.of("a", "b")),
                        new CsvRecord(2, List.of("x, y", "says \"hi\"")),
                        new CsvRecord(3, List.of("two\nlines", "")),
                        new CsvRecord(5, List.of("last", "row"))),
                records);
    }

    @Test
    void skipsByteOrderMarkAndEmptyLines() {
        // When
        List<CsvRecord> records = CsvParser.parse("f.csv", "\uFEFFa\n\n\r\nb\n");

        // Then
        assertEquals(List.of(new CsvRecord(1, List.of("a")), new CsvRecord(4, List.of("b"))), records);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "a,b;c,\"d | f.csv: line 2, column 2: The quote is never closed.",
                "a,b;\"c\"d,e | f.csv: line 2, column 1: There is text after the closing quote.",
                "a,b;c,d\"e | f.csv: line 2, column 2: An unquoted field contains a quote.",
                "a,b;c,\"d;e\"x | f.csv: line 3, column 2: There is text after the closing quote.",
            })
    void namesLineAndColumnOfWhatIsWrong(String lines, String message) {
        // Given
        String text = lines.replace(';', '\n');

        // When
        DataException thrown = assertThrows(DataException.class, () -> CsvParser.parse("f.csv", text));

        // Then
        assertEquals(message, thrown.getMessage());
    }

    @Test
    void rejectsCarriageReturnWithoutLineFeed() {
        // When
        DataException thrown = assertThrows(DataException.class, () -> CsvParser.parse("f.csv", "a\nb\rc"));

        // Then
        assertEquals("f.csv: line 2: A carriage return has no line feed after it.", thrown.getMessage());
    }

    @Property
    void readsBackWhatWasWritten(@ForAll("tables") List<List<String>> table) {
        // Given
        String text = table.stream()
                .map(row -> row.stream()
                        .map(field -> '"' + field.replace("\"", "\"\"") + '"')
                        .collect(Collectors.joining(",")))
                .collect(Collectors.joining("\r\n"));

        // When
        List<CsvRecord> records = CsvParser.parse("f.csv", text);

        // Then
        assertEquals(table, records.stream().map(CsvRecord::fields).toList());
    }

    @Provide
    Arbitrary<List<List<String>>> tables() {
        Arbitrary<String> field =
                Arbitraries.strings().withChars("ab ,\"\n\r\u00e9").ofMaxLength(8);
        return field.list().ofMinSize(1).ofMaxSize(4).list().ofMaxSize(6);
    }
}
