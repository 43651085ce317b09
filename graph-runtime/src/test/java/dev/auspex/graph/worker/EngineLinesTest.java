package dev.auspex.graph.worker;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.auspex.graph.Graphs;
import dev.auspex.graph.engine.ElementType;
import dev.auspex.graph.engine.EngineWords;
import dev.auspex.graph.engine.Engines;
import dev.auspex.graph.engine.Graph;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.TensorCall;
import dev.auspex.graph.engine.TensorRunner;
import dev.auspex.graph.engine.Values;
import dev.auspex.graph.host.Content;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/** What a worker prints does not come into the log as it comes. */
class EngineLinesTest {

    private static final String FORGED =
            "{\"level\":\"ERROR\",\"loggerName\":\"dev.auspex.auth\",\"message\":\"forged\"}";

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger("dev.auspex.graph.worker");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            records.add(entry);
        }

        @Override
        public void flush() {
            // Nothing is kept back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };

    @BeforeEach
    void listen() {
        handler.setLevel(Level.ALL);
        logger.setLevel(Level.ALL);
        logger.addHandler(handler);
    }

    @AfterEach
    void listenNoMore() {
        logger.removeHandler(handler);
        logger.setLevel(null);
    }

    @Test
    void escapesCutsAndCountsWhatIsPrinted() throws IOException {
        // Given
        String printed = WorkerCommand.READY + "\n" + "a\u001b[31mb\r" + FORGED + "\u2028\n" + "x".repeat(10_000) + "\n"
                + "y\n".repeat(1000);

        // When
        EngineLines lines = new EngineLines("a", new ByteArrayInputStream(printed.getBytes(StandardCharsets.UTF_8)));
        assertThat(lines.awaitReady(Duration.ofSeconds(10))).isTrue();

        // Then
        await().atMost(10, SECONDS).until(() -> records.size() >= 30);
        assertThat(records)
                .hasSize(30)
                .allSatisfy(entry -> assertThat(entry.getLevel().intValue()).isLessThanOrEqualTo(Level.FINE.intValue()))
                .extracting(EngineLinesTest::text)
                .allSatisfy(text -> assertThat(text)
                        .hasSizeLessThan(400)
                        .matches("worker printed tenant=a line=\"[ -!#-\\[\\]-~]*\""));
        assertThat(lines.last()).isEqualTo("nothing");
    }

    @Test
    void aGraphPutsNeitherItsInputsNorLinesOfItsOwnIntoTheLog() throws GraphException {
        // Given
        String node = "G\n" + FORGED + "\n";
        WorkerSettings settings = new WorkerSettings(
                1,
                1L << 30,
                2L << 30,
                48L << 20,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofSeconds(1),
                1,
                true,
                1 << 20);
        try (Workers workers = new Workers(new WorkerProgram("dev.auspex.graph.WorkerMain"), settings)) {
            Graph graph = workers.of("a").open("it", Content.of(Graphs.placeByInput(node)));
            try (TensorRunner runner = graph.tensors(1)) {
                Values far = Values.of(
                        ElementType.FP32,
                        new long[] {1, 2},
                        java.nio.ByteBuffer.allocate(8)
                                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                                .putFloat(4_111_111)
                                .putFloat(1)
                                .flip());

                // When
                GraphException refused = catchThrowableOfType(
                        GraphException.class,
                        () -> runner.run(List.of(new TensorCall(new Values[] {far}, new int[] {0})), Engines.soon()));

                // Then
                assertThat(refused).hasMessageContaining("4111111").message().doesNotContain("\n", "\r");
                assertThat(EngineWords.withoutValues(refused))
                        .contains("GatherND")
                        .doesNotContain("4111111")
                        .doesNotContain("\n");
            }
        }
        assertThat(records)
                .extracting(EngineLinesTest::text)
                .noneMatch(text -> text.contains("4111111") || text.contains("forged"));
    }

    private static String text(LogRecord entry) {
        Object[] parameters = entry.getParameters();
        return parameters == null ? entry.getMessage() : String.format(entry.getMessage(), parameters);
    }
}
