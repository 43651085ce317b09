package dev.auspex.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TrainCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void trainsOnlyTheModelThatIsAskedForAndTellsOfItsProgress() {
        // When
        int code = run("--model", "credit", "--seed", "3", "--data", "data", "--output", folder.toString());

        // Then
        assertEquals(0, code);
        assertTrue(Files.exists(folder.resolve("credit/1/model.onnx")));
        assertFalse(Files.exists(folder.resolve("churn")));
        assertTrue(err.toString().contains("credit 1: gradient-boosted-trees, AUC 0.8"));
        assertTrue(out.toString().isEmpty());
    }

    @Test
    void rejectsAModelThatThereIsNot() {
        // When
        int code = run("--model", "weather");

        // Then
        assertEquals(2, code);
        assertTrue(err.toString().startsWith("no model weather; there are: churn, credit"));
    }

    @Test
    void tellsFileLineAndColumnOfMalformedData() throws IOException {
        // Given
        String good = Files.readString(Path.of("data", "credit-risk.csv"));
        Files.writeString(folder.resolve("credit-risk.csv"), good.replaceFirst("good,17,", "good,x7,"));

        // When
        int code = run("--model", "credit", "--data", folder.toString(), "--output", folder.toString());

        // Then
        assertEquals(1, code);
        assertEquals(
                "train: " + folder.resolve("credit-risk.csv")
                        + ": line 3, column 2 (Seniority): \"x7\" is not a number",
                err.toString().strip());
    }

    @Test
    void tellsWhatTheFileSystemRefuses() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("taken"), "a file where a folder is wanted");

        // When
        int code = run("--model", "credit", "--data", "data", "--output", file.toString());

        // Then
        assertEquals(1, code);
        assertTrue(err.toString().contains("train: "));
        assertTrue(err.toString().contains(file.toString()));
    }

    @Test
    void namesTheModelsInItsHelp() {
        // When
        int code = run("--help");

        // Then
        assertEquals(0, code);
        assertTrue(out.toString().contains("churn"));
    }

    private int run(String... arguments) {
        CommandLine command = TrainCommand.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }
}
