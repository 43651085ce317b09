package dev.auspex.model.validation;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.contracts.http.Deadline;
import dev.auspex.graph.engine.Engines;
import dev.auspex.graph.engine.Graph;
import dev.auspex.graph.engine.GraphException;

import static org.assertj.core.api.Assertions.assertThat;

class OddInputsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"pad-reflect-input.onnx", "pad-reflect-input-u8.onnx", "lin-dyn.onnx", "rf-iris-zipmap.onnx"})
    void asksEverySizeAndValueAndTheGraphLives(String file) throws IOException, GraphException {
        // Given
        Graph graph = Engines.started().open(file(file));

        // When
        int asked = OddInputs.run(graph, Deadline.in(Duration.ofSeconds(60)));

        // Then
        assertThat(asked).isGreaterThan(50);
        assertThat(graph.close(Duration.ofSeconds(5))).isTrue();
    }

    private static byte[] file(String name) throws IOException {
        try (InputStream in = OddInputsTest.class.getResourceAsStream("/exported/" + name)) {
            return in.readAllBytes();
        }
    }
}
