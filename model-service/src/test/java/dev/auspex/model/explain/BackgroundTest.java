package dev.auspex.model.explain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.graph.engine.Row;
import dev.auspex.model.ModelFolder;
import dev.auspex.model.registry.ServedVersion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The model has a required number a and an optional number b. */
class BackgroundTest {

    private static final String GOOD =
            "{\"model\": \"sum\", \"version\": \"1\", \"features\": [\"b\", \"a\"], \"rows\": [[1.5, 2], [null, 3]]}";

    @TempDir
    Path folder;

    private ServedVersion version;

    @BeforeEach
    void writeThePackage() throws IOException {
        ModelFolder.writeSum(folder);
        version = Packages.open(folder);
    }

    @Test
    void readsRowsInTheOrderThatTheFileNames() throws IOException {
        // Given
        write(GOOD);

        // When
        List<Row> rows = Background.read(version, Packages.JSON);

        // Then
        assertThat(rows).hasSize(2);
        assertThat(rows.getFirst().numbers()).containsExactly(2f, 1.5f);
        assertThat(rows.getLast().numbers()).containsExactly(3f, Float.NaN);
    }

    @Test
    void saysThatThereIsNone() {
        assertThatThrownBy(() -> Background.read(version, Packages.JSON))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.CONFLICT))
                .hasMessage("Version 1 of model sum cannot be explained, because its package has no background rows."
                        + " Add background.json to the package and upload it as another version.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "\"sum\"|\"total\"|`model` is not sum.",
                "\"1\"|1|`version` is not 1.",
                "\"b\", |\"c\", \"b\", |`features` contains \"c\", which is not a feature of this version.",
                "\"b\", |\"a\", \"b\", |`features` contains \"a\" twice.",
                "\"b\", |^^|`features` does not contain b.",
                "[\"b\", \"a\"]|7|`features` must be a list of names.",
                "[[1.5, 2], [null, 3]]|[]|`rows` must be a list of 1 to 200 rows.",
                "[[1.5, 2], [null, 3]]|{}|`rows` must be a list of 1 to 200 rows.",
                "[null, 3]|[3]|rows[1] must be a list of 2 values.",
                "[null, 3]|{}|rows[1] must be a list of 2 values.",
                "[null, 3]|[3, null]|rows[1]: `a` is required.",
                "[null, 3]|[\"3\", 3]|rows[1]: `b` must be a number.",
                "[null, 3]|[1e300, 3]|rows[1]: `b` is too large.",
                "3]]}|3]]} 7|it is not the expected JSON object",
                "{\"model\"|\"model\"|it is not valid JSON",
            })
    void saysWhatIsWrong(String part, String with, String message) throws IOException {
        // Given
        assertThat(GOOD).contains(part);
        write(GOOD.replace(part, with));

        // When, Then
        assertThatThrownBy(() -> Background.read(version, Packages.JSON))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.CONFLICT))
                .hasMessageContaining("background.json in its package is not valid: " + message);
    }

    @Test
    void takesNoMoreRowsThanAllowed() throws IOException {
        // Given
        write(GOOD.replace("[null, 3]", "[null, 3], ".repeat(200) + "[1, 1]"));

        // When, Then
        assertThatThrownBy(() -> Background.read(version, Packages.JSON)).hasMessageContaining("1 to 200 rows");
    }

    @ParameterizedTest
    @CsvSource({"churn,1", "churn,2", "credit,1"})
    void readsThoseOfTheBundledPackages(String model, String number) {
        // When
        List<Row> rows = Background.read(Packages.committed(model, number), Packages.JSON);

        // Then
        assertThat(rows).hasSizeBetween(50, 200);
    }

    @Test
    void knowsTheCategories(@TempDir Path copy) throws IOException {
        // Given
        Path committed = ModelFolder.COMMITTED.resolve("credit/1");
        for (String file : new String[] {"model.json", "reference.json", "model.onnx"}) {
            Files.copy(committed.resolve(file), copy.resolve(file));
        }
        String background = Files.readString(committed.resolve("background.json"));
        Files.writeString(copy.resolve("background.json"), background.replaceFirst("\"rent\"", "\"tent\""));

        // When, Then
        assertThatThrownBy(() -> Background.read(Packages.open(copy), Packages.JSON))
                .hasMessageContaining("`home` is \"tent\", which is not one of its categories.");
    }

    private void write(String content) throws IOException {
        Files.writeString(folder.resolve("background.json"), content);
    }
}
