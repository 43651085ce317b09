package dev.auspex.model.engine;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.auspex.model.OnnxBytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GraphTest {

    private final InferenceEngine engine = Engines.started();

    static Stream<Arguments> tensors() {
        return Stream.of(
                Arguments.of(OnnxBytes.FLOAT, ElementType.FP32, new float[] {1.5f, -0f, 3, Float.NaN}),
                Arguments.of(OnnxBytes.DOUBLE, ElementType.FP64, new double[] {1e300, 2, 3, 4}),
                Arguments.of(OnnxBytes.INT32, ElementType.INT32, new int[] {Integer.MIN_VALUE, 2, 3, 4}),
                Arguments.of(OnnxBytes.INT64, ElementType.INT64, new long[] {Long.MAX_VALUE, 2, 3, 4}),
                Arguments.of(OnnxBytes.BOOL, ElementType.BOOL, new boolean[] {true, false, false, true}),
                Arguments.of(OnnxBytes.STRING, ElementType.BYTES, new String[] {"", "ä", "日本", "b"}));
    }

    @ParameterizedTest
    @MethodSource("tensors")
    void givesTensorsOfEachTypeBackAsTheyWere(int onnxType, ElementType type, Object data) throws GraphException {
        // Given
        Graph graph = engine.open(OnnxBytes.identity(onnxType, 2));

        // When
        List<Tensor> answer = graph.run(List.of(new Tensor("x", type, new long[] {2, 2}, data)), List.of("y"));

        // Then
        assertThat(answer).hasSize(1);
        assertThat(answer.getFirst().name()).isEqualTo("y");
        assertThat(answer.getFirst().type()).isEqualTo(type);
        assertThat(answer.getFirst().shape()).containsExactly(2, 2);
        assertThat(answer.getFirst().data()).isEqualTo(data);
    }

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
        List<Tensor> uneven = List.of(
                new Tensor("a", ElementType.FP32, new long[] {2, 1}, new float[2]),
                new Tensor("b", ElementType.FP32, new long[] {3, 1}, new float[3]));

        // When, Then
        assertThatThrownBy(() -> graph.run(uneven, List.of("probabilities"))).isInstanceOf(GraphException.class);
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
                float[][] answers = runner.run(rows);

                // Then
                for (int i = 0; i < size; i++) {
                    assertThat(answers[i]).containsExactly(i + 1, -(i + 1));
                }
            }
            assertThatThrownBy(() -> runner.run(List.of())).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesToRunOnceItIsClosed() throws GraphException {
        // Given
        Graph graph = engine.open(OnnxBytes.concatenation());
        assertThat(graph.close(Duration.ofSeconds(1))).isTrue();
        assertThat(graph.close(Duration.ofSeconds(1))).isTrue();

        // When, Then
        assertThatThrownBy(() -> graph.run(List.of(), List.of())).hasMessageContaining("closed");
    }
}
