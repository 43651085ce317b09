package dev.auspex.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** From files that people have to packages. */
class TableCasesTest {

    private static final Path CASES = Path.of("src/test/resources/cases");

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int train(Path file, Path output) {
        CommandLine line = TrainCommand.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(
                "--data",
                file.toString(),
                "--target",
                "y",
                "--name",
                "case",
                "--folds",
                "2",
                "--runs",
                folder.resolve("runs").toString(),
                "--output",
                output.toString());
    }

    private Path trained(String file) {
        Path output = folder.resolve(file);
        assertEquals(0, train(CASES.resolve(file), output), err::toString);
        return output.resolve("case").resolve("1");
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    @Test
    void makesTheSameModelWhateverTheSeparator() throws IOException {
        // When
        byte[] pipes = Files.readAllBytes(trained("t2-pipe.csv").resolve("model.onnx"));
        byte[] tabs = Files.readAllBytes(trained("t2-tab.csv").resolve("model.onnx"));
        byte[] semicolons = Files.readAllBytes(trained("t2-semi-dec.csv").resolve("model.onnx"));

        // Then
        assertArrayEquals(pipes, tabs);
        assertArrayEquals(pipes, semicolons);
    }

    @ParameterizedTest
    @ValueSource(strings = {"t5-dollar.csv", "t5-date-word.csv"})
    void learnsFromAmountsBesideDates(String file) throws IOException {
        // When
        Path version = trained(file);

        // Then
        assertTrue(json(version.resolve("model.json")).at("/metrics/auc").asDouble() > 0.85);
        String card = Files.readString(version.resolve("card.md"));
        assertTrue(
                card.contains(
                        file.contains("dollar")
                                ? "Column `charges` is read as amounts in $: callers send 62.75 for $62.75."
                                : "Column `when` is left out because dates are not supported. Use numbers instead"),
                card);
    }

    @Test
    void tellsWhereANulIsWithoutAStackTrace() {
        // When
        int code = train(CASES.resolve("t4-nul.csv"), folder.resolve("nul"));

        // Then
        assertEquals(1, code);
        assertTrue(err.toString().contains("t4-nul.csv: line 151, column 3 (contract): The field contains a NUL"));
        assertFalse(err.toString().contains("\tat "), err::toString);
        assertEquals("", out.toString());
    }

    @Test
    void writesEdgesBetweenTheValuesOfTheReference() throws IOException {
        // When
        JsonNode reference = json(trained("m3.csv").resolve("reference.json"));

        // Then
        assertEquals(
                List.of(0.15, 0.25),
                List.of(
                        reference.at("/features/0/edges/0").asDouble(),
                        reference.at("/features/0/edges/1").asDouble()));
        assertEquals(2, reference.at("/features/0/edges").size());
    }
}
