package dev.auspex.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import dev.auspex.training.text.Encoder;
import dev.auspex.training.text.TextScorer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A model of texts, from a table to a package. */
class TextTrainingTest {

    private static final String[] GOOD = {"wonderful", "delicious", "great", "my favourite", "fresh and tasty"};
    private static final String[] BAD = {"awful", "stale", "disgusting", "a waste of money", "bitter and broken"};
    private static final String[] THINGS = {"tea", "coffee", "bread", "soup", "chocolate", "dog food"};

    @TempDir
    private static Path folder;

    private static final StringWriter ERR = new StringWriter();
    private static int code;

    private final ObjectMapper json = new ObjectMapper();

    @BeforeAll
    static void train() throws IOException {
        table(folder.resolve("opinions.csv"), true);
        code = run(
                ERR,
                "opinions.csv",
                "--text",
                "what they wrote",
                "--output",
                folder.resolve("packages").toString());
    }

    @Test
    void makesAPackageWithTokenizerAndPreparation() throws IOException {
        // Given
        Path version = folder.resolve("packages/opinions/1");

        // When
        JsonNode description = json.readTree(version.resolve("model.json").toFile());
        JsonNode preparation = json.readTree(version.resolve("preparation.json").toFile());
        JsonNode reference = json.readTree(version.resolve("reference.json").toFile());

        // Then
        assertEquals(0, code, ERR.toString());
        assertEquals(1, description.path("features").size());
        JsonNode feature = description.path("features").get(0);
        assertEquals("what_they_wrote", feature.path("name").asText());
        assertEquals("text", feature.path("type").asText());
        assertEquals(10_000, feature.path("max").asInt());
        assertEquals("yes", description.path("positiveLabel").asText());
        assertTrue(description.path("metrics").path("auc").asDouble() > 0.9);
        assertEquals("what_they_wrote", preparation.path("text").path("feature").asText());
        assertEquals(256, preparation.path("text").path("tokens").asInt());
        assertTrue(Files.size(version.resolve("tokenizer.json")) > 100_000);
        assertEquals("text", reference.path("features").get(0).path("type").asText());
        assertTrue(reference.path("features").get(0).path("edges").size() > 2);
        assertFalse(Files.exists(version.resolve("background.json")));
        String card = Files.readString(version.resolve("card.md"));
        assertTrue(card.contains("all-MiniLM-L6-v2"));
        assertTrue(card.contains("--text 'what they wrote'"));
        assertTrue(Files.exists(folder.resolve("packages/opinions-1.zip")));
    }

    @Test
    void answersNewTextsByTheirMeaning() throws Exception {
        // Given
        byte[] onnx = Files.readAllBytes(folder.resolve("packages/opinions/1/model.onnx"));

        // When
        double[] scores;
        try (Encoder encoder = new Encoder();
                TextScorer scorer = new TextScorer(onnx, encoder)) {
            scores = scorer.scores(List.of("An excellent loaf, we loved it!", "Horrible. It tasted rotten."));
        }

        // Then
        assertTrue(scores[0] > 0.6, "excellent: " + scores[0]);
        assertTrue(scores[1] < 0.4, "horrible: " + scores[1]);
    }

    @Test
    void tellsOfItsProgressAndOfWhatItLeftOut() {
        String said = ERR.toString();
        assertTrue(said.contains("opinions: embedding: 40 of 120"), said);
        assertTrue(said.contains("A text model reads only the text, so these columns are left out: age."), said);
        assertTrue(said.contains("ONNX differs from the trainer by at most"), said);
    }

    @Test
    void givesTheSameFilesForTheSameSeedAndGuessesThatAColumnIsText() throws IOException {
        // Given
        table(folder.resolve("guessed.csv"), false);
        StringWriter err = new StringWriter();

        // When
        int first = run(
                err,
                "guessed.csv",
                "--name",
                "g",
                "--output",
                folder.resolve("a").toString());
        int second = run(
                err,
                "guessed.csv",
                "--name",
                "g",
                "--output",
                folder.resolve("b").toString());

        // Then
        assertEquals(0, first, err.toString());
        assertEquals(0, second);
        assertTrue(
                err.toString().contains("Column `what they wrote` is the text that the model reads"), err.toString());
        for (String file : new String[] {"model.onnx", "model.json", "reference.json", "card.md"}) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("a/g/1").resolve(file)),
                    Files.readAllBytes(folder.resolve("b/g/1").resolve(file)),
                    file);
        }
    }

    @Test
    void saysThatAColumnBesideOthersLooksLikeText() {
        // Given
        StringWriter err = new StringWriter();

        // When
        int tabular = run(err, "opinions.csv", "--output", folder.resolve("c").toString());

        // Then
        assertEquals(0, tabular, err.toString());
        assertTrue(
                err.toString().contains("Column `what they wrote` looks like text. To train on it alone, use --text"),
                err.toString());
    }

    @Test
    void refusesAColumnThatIsNotThere() {
        // Given
        StringWriter err = new StringWriter();

        // When
        int refused = run(err, "opinions.csv", "--text", "opinion");

        // Then
        assertEquals(1, refused);
        assertTrue(err.toString().contains("--text: "), err.toString());
        assertTrue(err.toString().contains("has no column \"opinion\""), err.toString());
    }

    private static void table(Path file, boolean withAge) throws IOException {
        Random random = new Random(11);
        StringBuilder rows = new StringBuilder(withAge ? "what they wrote,age,liked\n" : "what they wrote,liked\n");
        for (int i = 0; i < 240; i++) {
            boolean liked = i % 2 == 0;
            String[] words = liked ? GOOD : BAD;
            rows.append("\"The ")
                    .append(THINGS[random.nextInt(THINGS.length)])
                    .append(" from order ")
                    .append(i)
                    .append(" was ")
                    .append(words[random.nextInt(words.length)])
                    .append(", I must say.\",");
            if (withAge) {
                rows.append(18 + random.nextInt(60)).append(',');
            }
            rows.append(liked ? "yes" : "no").append('\n');
        }
        Files.writeString(file, rows);
    }

    private static int run(StringWriter err, String table, String... more) {
        String[] all = new String[more.length + 6];
        all[0] = "--data";
        all[1] = folder.resolve(table).toString();
        all[2] = "--target";
        all[3] = "liked";
        all[4] = "--runs";
        all[5] = folder.resolve("runs").toString();
        System.arraycopy(more, 0, all, 6, more.length);
        CommandLine command = TrainCommand.commandLine();
        command.setOut(new PrintWriter(new StringWriter()));
        command.setErr(new PrintWriter(err, true));
        return command.execute(all);
    }
}
