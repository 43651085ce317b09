package dev.auspex.graph.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import dev.auspex.contracts.http.Deadline;
import dev.auspex.graph.Graphs;
import dev.auspex.graph.OnnxBytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GraphTest {

    private final InferenceEngine engine = Engines.started();

    @Test
    void tellsNamesTypesAndShapesAsTheGraphDeclaresThem() throws GraphException {
        // When
        Graph graph = engine.open(OnnxBytes.concatenation());

        // Then
        assertThat(graph.inputs())
                .containsExactly(
                        new TensorSpec("a", ElementType.FP32, List.of(-1L, 1L), List.of("", "")),
                        new TensorSpec("b", ElementType.FP32, List.of(-1L, 1L), List.of("", "")));
        assertThat(graph.output("probabilities"))
                .contains(new TensorSpec("probabilities", ElementType.FP32, List.of(-1L, 2L), List.of("", "")));
        assertThat(graph.output("nothing")).isEmpty();
    }

    @Test
    void refusesWhatIsNoGraph() {
        assertThatThrownBy(() -> engine.open(new byte[] {1, 2, 3})).isInstanceOf(GraphException.class);
    }

    @Test
    void refusesTensorsThatTheGraphCannotCompute() throws GraphException {
        // Given
        Graph graph = engine.open(OnnxBytes.concatenation());
        TensorCall uneven = new TensorCall(new Values[] {column(2), column(3)}, new int[] {0});
        try (TensorRunner runner = graph.tensors(4)) {

            // When, Then
            assertThatThrownBy(() -> runner.run(List.of(uneven), Engines.soon()))
                    .isInstanceOf(GraphException.class);
        }
    }

    @Test
    void runsBatchesOfEverySizeInOneRunner() throws GraphException {
        // Given
        Graph graph = engine.open(OnnxBytes.concatenation());
        try (RowRunner runner = graph.rows(List.of("a", "b"), List.of(), "probabilities", 4)) {
            for (int size : new int[] {1, 4, 2, 4, 1}) {
                List<Row> rows = Stream.iterate(1, i -> i + 1)
                        .limit(size)
                        .map(i -> new Row(new float[] {i, -i}, new String[0]))
                        .toList();

                // When
                float[][] answers = runner.run(rows, Engines.soon());

                // Then
                for (int i = 0; i < size; i++) {
                    assertThat(answers[i]).containsExactly(i + 1, -(i + 1));
                }
            }
            assertThatThrownBy(() -> runner.run(List.of(), Engines.soon()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesToRunOnceItIsClosed() throws GraphException {
        // Given
        Graph graph = engine.open(OnnxBytes.concatenation());
        assertThat(graph.close(Duration.ofSeconds(1))).isTrue();
        assertThat(graph.close(Duration.ofSeconds(1))).isTrue();

        // When, Then
        assertThatThrownBy(() -> graph.tensors(1).run(List.of(), Engines.soon()))
                .hasMessageContaining("closed");
    }

    @Test
    void endsALoopShortlyAfterTheDeadlineAndRunsOn() throws GraphException {
        // Given
        Graph graph = engine.open(Graphs.countedLoop(false));
        try (TensorRunner runner = graph.tensors(1)) {
            TensorCall endless = loop(1L << 62, 4);
            long began = System.nanoTime();

            // When, Then
            assertThatThrownBy(() -> runner.run(List.of(endless), Deadline.in(Duration.ofMillis(200))))
                    .isInstanceOfSatisfying(
                            RunEndedException.class, e -> assertThat(e.late()).isTrue());
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
            Values answer = runner.run(List.of(loop(3, 4)), Engines.soon()).outputs()[0][0];
            assertThat(answer.number(0)).isEqualTo(8);
        }
    }

    @Test
    void endsALoopThatTakesMoreMemoryThanItMay() throws GraphException {
        // Given
        Graph graph = Engines.started(64L << 20).open(Graphs.countedLoop(true));
        try (TensorRunner runner = graph.tensors(1)) {
            TensorCall greedy = loop(1L << 40, 10_000);

            // When, Then
            assertThatThrownBy(() -> runner.run(List.of(greedy), Engines.soon()))
                    .isInstanceOfSatisfying(
                            RunEndedException.class, e -> assertThat(e.late()).isFalse())
                    .hasMessageContaining("64 MiB");
        }
    }

    private static TensorCall loop(long rounds, int width) {
        ByteBuffer ones = ByteBuffer.allocate(width * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (ones.hasRemaining()) {
            ones.putFloat(1);
        }
        ByteBuffer count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return new TensorCall(
                new Values[] {
                    Values.of(
                            ElementType.INT64,
                            new long[0],
                            count.putLong(rounds).flip()),
                    Values.of(ElementType.FP32, new long[] {width}, ones.flip())
                },
                new int[] {0});
    }

    private static Values column(int rows) {
        return Values.of(ElementType.FP32, new long[] {rows, 1}, ByteBuffer.allocate(rows * Float.BYTES));
    }
}
