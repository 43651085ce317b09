package dev.auspex.model.openinference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.graph.engine.ElementType;
import dev.auspex.graph.engine.TensorSpec;
import dev.auspex.graph.engine.Values;
import dev.auspex.model.inference.Priority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class InferenceCallReaderTest {

    private final InferenceCallReader reader = new InferenceCallReader();

    @Test
    void readsIdInputsAndOutputs() {
        // When
        InferenceCall call = read(ElementType.FP32, """
                {"id": "7", "parameters": {"x": 1}, "outputs": [{"name": "y"}],
                 "inputs": [{"name": "x", "datatype": "FP32", "shape": [2, 2], "data": [1, 2.5, null, -3]}]}""");

        // Then
        assertThat(call.id()).isEqualTo("7");
        assertThat(call.outputs()).containsExactly(new AskedOutput("y", 0, false, 0));
        assertThat(numbers(call)).containsExactly(1, 2.5, Double.NaN, -3);
        assertThat(call.tensors().inputs()[0].shape()).containsExactly(2, 2);
        assertThat(call.tensors().outputs()).containsExactly(0);
        assertThat(call.priority()).isNull();
    }

    @Test
    void readsNestedData() {
        // When
        InferenceCall call = read(ElementType.INT64, input("INT64", "[2, 2]", "[[1, 2], [3, 4]]"));

        // Then
        ByteBuffer bytes = call.tensors().inputs()[0].bytes();
        assertThat(IntStream.range(0, 4).mapToLong(i -> bytes.getLong(8 * i))).containsExactly(1L, 2L, 3L, 4L);
        assertThat(call.outputs()).extracting(AskedOutput::name).containsExactly("y", "half", "z");
    }

    @Test
    void readsMembersInAnyOrderAndPassesOverUnknownOnes() {
        // When
        InferenceCall call = read(ElementType.FP32, """
                {"model_name": "m", "more": [1, [{"inputs": 2}]],
                 "outputs": [{"parameters": {"classification": 2}, "name": "y"}, {"name": "z"}],
                 "inputs": [{"data": [[1, 2], [3, 4]], "content_type": "np", "shape": [2, 2], "name": "x",
                             "parameters": {"any": {}}, "datatype": "FP32"}],
                 "parameters": {"binary_data_output": true, "priority": 2, "timeout": 5, "sequence_id": 0}}""");

        // Then
        assertThat(numbers(call)).containsExactly(1, 2, 3, 4);
        assertThat(call.outputs()).containsExactly(new AskedOutput("y", 0, true, 2), new AskedOutput("z", 2, true, 0));
        assertThat(call.priority()).isEqualTo(Priority.BATCH);
        assertThat(call.timeoutMicros()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"0,INTERACTIVE", "1,INTERACTIVE", "2,BATCH", "'\"batch\"',BATCH", "'\"interactive\"',INTERACTIVE"})
    void readsThePriority(String value, Priority priority) {
        // When
        InferenceCall call = read(
                ElementType.FP32,
                "{\"parameters\": {\"priority\": " + value + "}, "
                        + input("FP32", "[1, 1]", "[1]").substring(1));

        // Then
        assertThat(call.priority()).isEqualTo(priority);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INT8|[-128, 127]|80,7f",
                "UINT8|[0, 255]|00,ff",
                "INT16|[-32768, 32767]|00,80,ff,7f",
                "UINT16|[0, 65535]|00,00,ff,ff",
                "INT32|[-2147483648, 1]|00,00,00,80,01,00,00,00",
                "UINT32|[4294967295, 1]|ff,ff,ff,ff,01,00,00,00",
                "UINT64|[18446744073709551615, 1]|ff,ff,ff,ff,ff,ff,ff,ff,01,00,00,00,00,00,00,00",
                "BOOL|[true, false]|01,00",
                "FP16|[1.5, -65504]|00,3e,ff,fb",
                "FP16|[null, Infinity]|00,7e,00,7c",
                "BF16|[1, 3.389e38]|80,3f,7f,7f",
                "FP32|[16777217, 0.1]|00,00,80,4b,cd,cc,cc,3d",
                "FP32|[NaN, -Infinity]|00,00,c0,7f,00,00,80,ff",
                "FP64|[1e308, 0]|a0,c8,eb,85,f3,cc,e1,7f,00,00,00,00,00,00,00,00",
            })
    void readsEachTypeIntoTheBytesOfItsElements(ElementType type, String data, String hex) {
        // When
        InferenceCall call = read(type, input(type.name(), "[2, 1]", data));

        // Then
        assertThat(hex(call.tensors().inputs()[0])).isEqualTo(hex);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FP32|[1, 1]|[1e39]",
                "FP32|[1, 1]|['1']",
                "FP32|[1, 1]|['NaN']",
                "FP32|[1, 1]|[true]",
                "FP64|[1, 1]|[1e999]",
                "FP16|[1, 1]|[65520]",
                "BF16|[1, 1]|[3.4e38]",
                "INT8|[1, 1]|[128]",
                "INT8|[1, 1]|[-129]",
                "UINT8|[1, 1]|[256]",
                "UINT8|[1, 1]|[-1]",
                "INT16|[1, 1]|[32768]",
                "UINT16|[1, 1]|[65536]",
                "INT32|[1, 1]|[2147483648]",
                "INT32|[1, 1]|[1.5]",
                "INT32|[1, 1]|[NaN]",
                "UINT32|[1, 1]|[4294967296]",
                "UINT32|[1, 1]|[-1]",
                "INT64|[1, 1]|[9223372036854775808]",
                "INT64|[1, 1]|[null]",
                "UINT64|[1, 1]|[18446744073709551616]",
                "UINT64|[1, 1]|[-1]",
                "UINT64|[1, 1]|[-18446744073709551615]",
                "BOOL|[1, 1]|[1]",
                "BYTES|[1, 1]|[1]",
                "BYTES|[1, 1]|['a\\u0000b']",
                "BYTES|[1, 1]|['\\ud800']",
                "BYTES|[1, 1]|['\\udc00\\ud800']",
                "FP32|[2, 1]|[1]",
                "FP32|[1, 1]|[1, 2]",
                "FP32|[1, 1]|1",
                "FP32|[1, 1]|null",
                "FP32|[1, 1]|{}",
                "FP32|[1, 1]|[{}]",
                "FP32|[0, 1]|[]",
                "FP32|[-1, 1]|[1]",
                "FP32|[1.0, 1]|[1]",
                "FP32|['1', 1]|[1]",
                "FP32|[1]|[1]",
                "FP32|[1, 1, 1]|[1]",
                "FP32|[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]|[1]",
                "FP32|null|[1]",
                "FP32|[2147483647, 2147483647]|[1]",
                "FP32|[65536, 65536]|[1]",
                "FP32|[99999999999, 1]|[1]",
                "FP32|[99999999999999999999, 1]|[1]",
                "FP32|[2, 2]|[[1, 2], [3]]",
                "FP32|[2, 2]|[[1, 2], 3, 4]",
                "FP32|[2, 2]|[[1, 2], [3, [4]]]",
                "FP32|[2, 2]|[[1, 2], [3, 4], [5, 6]]",
                "FP32|[2, 2]|[[1, 2], [3, 4, 5]]",
                "FP32|[2, 2]|[1, 2, [3], 4]",
            })
    void refusesWhatIsNoTensorOfItsType(String type, String shape, String data) {
        // When
        ProblemException problem =
                refused(ElementType.valueOf(type), input(type, shape.replace('\'', '"'), data.replace('\'', '"')));

        // Then
        assertThat(problem.type().status()).isEqualTo(400);
        assertThat(problem.getMessage()).containsIgnoringCase("input `x`");
    }

    @Test
    void namesTheInputInWhichTheJsonBreaks() {
        // Given
        String deep = "[".repeat(100) + "1" + "]".repeat(100);
        String longNumber = "[1" + "0".repeat(1000) + "]";

        // When, Then
        assertThat(refused(ElementType.FP32, input("FP32", "[1, 1]", deep))).hasMessageContaining("input `x`");
        assertThat(refused(ElementType.FP32, input("FP32", "[1, 1]", longNumber)))
                .hasMessageContaining(
                        "The JSON in input `x` is nested too deeply, or a name, number or text in it is too long.");
        assertThat(refused(ElementType.FP32, input("FP32", "[1, 1]", "[1,]")))
                .hasMessageContaining("The JSON in input `x` is not valid at line 1, column ");
        assertThat(refused(ElementType.FP32, input("FP32", "[1, 1]", "[0x1]"))).hasMessageContaining("input `x`");
        assertThat(refused(ElementType.FP32, "{\"a\": " + deep + "}")).hasMessageContaining("nested too deeply");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "^^|The body is not a JSON object.",
                "{\"a\":|The JSON in the body is not valid",
                "{} {}|The body is not valid JSON",
                "[]|not a JSON object",
                "null|not a JSON object",
                "{}|`inputs` must be",
                "{\"inputs\": {}}|`inputs` must be",
                "{\"inputs\": []}|These inputs are missing: x.",
                "{\"inputs\": [1]}|Each input must be an object, and its `name` must be a string.",
                "{\"inputs\": [{\"name\": 1}]}|The `name` of an input must be a string.",
                "{\"inputs\": [{}]}|The `name` of an input must be a string.",
                "{\"inputs\": [{\"name\": \"w\"}]}|The model has no input `w`.",
                "{\"inputs\": [{\"name\": \"x\"}]}|`datatype` of input `x` must be a string.",
                "{\"inputs\": [{\"name\": \"x\", \"datatype\": 1}]}|`datatype` of input `x` must be a string.",
                "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FLOAT\"}]}|unknown datatype FLOAT",
                "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP64\"}]}|the model expects FP32.",
                "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\"}]}|`shape` of input `x` must be an array",
                "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [1, 1]}]}|The data of input `x`"
                        + " is missing.",
                "{\"inputs\": [{\"name\": \"x\", \"name\": \"x\"}]}|`name` appears twice in input `x`.",
                "{\"inputs\": [{\"name\": \"x\", \"shape\": [1, 1], \"shape\": [1, 2]}]}|`shape` appears twice in"
                        + " input `x`.",
                "{\"inputs\": [], \"inputs\": []}|`inputs` appears twice in the request.",
                "{\"id\": \"a\", \"id\": \"b\"}|`id` appears twice in the request.",
                "{\"id\": 7, \"inputs\": []}|`id` must be",
                "{\"parameters\": 7}|`parameters` must be an object.",
                "{\"parameters\": {\"binary_data_output\": 1}}|`binary_data_output` must be true or false.",
                "{\"parameters\": {\"priority\": -1}}|`priority` must be",
                "{\"parameters\": {\"priority\": \"low\"}}|`priority` must be",
                "{\"parameters\": {\"timeout\": -1}}|`timeout` (in microseconds) must be",
                "{\"parameters\": {\"timeout\": 1, \"timeout\": 2}}|`timeout` appears twice in `parameters`.",
                "{\"parameters\": {\"sequence_id\": 7}}|models here keep no state between requests",
                "{\"inputs\": [{\"name\": \"x\", \"parameters\": {\"binary_data_size\": -1}}]}|`binary_data_size` of"
                        + " input `x`",
                "{\"inputs\": [{\"name\": \"x\", \"parameters\": {\"shared_memory_region\": \"r\"}}]}|Shared memory",
            })
    void refusesWhatIsNoRequest(String body, String message) {
        assertThat(refused(ElementType.FP32, body)).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{}|`outputs` must be an array.",
                "[1]|Each output must be an object, and its `name` must be a string.",
                "[{\"name\": \"w\"}]|The model has no output `w`.",
                "[{}]|The `name` of an output must be a string.",
                "[{\"name\": \"y\"}, {\"name\": \"y\"}]|twice",
                "[{\"name\": \"odd\"}]|not supported",
                "[{\"name\": \"y\", \"parameters\": {\"binary_data\": 1}}]|`binary_data` of output `y` must be true"
                        + " or false.",
                "[{\"name\": \"y\", \"parameters\": {\"classification\": -1}}]|`classification` of output `y`",
                "[{\"name\": \"z\", \"parameters\": {\"classification\": 1}}]|`classification` needs numbers",
                "[{\"name\": \"y\", \"parameters\": {\"shared_memory_region\": \"r\"}}]|Shared memory",
            })
    void refusesOutputsThatItCannotGive(String outputs, String message) {
        // Given
        String body = "{\"outputs\": " + outputs + ", "
                + input("FP32", "[1, 1]", "[1]").substring(1);

        // When, Then
        assertThat(refused(ElementType.FP32, body)).hasMessageContaining(message);
    }

    @Test
    void refusesAnInputThatIsThereTwice() {
        String tensor = "{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [1, 1], \"data\": [1]}";

        assertThat(refused(ElementType.FP32, "{\"inputs\": [" + tensor + ", " + tensor + "]}"))
                .hasMessageContaining("twice");
    }

    @Test
    void refusesInputsThatDisagreeOnADimension() {
        // Given
        List<TensorSpec> specs = List.of(
                new TensorSpec("x", ElementType.BOOL, List.of(-1L), List.of("N")),
                new TensorSpec("w", ElementType.BOOL, List.of(-1L), List.of("N")));
        byte[] body = """
                {"inputs": [{"name": "x", "datatype": "BOOL", "shape": [1], "data": [true]},
                            {"name": "w", "datatype": "BOOL", "shape": [2], "data": [true, false]}]}""".getBytes(StandardCharsets.UTF_8);

        // When
        ProblemException problem = catchThrowableOfType(
                ProblemException.class, () -> reader.read(ByteBuffer.wrap(body), body.length, specs, List.of()));

        // Then
        assertThat(problem).hasMessageContaining("dimension N");
    }

    @Test
    void slicesBinaryTensorsOutOfTheBody() {
        // Given
        ByteBuffer values = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(1.5f)
                .putFloat(-2)
                .flip();

        // When
        InferenceCall call = readBinary(ElementType.FP32, binaryInput("FP32", "[1, 2]", 8), values);

        // Then
        assertThat(numbers(call)).containsExactly(1.5, -2);
    }

    @Test
    void readsBinaryStringsWithTheirLengths() {
        // Given
        ByteBuffer values = strings("", "Zürich", "日本");

        // When
        InferenceCall call = readBinary(ElementType.BYTES, binaryInput("BYTES", "[1, 3]", values.remaining()), values);

        // Then
        assertThat(call.tensors().inputs()[0].texts()).containsExactly("", "Zürich", "日本");
    }

    @Test
    void refusesBinaryDataThatDoesNotFit() {
        // Given
        ByteBuffer nul = strings("a\0b", "c");
        ByteBuffer notUtf8 = ByteBuffer.allocate(5)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(1)
                .put((byte) 0xff)
                .flip();
        ByteBuffer tooLong = ByteBuffer.allocate(5)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(-1)
                .put((byte) 1)
                .flip();

        // When, Then
        assertThat(refusedBinary(ElementType.FP32, binaryInput("FP32", "[1, 2]", 9), ByteBuffer.allocate(9)))
                .hasMessageContaining("The binary data of input `x` has 9 bytes; its shape [1, 2] needs 8.");
        assertThat(refusedBinary(ElementType.FP32, binaryInput("FP32", "[1, 2]", 8), ByteBuffer.allocate(7)))
                .hasMessageContaining("`binary_data_size` of input `x` is 8, but only 7 bytes");
        assertThat(refusedBinary(ElementType.FP32, binaryInput("FP32", "[1, 2]", 8), ByteBuffer.allocate(0)))
                .hasMessageContaining("Inference-Header-Content-Length announces none.");
        assertThat(refusedBinary(ElementType.FP32, binaryInput("FP32", "[1, 2]", 8), ByteBuffer.allocate(9)))
                .hasMessageContaining("The body has 1 more bytes of binary data than the inputs need.");
        assertThat(refusedBinary(
                        ElementType.FP32,
                        binaryInput("FP32", "[1, 2]", 8).replace("\"name\"", "\"data\": [1, 2], \"name\""),
                        ByteBuffer.allocate(8)))
                .hasMessageContaining("Send only one of them.");
        assertThat(refusedBinary(
                        ElementType.FP32, binaryInput("FP32", "[2147483647, 2147483647]", 8), ByteBuffer.allocate(8)))
                .hasMessageContaining("input `x`");
        assertThat(refusedBinary(
                        ElementType.BOOL,
                        binaryInput("BOOL", "[1, 1]", 1),
                        ByteBuffer.allocate(1).put((byte) 2).flip()))
                .hasMessageContaining("Element 1 of input `x` is not BOOL");
        assertThat(refusedBinary(ElementType.BYTES, binaryInput("BYTES", "[1, 2]", nul.remaining()), nul))
                .hasMessageContaining("NUL");
        assertThat(refusedBinary(ElementType.BYTES, binaryInput("BYTES", "[1, 1]", 5), notUtf8))
                .hasMessageContaining("not valid UTF-8");
        assertThat(refusedBinary(ElementType.BYTES, binaryInput("BYTES", "[1, 1]", 5), tooLong))
                .hasMessageContaining("4294967295 bytes");
        assertThat(refusedBinary(ElementType.BYTES, binaryInput("BYTES", "[1, 2]", 5), strings("a")))
                .hasMessageContaining("needs 2 strings");
        assertThat(refusedBinary(ElementType.BYTES, binaryInput("BYTES", "[1, 1]", 10), strings("a", "b")))
                .hasMessageContaining("5 bytes after its 1 strings.");
    }

    private ProblemException refused(ElementType type, String body) {
        return catchThrowableOfType(ProblemException.class, () -> read(type, body));
    }

    private ProblemException refusedBinary(ElementType type, String json, ByteBuffer values) {
        return catchThrowableOfType(ProblemException.class, () -> readBinary(type, json, values));
    }

    private InferenceCall read(ElementType type, String body) {
        return readBinary(type, body, ByteBuffer.allocate(0));
    }

    /** In a body that begins somewhere in a larger array, as Netty's do. */
    private InferenceCall readBinary(ElementType type, String json, ByteBuffer values) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        ByteBuffer body = ByteBuffer.allocate(7 + text.length + values.remaining());
        body.position(7);
        ByteBuffer part = body.slice();
        part.put(text).put(values.duplicate()).flip();
        return reader.read(
                part,
                text.length,
                List.of(new TensorSpec("x", type, List.of(-1L, -1L), List.of("", ""))),
                List.of(
                        new TensorSpec("y", type, List.of(-1L, -1L), List.of("", "")),
                        new TensorSpec("half", ElementType.FP16, List.of(-1L), List.of("")),
                        new TensorSpec("z", ElementType.BYTES, List.of(), List.of()),
                        new TensorSpec("odd", ElementType.UNKNOWN, List.of(), List.of())));
    }

    private static double[] numbers(InferenceCall call) {
        Values values = call.tensors().inputs()[0];
        return IntStream.range(0, values.count()).mapToDouble(values::number).toArray();
    }

    private static String hex(Values values) {
        StringBuilder hex = new StringBuilder();
        ByteBuffer bytes = values.bytes().duplicate();
        while (bytes.hasRemaining()) {
            hex.append(hex.isEmpty() ? "" : ",").append(String.format("%02x", bytes.get()));
        }
        return hex.toString();
    }

    private static ByteBuffer strings(String... texts) {
        ByteBuffer bytes = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
        for (String text : texts) {
            byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
            bytes.putInt(encoded.length).put(encoded);
        }
        return bytes.flip();
    }

    private static String input(String type, String shape, String data) {
        return "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"" + type + "\", \"shape\": " + shape + ", \"data\": "
                + data + "}]}";
    }

    private static String binaryInput(String type, String shape, int size) {
        return "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"" + type + "\", \"shape\": " + shape
                + ", \"parameters\": {\"binary_data_size\": " + size + "}}]}";
    }
}
