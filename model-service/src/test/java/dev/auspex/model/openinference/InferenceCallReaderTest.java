package dev.auspex.model.openinference;

import java.nio.charset.StandardCharsets;
import java.util.List;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.model.engine.ElementType;
import dev.auspex.model.engine.TensorSpec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class InferenceCallReaderTest {

    private final InferenceCallReader reader = new InferenceCallReader(new ObjectMapper());

    @Test
    void readsIdInputsAndOutputs() {
        // When
        InferenceCall call = read(ElementType.FP32, """
                {"id": "7", "parameters": {"x": 1}, "outputs": [{"name": "y"}],
                 "inputs": [{"name": "x", "datatype": "FP32", "shape": [2, 2], "data": [1, 2.5, null, -3]}]}""");

        // Then
        assertThat(call.id()).isEqualTo("7");
        assertThat(call.outputs()).containsExactly("y");
        assertThat((float[]) call.inputs().getFirst().data()).containsExactly(1, 2.5f, Float.NaN, -3);
        assertThat(call.inputs().getFirst().shape()).containsExactly(2, 2);
    }

    @Test
    void readsNestedData() {
        // When
        InferenceCall call = read(ElementType.INT64, input("INT64", "[2, 2]", "[[1, 2], [3, 4]]"));

        // Then
        assertThat((long[]) call.inputs().getFirst().data()).containsExactly(1, 2, 3, 4);
        assertThat(call.outputs()).containsExactly("y", "z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FP32|[1, 1]|[1e39]",
                "FP32|[1, 1]|['1']",
                "FP32|[1, 1]|[true]",
                "FP64|[1, 1]|[1e999]",
                "INT32|[1, 1]|[2147483648]",
                "INT32|[1, 1]|[1.5]",
                "INT64|[1, 1]|[9223372036854775808]",
                "INT64|[1, 1]|[null]",
                "BOOL|[1, 1]|[1]",
                "BYTES|[1, 1]|[1]",
                "BYTES|[1, 1]|['a\\u0000b']",
                "FP32|[2, 1]|[1]",
                "FP32|[1, 1]|[1, 2]",
                "FP32|[1, 1]|1",
                "FP32|[1, 1]|null",
                "FP32|[0, 1]|[]",
                "FP32|[-1, 1]|[1]",
                "FP32|[1.0, 1]|[1]",
                "FP32|['1', 1]|[1]",
                "FP32|[1]|[1]",
                "FP32|[1, 1, 1]|[1]",
                "FP32|null|[1]",
                "FP32|[2147483647, 2147483647]|[1]",
                "FP32|[99999999999, 1]|[1]",
                "FP32|[2, 2]|[[1, 2], [3]]",
                "FP32|[2, 2]|[[1, 2], 3, 4]",
                "FP32|[2, 2]|[[1, 2], [3, [4]]]",
                "FP16|[1, 1]|[1]",
            })
    void refusesWhatIsNoTensorOfItsType(String type, String shape, String data) {
        // When
        ProblemException problem =
                refused(ElementType.valueOf(type), input(type, shape.replace('\'', '"'), data.replace('\'', '"')));

        // Then
        assertThat(problem.type().status()).isEqualTo(400);
        assertThat(problem.getMessage()).contains("input x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|not a JSON object",
                "{\"a\":|not JSON",
                "{} {}|not JSON",
                "[]|not a JSON object",
                "{}|inputs must be",
                "{\"inputs\": {}}|inputs must be",
                "{\"inputs\": []}|inputs are missing: x",
                "{\"inputs\": [1]}|an input's name must be a string",
                "{\"inputs\": [{\"name\": 1}]}|an input's name must be a string",
                "{\"inputs\": [{\"name\": \"w\"}]}|the model has no input w",
                "{\"inputs\": [{\"name\": \"x\"}]}|the datatype of input x must be a string",
                "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FLOAT\"}]}|unknown datatype FLOAT",
                "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP64\"}]}|the model takes FP32",
                "{\"id\": 7, \"inputs\": []}|id must be",
            })
    void refusesWhatIsNoRequest(String body, String message) {
        assertThat(refused(ElementType.FP32, body)).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|outputs must be an array",
                "[{\"name\": \"w\"}]|the model has no output w",
                "[{}]|an output's name must be a string",
                "[{\"name\": \"y\"}, {\"name\": \"y\"}]|twice",
                "[{\"name\": \"half\"}]|not supported",
                "[{\"name\": \"y\", \"parameters\": {\"binary_data\": true}}]|binary extension",
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
        ProblemException problem =
                catchThrowableOfType(ProblemException.class, () -> reader.read(body, specs, List.of()));

        // Then
        assertThat(problem).hasMessageContaining("dimension N");
    }

    private ProblemException refused(ElementType type, String body) {
        return catchThrowableOfType(ProblemException.class, () -> read(type, body));
    }

    private InferenceCall read(ElementType type, String body) {
        return reader.read(
                body.getBytes(StandardCharsets.UTF_8),
                List.of(new TensorSpec("x", type, List.of(-1L, -1L), List.of("", ""))),
                List.of(
                        new TensorSpec("y", type, List.of(-1L, -1L), List.of("", "")),
                        new TensorSpec("half", ElementType.FP16, List.of(-1L), List.of("")),
                        new TensorSpec("z", ElementType.BYTES, List.of(), List.of())));
    }

    private static String input(String type, String shape, String data) {
        return "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"" + type + "\", \"shape\": " + shape + ", \"data\": "
                + data + "}]}";
    }
}
