package dev.auspex.model.validation;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.auspex.graph.Graphs;
import dev.auspex.graph.engine.Engines;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.InferenceEngine;
import dev.auspex.graph.onnx.DivisionScan;
import dev.auspex.graph.onnx.OnnxException;
import dev.auspex.model.ModelFolder;

import static org.assertj.core.api.Assertions.assertThat;

class HazardsTest {

    private static final InferenceEngine ENGINE = Engines.started();

    @ParameterizedTest
    @MethodSource("harmful")
    void namesTheNodeThatMayEndTheProcess(String what, byte[] onnx, String node) throws OnnxException, GraphException {
        // When
        Optional<String> problem = Hazards.problem(onnx, ENGINE);

        // Then
        assertThat(problem).hasValueSatisfying(text -> assertThat(text).contains("node " + node + " "));
    }

    static Stream<Arguments> harmful() {
        return Stream.of(
                Arguments.of("triangle", Graphs.triangle(true), "y"),
                Arguments.of("unpooled", Graphs.unpooled(), "y"),
                Arguments.of("regions", Graphs.regions(), "y"),
                Arguments.of("spectrum", Graphs.spectrum(), "y"),
                Arguments.of("standing pool", Graphs.standingPool(), "y"),
                Arguments.of("int64", Graphs.division("Div", DataType.INT64), "z"),
                Arguments.of("int32", Graphs.division("Div", DataType.INT32), "z"),
                Arguments.of("uint8", Graphs.division("Div", DataType.UINT8), "z"),
                Arguments.of("rest", Graphs.division("Mod", DataType.INT64), "z"),
                Arguments.of("zero among constants", Graphs.divisionByConstant(true, 3, 0), "z"),
                Arguments.of("-1 among constants", Graphs.divisionByConstant(false, 3, -1), "z"),
                Arguments.of("two weights of one name", Graphs.divisionByTwoMeanings(true), "z"),
                Arguments.of("weight and node of one name", Graphs.divisionByTwoMeanings(false), "z"),
                Arguments.of("branch of int64", Graphs.divisionInBranch(DataType.INT64), "quotient"),
                Arguments.of("branch of int32", Graphs.divisionInBranch(DataType.INT32), "quotient"),
                Arguments.of("function of int16", Graphs.divisionInFunction(DataType.INT16), "b"),
                Arguments.of("function of uint64", Graphs.divisionInFunction(DataType.UINT64), "b"));
    }

    @Test
    void refusesAFunctionInThePlaceOfAnOperator() throws OnnxException, GraphException {
        assertThat(Hazards.problem(Graphs.operatorReplaced(), ENGINE))
                .hasValueSatisfying(text -> assertThat(text).contains("function Sqrt"));
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void passesWhatCannotEndTheProcess(String what, byte[] onnx) throws OnnxException, GraphException {
        assertThat(Hazards.problem(onnx, ENGINE)).isEmpty();
    }

    static Stream<Arguments> harmless() throws IOException {
        return Stream.of(
                Arguments.of("float", Graphs.division("Div", DataType.FLOAT)),
                Arguments.of("double", Graphs.division("Div", DataType.DOUBLE)),
                Arguments.of("rest of floats", Graphs.floatingRest()),
                Arguments.of("constants", Graphs.divisionByConstant(true, 3, -2)),
                Arguments.of("constants of a node", Graphs.divisionByConstant(false, 64)),
                Arguments.of("computed floats", Graphs.floatingDivision()),
                Arguments.of("branch of floats", Graphs.divisionInBranch(DataType.FLOAT)),
                Arguments.of("branch of halves", Graphs.divisionInBranch(DataType.FLOAT16)),
                Arguments.of("function of doubles", Graphs.divisionInFunction(DataType.DOUBLE)),
                Arguments.of("shapes", Graphs.shapeArithmetic()),
                Arguments.of("triangle", Graphs.triangle(false)),
                Arguments.of("sklearn", Graphs.zipMapOfTexts()),
                Arguments.of("loop", Graphs.countedLoop(true)),
                Arguments.of(
                        "churn",
                        Files.readAllBytes(
                                ModelFolder.COMMITTED.resolve("churn/2").resolve("model.onnx"))));
    }

    @Test
    void needsNoEngineForExportsThatTellTheirTypes() throws OnnxException {
        assertThat(DivisionScan.of(Graphs.shapeArithmetic())).isEmpty();
        assertThat(DivisionScan.of(Graphs.zipMapOfNumbers())).isEmpty();
        assertThat(DivisionScan.of(Graphs.divisionByRoot())).isEmpty();
        assertThat(DivisionScan.of(Graphs.floatingDivision())).hasSize(1);
    }

    /** Whatever is done to a file, it is looked through or refused. */
    @Property(tries = 1000)
    void endsOnDamagedFiles(@ForAll List<Integer> damage, @ForAll byte with) {
        byte[] bytes = Graphs.divisionInFunction(DataType.INT16);
        damage.forEach(at -> bytes[Math.floorMod(at, bytes.length)] ^= (byte) (with | 1));
        try {
            assertThat(DivisionScan.of(bytes)).isNotNull();
        } catch (OnnxException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
