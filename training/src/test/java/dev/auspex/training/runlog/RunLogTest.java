package dev.auspex.training.runlog;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RunLogTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T10:20:30Z"), ZoneOffset.UTC);

    @TempDir
    private Path folder;

    private final StringWriter text = new StringWriter();

    @Test
    void leavesWhatWasAskedAndWhatCameOfIt() throws IOException {
        // Given
        RunLog log = RunLog.begin(folder, "churn", folder, CLOCK);
        log.put("seed", 7);
        log.timed("training", () -> "a model");

        // When
        log.end("done", List.of("churn: 3 rows", "churn: written"));

        // Then
        assertEquals(folder.resolve("20260301-102030-churn"), log.folder());
        JsonNode run =
                new ObjectMapper().readTree(log.folder().resolve("run.json").toFile());
        assertEquals("2026-03-01T10:20:30Z", run.get("started").asText());
        assertEquals(7, run.get("seed").asInt());
        assertEquals("done", run.get("outcome").asText());
        assertTrue(run.at("/seconds/training").isNumber());
        assertTrue(run.get("git").isNull(), "a temporary folder is no checkout");
        assertEquals(
                "churn: 3 rows\nchurn: written\n", Files.readString(log.folder().resolve("log.txt")));
    }

    @Test
    void givesEachRunAFolderOfItsOwn() throws IOException {
        // Given
        RunLog first = RunLog.begin(folder, "churn", folder, CLOCK);

        // When
        RunLog second = RunLog.begin(folder, "churn", folder, CLOCK);

        // Then
        assertEquals(first.folder().resolveSibling("20260301-102030-churn-2"), second.folder());
    }

    @Test
    void keepsTheNewestRunsAndWhatIsNoRun() throws IOException {
        // Given
        for (int i = 0; i < RunLog.MOST_RUNS + 5; i++) {
            Path run = Files.createDirectory(folder.resolve(String.format(Locale.ROOT, "20250101-%06d-old", i)));
            Files.writeString(run.resolve("run.json"), "{}");
        }
        Path notes = Files.createDirectory(folder.resolve("00000000-000000-notes"));

        // When
        RunLog log = RunLog.begin(folder, "churn", folder, CLOCK);

        // Then
        try (Stream<Path> all = Files.list(folder)) {
            assertEquals(RunLog.MOST_RUNS + 1, all.count());
        }
        assertTrue(Files.exists(notes));
        assertTrue(Files.exists(log.folder()));
        assertTrue(Files.notExists(folder.resolve("20250101-000005-old")));
        assertTrue(Files.exists(folder.resolve("20250101-000006-old")));
    }

    @Test
    void tellsTheRevisionOfACheckout() throws IOException {
        // Given: the folder of this module lies in a checkout, unless someone unpacked an archive
        String head = GitRevision.of(Path.of("").toAbsolutePath()).orElse("");

        // When
        boolean commit = head.matches("[0-9a-f]{40}(-dirty)?");

        // Then
        assertEquals(Files.exists(Path.of("..", ".git")), commit);
    }

    @Test
    void redrawsOneLineOnATerminal() {
        // Given
        Progress progress = progress(Progress.Mode.TERMINAL);

        // When
        progress.begin("churn: search", 2);
        progress.step();
        progress.say("half of %d", 2);
        progress.step();

        // Then
        String shown = text.toString();
        assertTrue(shown.contains("\r[########################") || shown.contains("\r[############............] 1/2"));
        assertEquals(1, shown.lines().filter(line -> line.contains("half of 2")).count());
        assertEquals(1, shown.chars().filter(c -> c == '\n').count());
        assertTrue(shown.endsWith("\r\u001B[K"), "the bar goes");
        assertEquals(List.of("half of 2"), progress.said());
    }

    @Test
    void writesALineForEachStepElsewhere() {
        // Given
        Progress progress = progress(Progress.Mode.LINES);

        // When
        progress.begin("folds", 2);
        progress.step();
        progress.step();

        // Then
        assertEquals("folds: 1 of 2\nfolds: 2 of 2\n", text.toString());
    }

    @Test
    void saysNothingWhenQuietButRemembers() {
        // Given
        Progress progress = progress(Progress.Mode.QUIET);

        // When
        progress.begin("folds", 1);
        progress.step();
        progress.say("done");

        // Then
        assertEquals("", text.toString());
        assertEquals(List.of("done"), progress.said());
    }

    @Property
    void neverWrapsTheBar(
            @ForAll @IntRange(min = 1, max = 10_000) int steps, @ForAll @IntRange(min = 0, max = 10_000) int done) {
        // When
        String bar = Progress.bar("a name that goes on and on ".repeat(9), Math.min(done, steps), steps, 3600);

        // Then
        assertTrue(bar.length() <= 100, bar);
    }

    @Test
    void drawsWellFormedCharts() throws Exception {
        // When
        String svg = new Chart("a < b & \"c\"", "points", new Chart.Axis("x", 0, 2), Chart.Axis.around("y", 3, 3))
                .dots("#000", List.of(new Chart.Point(1, 3)), List.of("one & only"))
                .path("#111", true, List.of(new Chart.Point(0, 3), new Chart.Point(2, 3)))
                .whisker("#222", 1, 2.9, 3.1)
                .svg();

        // Then
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertEquals("svg", document.getDocumentElement().getTagName());
        assertEquals(
                "a < b & \"c\"", document.getElementsByTagName("title").item(0).getTextContent());
        assertEquals(1, document.getElementsByTagName("circle").getLength());
        assertTrue(!svg.contains("NaN") && !svg.contains("http://")
                || svg.indexOf("http://") == svg.indexOf("http://www.w3.org"));
    }

    private Progress progress(Progress.Mode mode) {
        return new Progress(new PrintWriter(text), mode);
    }
}
