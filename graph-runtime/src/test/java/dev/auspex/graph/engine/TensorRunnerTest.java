package dev.auspex.graph.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.auspex.graph.Graphs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class TensorRunnerTest {

    private final InferenceEngine engine = Engines.started();

    static Stream<Arguments> types() {
        return Stream.of(
                Arguments.of(
                        DataType.INT8,
                        ElementType.INT8,
                        bytes(2).put((byte) -128).put((byte) 127)),
                Arguments.of(
                        DataType.UINT8,
                        ElementType.UINT8,
                        bytes(2).put((byte) 200).put((byte) 255)),
                Arguments.of(
                        DataType.INT16,
                        ElementType.INT16,
                        bytes(4).putShort(Short.MIN_VALUE).putShort((short) 7)),
                Arguments.of(
                        DataType.UINT16,
                        ElementType.UINT16,
                        bytes(4).putShort((short) 0xFFFF).putShort((short) 7)),
                Arguments.of(
                        DataType.INT32,
                        ElementType.INT32,
                        bytes(8).putInt(Integer.MIN_VALUE).putInt(7)),
                Arguments.of(
                        DataType.UINT32, ElementType.UINT32, bytes(8).putInt(-1).putInt(7)),
                Arguments.of(
                        DataType.INT64,
                        ElementType.INT64,
                        bytes(16).putLong(Long.MIN_VALUE).putLong(7)),
                Arguments.of(
                        DataType.UINT64,
                        ElementType.UINT64,
                        bytes(16).putLong(-1).putLong(7)),
                Arguments.of(
                        DataType.BOOL, ElementType.BOOL, bytes(2).put((byte) 1).put((byte) 0)),
                Arguments.of(
                        DataType.FLOAT16,
                        ElementType.FP16,
                        bytes(4).putShort(Float.floatToFloat16(-1.5f)).putShort(Float.floatToFloat16(65504))),
                Arguments.of(
                        DataType.BFLOAT16,
                        ElementType.BF16,
                        bytes(4).putShort((short) 0x3FC0).putShort((short) 0xC000)),
                Arguments.of(
                        DataType.FLOAT,
                        ElementType.FP32,
                        bytes(8).putFloat(1.25f).putFloat(Float.NaN)),
                Arguments.of(
                        DataType.DOUBLE,
                        ElementType.FP64,
                        bytes(16).putDouble(1e300).putDouble(-0.0)));
    }

    @ParameterizedTest
    @MethodSource("types")
    void givesEachTypeBackBitByBit(DataType onnxType, ElementType type, ByteBuffer values) throws GraphException {
        // Given
        Graph graph = engine.open(Graphs.identity(onnxType, "N", 1));
        TensorCall call = call(Values.of(type, new long[] {2, 1}, values.flip()));

        // When
        Values answer = runOne(graph, call);

        // Then
        assertThat(graph.inputs().getFirst().type()).isEqualTo(type);
        assertThat(graph.outputs().getFirst().type()).isEqualTo(type);
        assertThat(answer.type()).isEqualTo(type);
        assertThat(answer.shape()).containsExactly(2, 1);
        assertThat(answer.bytes()).isEqualTo(values);
    }

    @Test
    void givesStringsOfEveryRankBack() throws GraphException {
        // Given
        String[] texts = {"", "ä", "日本", "🙂"};
        Graph flat = engine.open(Graphs.identity(DataType.STRING, "N"));
        Graph deep = engine.open(Graphs.identity(DataType.STRING, "N", 2, 1));

        // When
        Values line = runOne(flat, call(Values.of(new long[] {4}, texts)));
        Values table = runOne(deep, call(Values.of(new long[] {2, 2, 1}, texts)));

        // Then
        assertThat(line.texts()).containsExactly(texts);
        assertThat(table.shape()).containsExactly(2, 2, 1);
        assertThat(table.texts()).containsExactly(texts);
    }

    @Test
    void computesWithUnsignedNumbersAsSuch() throws GraphException {
        // Given
        Graph graph = engine.open(Graphs.doubled(DataType.UINT32, "N"));
        ByteBuffer half = bytes(4).putInt(0x7FFF_FFFF).flip();

        // When
        Values answer = runOne(graph, call(Values.of(ElementType.UINT32, new long[] {1}, half)));

        // Then
        assertThat(Integer.toUnsignedLong(answer.bytes().getInt(0))).isEqualTo(0xFFFF_FFFEL);
    }

    @Test
    void givesMapsAsTensorsOfValuesAndLabels() throws GraphException {
        // Given
        Graph texts = engine.open(Graphs.zipMapOfTexts());
        Graph numbers = engine.open(Graphs.zipMapOfNumbers());
        TensorCall call =
                new TensorCall(new Values[] {floats(new long[] {3, 2}, 1, 0, -1, 0, 0, 0)}, new int[] {0, 1, 2});

        // When
        Values[] byText = run(texts, List.of(call))[0];
        Values[] byNumber = run(numbers, List.of(call))[0];

        // Then
        assertThat(texts.outputs())
                .containsExactly(
                        new TensorSpec("output_label", ElementType.BYTES, List.of(-1L), List.of("N")),
                        new TensorSpec("output_probability", ElementType.FP32, List.of(-1L, -1L), List.of("", "")),
                        new TensorSpec("output_probability.labels", ElementType.BYTES, List.of(-1L), List.of("")));
        assertThat(numbers.outputs().get(2).type()).isEqualTo(ElementType.INT64);
        assertThat(byText[0].texts()).containsExactly("spam", "ham", "ham");
        assertThat(byText[1].shape()).containsExactly(3, 2);
        assertThat(byText[1].number(0) + byText[1].number(1)).isEqualTo(1, within(1e-6));
        assertThat(byText[1].number(1)).isGreaterThan(0.5);
        assertThat(byText[2].texts()).containsExactly("ham", "spam");
        assertThat(byNumber[2].bytes().getLong(0)).isEqualTo(3);
        assertThat(byNumber[2].bytes().getLong(8)).isEqualTo(7);
        assertThat(byNumber[1].bytes()).isEqualTo(byText[1].bytes());
    }

    @Test
    void stacksASequenceOfTensors() throws GraphException {
        // Given
        Graph graph = engine.open(Graphs.sequenceOutput());

        // When
        Values answer = runOne(graph, call(floats(new long[] {2, 3}, 1, 2, 3, 4, 5, 6)));

        // Then
        assertThat(graph.outputs().getFirst().type()).isEqualTo(ElementType.FP32);
        assertThat(answer.shape()).containsExactly(3, 2, 1);
        assertThat(numbers(answer)).containsExactly(1, 4, 2, 5, 3, 6);
    }

    @Test
    void givesEachCallOfARunItsOwnRows() throws GraphException {
        // Given
        Graph graph = engine.open(Graphs.multiInput());
        List<TensorCall> calls = IntStream.of(1, 3, 2)
                .mapToObj(rows -> new TensorCall(
                        new Values[] {
                            floats(new long[] {rows, 2}, ramp(rows * 2, rows)),
                            floats(new long[] {rows, 3}, ramp(rows * 3, -rows))
                        },
                        new int[] {0}))
                .toList();

        // When
        Values[][] together = run(graph, calls);

        // Then
        for (int i = 0; i < calls.size(); i++) {
            Values alone = runOne(graph, calls.get(i));
            assertThat(together[i][0].shape()).isEqualTo(alone.shape());
            assertThat(together[i][0].bytes()).isEqualTo(alone.bytes());
        }
    }

    @Test
    void splitsStringsAndMapsByRow() throws GraphException {
        // Given
        Graph graph = engine.open(Graphs.zipMapOfTexts());
        TensorCall one = new TensorCall(new Values[] {floats(new long[] {1, 2}, 1, 0)}, new int[] {2, 0});
        TensorCall two = new TensorCall(new Values[] {floats(new long[] {2, 2}, -1, 0, 2, 0)}, new int[] {1, 0});

        // When
        Values[][] together = run(graph, List.of(one, two));

        // Then
        assertThat(together[0][0].texts()).containsExactly("ham", "spam");
        assertThat(together[0][1].texts()).containsExactly("spam");
        assertThat(together[1][0].shape()).containsExactly(2, 2);
        assertThat(together[1][1].texts()).containsExactly("ham", "spam");
    }

    @Test
    void takesInputsOfEverySizeOneAfterTheOther() throws GraphException {
        // Given
        Graph graph = engine.open(Graphs.doubled(DataType.FLOAT, "N", "M"));
        try (TensorRunner runner = graph.tensors(4)) {
            for (int columns : new int[] {1, 3, 700_000, 2, 300_000, 1}) {
                TensorCall call = call(floats(new long[] {2, columns}, ramp(2 * columns, columns)));

                // When
                Values answer = runner.run(List.of(call), Engines.soon()).outputs()[0][0];

                // Then
                assertThat(answer.number(2 * columns - 1)).isEqualTo(2.0 * (2 * columns - 1 + columns));
            }
            // Large buffers go back to where they came from.
            assertThat(runner.heldBytes()).isBetween(8L, 1L << 20);
        }
    }

    static Stream<Arguments> graphs() {
        return Stream.of(
                Arguments.of(Graphs.regressor(), true),
                Arguments.of(Graphs.multiInput(), true),
                Arguments.of(Graphs.stringInput(), true),
                Arguments.of(Graphs.zipMapOfTexts(), true),
                Arguments.of(Graphs.int64Output(), true),
                Arguments.of(Graphs.bool(), true),
                Arguments.of(Graphs.doubled(DataType.FLOAT16, "N", 3), true),
                Arguments.of(Graphs.identity(DataType.UINT64, "N", "M"), true),
                Arguments.of(Graphs.softmaxOverRows(), false),
                Arguments.of(Graphs.probabilitiesAndLoop(), false),
                Arguments.of(Graphs.fixedBatch(), false),
                Arguments.of(Graphs.noBatchDimension(), false),
                Arguments.of(Graphs.sequenceOutput(), false),
                Arguments.of(Graphs.identity(DataType.FLOAT, "N", "N"), false),
                Arguments.of(Graphs.identity(DataType.FLOAT), false));
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void joinsOnlyWhereRowsDoNotChangeEachOther(byte[] onnx, boolean joined) throws GraphException {
        assertThat(JoinProbe.passes(engine.open(onnx))).isEqualTo(joined);
    }

    @Test
    void tellsWhatTheEngineRefuses() throws GraphException {
        // Given
        Graph graph = engine.open(Graphs.regressor());
        try (TensorRunner runner = graph.tensors(4)) {
            TensorCall wrong = call(floats(new long[] {1, 2}, 1, 2));

            // When, Then
            assertThatThrownBy(() -> runner.run(List.of(wrong), Engines.soon())).isInstanceOf(GraphException.class);
            assertThat(runner.run(List.of(call(floats(new long[] {1, 3}, 1, 1, 1))), Engines.soon())
                            .outputs()[0][0]
                            .number(0))
                    .isEqualTo(4.5);
        }
    }

    private static Values runOne(Graph graph, TensorCall call) throws GraphException {
        return run(graph, List.of(call))[0][0];
    }

    private static Values[][] run(Graph graph, List<TensorCall> calls) throws GraphException {
        try (TensorRunner runner = graph.tensors(8)) {
            return runner.run(calls, Engines.soon()).outputs();
        }
    }

    private static TensorCall call(Values input) {
        return new TensorCall(new Values[] {input}, new int[] {0});
    }

    private static Values floats(long[] shape, float... numbers) {
        ByteBuffer bytes = bytes(numbers.length * Float.BYTES);
        for (float number : numbers) {
            bytes.putFloat(number);
        }
        return Values.of(ElementType.FP32, shape, bytes.flip());
    }

    private static float[] ramp(int count, int from) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = from + i;
        }
        return numbers;
    }

    private static double[] numbers(Values values) {
        return IntStream.range(0, values.count()).mapToDouble(values::number).toArray();
    }

    private static ByteBuffer bytes(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
