package dev.auspex.graph.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.auspex.contracts.model.GraphTensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OnnxScanTest {

    @TempDir
    Path folder;

    @Test
    void readsTheSignatureOfAClassifierWithItsSequenceOfMaps() throws IOException, OnnxException {
        // When
        OnnxFacts facts = scan(Onnx.zipMapClassifier());

        // Then
        assertThat(facts.producer()).isEqualTo("skl2onnx 1.0");
        assertThat(facts.opset()).isEqualTo(15);
        assertThat(facts.irVersion()).isEqualTo(8);
        assertThat(facts.operators()).isEqualTo(2);
        assertThat(facts.inputs()).containsExactly(new GraphTensor("X", "FP32", List.of(-1L, 2L), List.of("N", "")));
        assertThat(facts.outputs())
                .containsExactly(
                        new GraphTensor("label", "INT64", List.of(-1L), List.of("N")),
                        new GraphTensor("output_probability", "SEQUENCE<MAP<INT64,FP32>>", List.of(), List.of()));
    }

    @Test
    void readsStringsAndLeavesOutWhatTheFileFillsItself() throws IOException, OnnxException {
        assertThat(scan(Onnx.stringInput()).inputs())
                .containsExactly(new GraphTensor("colour", "BYTES", List.of(-1L, 1L), List.of("N", "")));
        assertThat(scan(Onnx.times(3)).inputs()).extracting(GraphTensor::name).containsExactly("x");
    }

    @Test
    void refusesAGraphWhoseSignatureIsTooLargeToBeToldWithEachAnswer() throws Exception {
        // Given
        byte[] fits = withInputs(250, 4_000);
        byte[] tooLarge = withInputs(300, 4_000);
        byte[] floods = withInputs(3_000, 4_000);

        // When
        OnnxFacts facts = scan(fits);

        // Then
        assertThat(facts.inputs()).hasSize(251);
        assertThatThrownBy(() -> scan(tooLarge))
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("301 inputs")
                .hasMessageContaining("1048576")
                .hasMessageContaining("shorter names");
        assertThatThrownBy(() -> scan(floods)).isInstanceOf(OnnxException.class).hasMessageContaining("8388608");
    }

    @Test
    void refusesWeightsWhoseNamesFillTheMemory() throws Exception {
        // Given
        ModelProto.Builder model = ModelProto.parseFrom(Onnx.times(3)).toBuilder();
        for (int i = 0; i < 9_000; i++) {
            model.getGraphBuilder().addInitializerBuilder().setName(i + "_".repeat(4_000));
        }
        byte[] bytes = model.build().toByteArray();

        // When / Then
        assertThatThrownBy(() -> scan(bytes)).isInstanceOf(OnnxException.class).hasMessageContaining("33554432");
    }

    private static byte[] withInputs(int inputs, int length) throws Exception {
        ModelProto.Builder model = ModelProto.parseFrom(Onnx.times(3)).toBuilder();
        ValueInfoProto first = model.getGraph().getInput(0);
        for (int i = 0; i < inputs; i++) {
            model.getGraphBuilder().addInput(first.toBuilder().setName(i + "_".repeat(length)));
        }
        return model.build().toByteArray();
    }

    @Test
    void refusesFunctionsThatBringValuesOfTheirOwn() throws Exception {
        // Given
        ModelProto graph = ModelProto.parseFrom(Onnx.regressor());
        FunctionProto plain =
                FunctionProto.newBuilder().setDomain("d").setName("f").build();
        FunctionProto withDefaults = plain.toBuilder()
                .addAttributeProto(AttributeProto.newBuilder().setName("body"))
                .build();

        // When, Then
        assertThat(scan(graph.toBuilder().addFunctions(plain).build().toByteArray())
                        .operators())
                .isPositive();
        assertThatThrownBy(() -> scan(
                        graph.toBuilder().addFunctions(withDefaults).build().toByteArray()))
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("default values");
    }

    @Test
    void refusesWhatIsNoWholeGraph() {
        byte[] good = Onnx.regressor();

        assertThatThrownBy(() -> scan(new byte[0])).hasMessageContaining("empty");
        assertThatThrownBy(() -> scan("not a model at all".getBytes())).isInstanceOf(OnnxException.class);
        assertThatThrownBy(() -> scan(Arrays.copyOf(good, good.length / 2)))
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("cut off");
        assertThatThrownBy(() -> scan(Onnx.claimsTwoGigabytes()))
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("claims 2147483647 bytes");
        assertThatThrownBy(() -> scan(Onnx.externalData()))
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("external data");
    }

    /** Whatever is done to a file, the scan ends, with facts or with a reason. */
    @Property(tries = 2000)
    void endsOnDamagedFiles(
            @ForAll @IntRange(max = 4) int which,
            @ForAll List<@IntRange(max = 100_000) Integer> damage,
            @ForAll byte with)
            throws IOException {
        byte[] bytes = Onnx.good().get(which);
        damage.forEach(at -> bytes[at % bytes.length] ^= (byte) (with | 1));
        Path file = Files.createTempFile("damaged", ".onnx");
        try {
            Files.write(file, bytes);
            OnnxFacts facts = OnnxScan.of(file);
            assertThat(facts.outputs()).isNotEmpty();
        } catch (OnnxException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        } finally {
            Files.delete(file);
        }
    }

    private OnnxFacts scan(byte[] bytes) throws IOException, OnnxException {
        Path file = folder.resolve("file.onnx");
        Files.write(file, bytes);
        return OnnxScan.of(file);
    }
}
