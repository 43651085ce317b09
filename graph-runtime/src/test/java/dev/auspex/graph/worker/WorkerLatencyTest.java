package dev.auspex.graph.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import dev.auspex.graph.engine.ElementType;
import dev.auspex.graph.engine.Engines;
import dev.auspex.graph.engine.Graph;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.Row;
import dev.auspex.graph.engine.RowRunner;
import dev.auspex.graph.engine.TensorSpec;
import dev.auspex.graph.host.Content;
import dev.auspex.graph.host.LocalHost;

import static org.assertj.core.api.Assertions.assertThat;

/** What a worker costs: one row of the bundled churn model, here and in a worker, in turns. Run with {@code -Dauspex.measure=true}. */
@EnabledIfSystemProperty(named = "auspex.measure", matches = "true")
class WorkerLatencyTest {

    private static final int ROUNDS = 8;
    private static final int RUNS = 4000;
    private static final long MOST_ADDED_MICROS = 150;

    @Test
    void addsLittleToARun() throws IOException, GraphException {
        // Given
        Path file = Path.of("..", "training", "packages", "churn", "2", "model.onnx");
        byte[] onnx = Files.readAllBytes(file);
        WorkerSettings settings = new WorkerSettings(
                1,
                1L << 30,
                2L << 30,
                48L << 20,
                Duration.ofMinutes(5),
                Duration.ofMinutes(1),
                Duration.ofSeconds(2),
                Duration.ofMinutes(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                1,
                true,
                32L << 20);
        long[] added = new long[ROUNDS];
        try (Workers workers = new Workers(new WorkerProgram("dev.auspex.graph.WorkerMain"), settings)) {
            Graph here = new LocalHost(Engines.started()).open("here", Content.of(onnx));
            Graph there = workers.of("a").open("there", Content.of(file, onnx));
            try (RowRunner local = runner(here);
                    RowRunner remote = runner(there)) {
                Row row = row(here);

                // When
                for (int round = 0; round < ROUNDS; round++) {
                    long[] locally = new long[RUNS];
                    long[] remotely = new long[RUNS];
                    for (int i = 0; i < RUNS; i++) {
                        locally[i] = nanos(local, row);
                        remotely[i] = nanos(remote, row);
                    }
                    added[round] = (percentile(remotely, 50) - percentile(locally, 50)) / 1000;
                    System.out.printf(
                            "run of one row, us: here p50 %d p95 %d, in a worker p50 %d p95 %d%n",
                            percentile(locally, 50) / 1000,
                            percentile(locally, 95) / 1000,
                            percentile(remotely, 50) / 1000,
                            percentile(remotely, 95) / 1000);
                }
            }
        }

        // Then
        Arrays.sort(added);
        assertThat(added[ROUNDS / 2]).isLessThanOrEqualTo(MOST_ADDED_MICROS);
    }

    private static RowRunner runner(Graph graph) {
        return graph.rows(names(graph, ElementType.FP32), names(graph, ElementType.BYTES), "probabilities", 32);
    }

    private static Row row(Graph graph) {
        String[] texts = new String[names(graph, ElementType.BYTES).size()];
        Arrays.fill(texts, "no");
        return new Row(new float[names(graph, ElementType.FP32).size()], texts);
    }

    private static List<String> names(Graph graph, ElementType type) {
        return graph.inputs().stream()
                .filter(spec -> spec.type() == type)
                .map(TensorSpec::name)
                .toList();
    }

    private static long nanos(RowRunner runner, Row row) throws GraphException {
        long began = System.nanoTime();
        runner.run(List.of(row), Engines.soon());
        return System.nanoTime() - began;
    }

    private static long percentile(long[] nanos, int percent) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length * percent / 100];
    }
}
