package dev.auspex.model.explain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.onnx.OnnxException;
import dev.auspex.model.ModelFolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OnnxFileTest {

    private static final byte[] CHURN = bytes("churn/2");
    private static final List<String> LABELS = List.of("No", "Yes");

    @Test
    void readsNodesAndAttributesOfABundledModel() throws OnnxException {
        // When
        OnnxFile file = OnnxFile.read(CHURN);

        // Then
        OnnxNode ensemble = file.producer("probabilities").orElseThrow();
        assertThat(ensemble.is("ai.onnx.ml", "TreeEnsembleClassifier")).isTrue();
        assertThat(ensemble.texts("classlabels_strings")).isEqualTo(LABELS);
        assertThat(ensemble.text("post_transform", "")).isEqualTo("LOGISTIC");
        assertThat(Arrays.stream(ensemble.integers("nodes_treeids")).distinct()).hasSize(150);
        assertThat(file.producer("_numbers").orElseThrow().integer("axis", 7)).isEqualTo(1);
        assertThat(file.producer("tenure")).isEmpty();
    }

    @Test
    void findsTheFeatureBehindEachColumn() throws OnnxException, NoEnsembleException {
        // Given
        OnnxFile file = OnnxFile.read(CHURN);
        List<String> numbers = file.producer("_numbers").orElseThrow().inputs();
        List<String> categories = file.producer("_categories").orElseThrow().inputs();
        int words =
                file.producer("_one_hot").orElseThrow().texts("cats_strings").size();
        List<String> features = IntStream.range(0, numbers.size() + categories.size())
                .mapToObj(i -> i < categories.size() ? categories.get(i) : numbers.get(i - categories.size()))
                .toList();

        // When
        int[] columns = ColumnTrace.of(file, "_encoded", features);

        // Then
        assertThat(columns).hasSize(numbers.size() + categories.size() * words);
        assertThat(columns[0]).isEqualTo(categories.size());
        assertThat(columns[numbers.size()]).isZero();
        assertThat(columns[numbers.size() + words - 1]).isZero();
        assertThat(columns[numbers.size() + words]).isEqualTo(1);
        assertThat(columns[columns.length - 1]).isEqualTo(categories.size() - 1);
        assertThatThrownBy(() -> ColumnTrace.of(file, "_encoded", features.subList(1, features.size())))
                .isInstanceOf(NoEnsembleException.class)
                .hasMessage(features.getFirst() + " is not a feature");
        assertThatThrownBy(() -> ColumnTrace.of(file, "probabilities", features))
                .hasMessage("its preprocessing has the operator TreeEnsembleClassifier");
    }

    @Test
    void leavesTheFileAsItIsButForTheOutput() throws OnnxException, GraphException {
        // When
        byte[] more = OnnxFile.read(CHURN).withOutput("_encoded");

        // Then
        assertThat(Arrays.copyOf(more, CHURN.length)).isEqualTo(CHURN);
        assertThat(Packages.ENGINE.open(more).output("_encoded")).isPresent();
    }

    @Property(tries = 1000)
    void readsOrRefusesWhateverItIsGiven(@ForAll @Size(max = 200) byte[] bytes) {
        tryAll(bytes);
    }

    @Property(tries = 300)
    void readsOrRefusesADamagedModel(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] damaged = random.nextInt(4) == 0 ? Arrays.copyOf(CHURN, random.nextInt(CHURN.length)) : CHURN.clone();
        for (int i = random.nextInt(8); i >= 0 && damaged.length > 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        tryAll(damaged);
    }

    /** Anything but the two exceptions fails the test. */
    private static void tryAll(byte[] bytes) {
        try {
            OnnxFile file = OnnxFile.read(bytes);
            for (OnnxNode node : file.nodes()) {
                tryEnsemble(node);
            }
            LogOdds.of(file, 1);
            ColumnTrace.of(file, "_encoded", List.of("tenure"));
        } catch (OnnxException | NoEnsembleException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static void tryEnsemble(OnnxNode node) throws OnnxException {
        try {
            TreeEnsemble ensemble = EnsembleReader.read(new LogOdds(node, 1, 0), 500, LABELS, true);
            assertThatCode(() -> ensemble.output(new float[500])).doesNotThrowAnyException();
        } catch (NoEnsembleException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static byte[] bytes(String version) {
        try {
            return Files.readAllBytes(ModelFolder.COMMITTED.resolve(version).resolve("model.onnx"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
