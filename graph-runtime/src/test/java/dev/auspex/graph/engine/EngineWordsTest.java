package dev.auspex.graph.engine;

import java.util.stream.Stream;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.auspex.graph.onnx.Onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class EngineWordsTest {

    @ParameterizedTest
    @MethodSource("said")
    void saysWhatIsWrongWithoutTheEnginesInternals(String said, String meant) {
        // When
        String words = EngineWords.of("Error code - ORT_FAIL - message: " + said);

        // Then
        assertThat(words).isEqualTo(meant);
    }

    /** As ONNX Runtime 1.21.1 says it. */
    static Stream<Arguments> said() {
        String node =
                "In Node, (\"nn\", Foo, \"%s\", -1) : (\"x\": tensor(float),) -> (\"y\": tensor(float),) , Error ";
        return Stream.of(
                Arguments.of(
                        "This is an invalid model. " + node.formatted("")
                                + "No Op registered for Foo with domain_version of 17",
                        "node nn (Foo): this operator does not exist in operator set 17, which the file names"),
                Arguments.of(
                        "This is an invalid model. " + node.formatted("com.acme")
                                + "No opset import for domain 'com.acme'",
                        "node nn (Foo): the file does not import an operator set of the domain \"com.acme\""),
                Arguments.of(
                        "This is an invalid model. " + node.formatted("") + "Required attribute 'to' is missing.",
                        "node nn (Foo): the required attribute to is missing"),
                Arguments.of(
                        "This is an invalid model. " + node.formatted("")
                                + "Node(nn) with schema(::Foo:14) has input size 1 not in range [min=2, max=2].",
                        "node nn (Foo) has 1 inputs; it must have 2 to 2"),
                Arguments.of(
                        "Fatal error: com.acme:Foo(-1) is not a registered function/op",
                        "the engine does not know the operator com.acme:Foo"),
                Arguments.of(
                        "Failed to load model with error: /onnxruntime_src/onnxruntime/core/graph/model_load_utils.h:46 void"
                                + " onnxruntime::model_load_utils::ValidateOpsetForDomain(const std::unordered_map<std::__cxx11::"
                                + "basic_string<char>, int>&, int) ONNX Runtime only *guarantees* support for models stamped with"
                                + " official released onnx opset versions. Opset 99 is under development and support for this is"
                                + " limited. Current official support for domain ai.onnx is till opset 22.\n",
                        "operator set 99 of ai.onnx is newer than 22, the newest that the engine supports"),
                Arguments.of(
                        "Failed to load model with error: /onnxruntime_src/onnxruntime/core/graph/model.cc:180 onnxruntime::Model::"
                                + "Model(onnx::ModelProto&&) Unsupported model IR version: 99, max supported IR version: 10\n",
                        "IR version 99 is newer than 10, the newest that the engine supports"),
                Arguments.of(
                        "Type Error: Type parameter (T) of Optype (Add) bound to different types (tensor(float) and tensor(int64) in"
                                + " node (nn).",
                        "node nn (Add) mixes tensor(float) and tensor(int64)"),
                Arguments.of(
                        "This is an invalid model. Type Error: Type 'tensor(float)' of input parameter (x) of operator (And) in node"
                                + " (nn) is invalid.",
                        "node nn (And) does not accept x of the type tensor(float)"),
                Arguments.of(
                        "Type Error: Type (tensor(int64)) of output arg (y) of node (nn) does not match expected type"
                                + " (tensor(float)).",
                        "node nn computes y as tensor(float), but the file declares it as tensor(int64)"),
                Arguments.of(
                        "Could not find an implementation for Sqrt(13) node with name ''",
                        "an unnamed node (Sqrt): the engine does not support this operator for these types"),
                Arguments.of(
                        "Node (nn) Op (MatMul) [ShapeInferenceError] Incompatible dimensions for matrix multiplication",
                        "node nn (MatMul): Incompatible dimensions for matrix multiplication"),
                Arguments.of(
                        "Invalid model. Node input 'q' is not a graph input, initializer, or output of a previous node.",
                        "a node uses q, which nothing in the graph computes"),
                Arguments.of(
                        "Failed to load model with error: /onnxruntime_src/onnxruntime/core/graph/graph.cc:1473 void onnxruntime::"
                                + "Graph::InitializeStateFromModelFileGraphProto() This is an invalid model. Graph output (w) does"
                                + " not exist in the graph.\n",
                        "nothing in the graph computes its output w"),
                Arguments.of(
                        "This is an invalid model. Error: the graph is not acyclic.",
                        "the nodes depend on each other in a cycle"),
                Arguments.of(
                        "This is an invalid model. Error: two nodes with same node name (n1).",
                        "two nodes have the name n1"),
                Arguments.of("Failed to load model because protobuf parsing failed.", "the file is damaged"),
                Arguments.of(
                        "Non-zero status code returned while running Gather node. Name:'nn' Status Message: indices element out of"
                                + " data bounds, idx=9 must be within the inclusive range [-3,2]",
                        "node nn (Gather) failed: indices element out of data bounds, idx=9 must be within the inclusive range"
                                + " [-3,2]"),
                Arguments.of(
                        "Non-zero status code returned while running Reshape node. Name:'rs' Status Message: /onnxruntime_src/"
                                + "onnxruntime/core/providers/cpu/tensor/reshape_helper.h:45 onnxruntime::ReshapeHelper::"
                                + "ReshapeHelper(const onnxruntime::TensorShape&, onnxruntime::TensorShapeVector&, bool)"
                                + " input_shape_size == size was false. The input tensor cannot be reshaped to the requested shape."
                                + " Input shape:{1,4}, requested shape:{1,3}\n",
                        "node rs (Reshape) failed: The input tensor cannot be reshaped to the requested shape. Input shape:{1,4},"
                                + " requested shape:{1,3}"),
                Arguments.of(
                        "Exception during initialization: /onnxruntime_src/onnxruntime/core/framework/session_state_utils.cc:281"
                                + " onnxruntime::common::Status onnxruntime::session_state_utils::SaveInitializedTensors(const"
                                + " onnxruntime::Env&, std::unordered_map<std::__cxx11::basic_string<char>, int>&)"
                                + " ort_value_name_idx_map.MaxIdx() > -1 was false. OrtValue indexes should have been populated.",
                        "the engine refuses the graph: OrtValue indexes should have been populated."));
    }

    @Test
    void readsWhatTheEngineThatRunsHereSays() {
        // When
        GraphException refused = catchThrowableOfType(
                GraphException.class, () -> Engines.started().open(Onnx.unknownOperator()));

        // Then
        assertThat(EngineWords.of(refused)).contains("(NoSuchOperator): this operator does not exist in operator set");
    }

    @Test
    void leavesWordsThatAreNotTheEngines() {
        assertThat(EngineWords.of("the session is closed")).isEqualTo("the session is closed");
    }

    @Property(tries = 500)
    void saysSomethingWhateverTheEngineSays(@ForAll String said) {
        assertThat(EngineWords.of("Error code - ORT_FAIL - message: " + said)).isNotBlank();
    }
}
