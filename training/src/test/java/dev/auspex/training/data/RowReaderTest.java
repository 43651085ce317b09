package dev.auspex.training.data;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RowReaderTest {

    @TempDir
    private Path folder;

    @Test
    void readsRowsInTheOrderOfTheDataSet() throws IOException {
        // Given
        write("Debt,Status,Home,Age\n1.5,bad,rent,30\n0,good,owner,41\n");

        // When
        Rows rows = RowReader.read(TestRows.people(), folder);

        // Then
        assertEquals(2, rows.size());
        assertEquals(30, rows.number(0, 0));
        assertEquals("owner", rows.category(1, 1));
        assertEquals(1.5, rows.number(0, 2));
        assertArrayEquals(new boolean[] {true, false}, rows.positives());
    }

    @Test
    void takesEmptyFieldsAndNaAsMissing() throws IOException {
        // Given
        write("Status,Age,Home,Debt\nbad,,NA,NA\ngood,1,,2\n");

        // When
        Rows rows = RowReader.read(TestRows.people(), folder);

        // Then
        assertTrue(rows.isMissing(0, 0) && rows.isMissing(0, 1) && rows.isMissing(0, 2) && rows.isMissing(1, 1));
        assertFalse(rows.isMissing(1, 0));
        assertTrue(Double.isNaN(rows.number(0, 2)));
        assertEquals("", rows.category(0, 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bad,old,rent,1 | column 2 (Age): \"old\" is not a number.",
                "bad,30.5,rent,1 | column 2 (Age): \"30.5\" is not a whole number.",
                "bad,30,rent,1e39 | column 4 (Debt): \"1e39\" is not a finite number.",
                "bad,30,rent,NaN | column 4 (Debt): \"NaN\" is not a finite number.",
                "bad,30,castle,1 | column 3 (Home): \"castle\" is not one of rent, owner.",
                "fair,30,rent,1 | column 1 (Status): \"fair\" is not one of good, bad.",
                "NA,30,rent,1 | column 1 (Status): \"NA\" is not one of good, bad.",
                "bad,30 | column 3 (Home): The line ends after 2 of 4 fields.",
                "bad,30,rent,1,2 | column 5: The line has 5 fields, but the header has 4.",
            })
    void namesFileLineAndColumnOfWhatIsWrong(String line, String problem) throws IOException {
        // Given
        write("Status,Age,Home,Debt\ngood,30,rent,1\n" + line + "\n");

        // When
        DataException thrown = assertThrows(DataException.class, () -> RowReader.read(TestRows.people(), folder));

        // Then
        assertEquals(folder.resolve("people.csv") + ": line 3, " + problem, thrown.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Status,Age,Home | : line 1: The header lacks Debt.",
                "Status,Age,Home,Debt,Shoes | : line 1, column 5 (Shoes): This data set has no such column.",
                "Status,Age,Age,Home,Debt | : line 1, column 3 (Age): Another column has the same name.",
            })
    void rejectsHeaderThatIsNotThatOfTheDataSet(String header, String problem) throws IOException {
        // Given
        write(header + "\ngood,30,rent,1\n");

        // When
        DataException thrown = assertThrows(DataException.class, () -> RowReader.read(TestRows.people(), folder));

        // Then
        assertEquals(folder.resolve("people.csv") + problem, thrown.getMessage());
    }

    @Test
    void rejectsFileWithoutRows() throws IOException {
        // Given
        write("Status,Age,Home,Debt\n");

        // When
        DataException thrown = assertThrows(DataException.class, () -> RowReader.read(TestRows.people(), folder));

        // Then
        assertTrue(thrown.getMessage().endsWith("The file needs a header line and at least one row."));
    }

    @Test
    void rejectsFileThatIsAbsent() {
        // When
        DataException thrown = assertThrows(DataException.class, () -> RowReader.read(TestRows.people(), folder));

        // Then
        assertEquals(folder.resolve("people.csv") + ": The file does not exist.", thrown.getMessage());
    }

    @Test
    void rejectsFileThatIsNotUtf8() throws IOException {
        // Given
        Files.write(folder.resolve("people.csv"), "Status,\u00e9".getBytes(StandardCharsets.ISO_8859_1));

        // When
        DataException thrown = assertThrows(DataException.class, () -> RowReader.read(TestRows.people(), folder));

        // Then
        assertEquals(folder.resolve("people.csv") + ": The file is not UTF-8. Save it as UTF-8.", thrown.getMessage());
    }

    @Test
    void rejectsFileThatIsTooLarge() throws IOException {
        // Given
        try (RandomAccessFile sparse =
                new RandomAccessFile(folder.resolve("people.csv").toFile(), "rw")) {
            sparse.setLength(RowReader.MAX_BYTES + 1);
        }

        // When
        DataException thrown = assertThrows(DataException.class, () -> RowReader.read(TestRows.people(), folder));

        // Then
        assertTrue(thrown.getMessage().endsWith("The file is larger than 64 MiB, which is the limit."));
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("people.csv"), text);
    }
}
