package dev.auspex.model.openinference;

import java.nio.charset.StandardCharsets;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.model.OnnxBytes;
import dev.auspex.model.engine.Engines;
import dev.auspex.model.engine.Graph;
import dev.auspex.model.engine.GraphException;
import dev.auspex.model.engine.Tensor;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever comes in, it is answered or refused as the caller's fault; nothing else ever comes out. */
class TensorParsingTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> TYPES =
            List.of("FP32", "FP64", "INT32", "INT64", "BOOL", "BYTES", "FP16", "fp32", "");

    private final ObjectMapper mapper = new ObjectMapper();
    private final InferenceCallReader reader = new InferenceCallReader(mapper);
    private final List<Graph> graphs = List.of(
            open(OnnxBytes.FLOAT),
            open(OnnxBytes.DOUBLE),
            open(OnnxBytes.INT32),
            open(OnnxBytes.INT64),
            open(OnnxBytes.BOOL),
            open(OnnxBytes.STRING));

    @Property(tries = 3000)
    void answersOrRefusesRequestsThatAreAlmostRight(@ForAll("requests") JsonNode request, @ForAll("graphs") int graph)
            throws JsonProcessingException {
        answersOrRefuses(mapper.writeValueAsBytes(request), graphs.get(graph));
    }

    @Property
    void answersOrRefusesAnyText(@ForAll String body) {
        answersOrRefuses(body.getBytes(StandardCharsets.UTF_8), graphs.getFirst());
    }

    @Property
    void answersOrRefusesAnyBytes(@ForAll byte[] body) {
        answersOrRefuses(body, graphs.getFirst());
    }

    private void answersOrRefuses(byte[] body, Graph graph) {
        try {
            InferenceCall call = reader.read(body, graph);
            List<Tensor> answers = graph.run(call.inputs(), call.outputs());
            assertThat(answers.getFirst().data())
                    .isEqualTo(call.inputs().getFirst().data());
            mapper.writeValueAsBytes(OutputTensor.of(answers.getFirst()));
        } catch (ProblemException e) {
            assertThat(e.type().status()).isEqualTo(400);
            assertThat(e.getMessage()).isNotBlank();
        } catch (GraphException | JsonProcessingException e) {
            throw new AssertionError("an identity takes whatever the reader lets pass", e);
        }
    }

    @Provide
    Arbitrary<Integer> graphs() {
        return Arbitraries.integers().between(0, 5);
    }

    @Provide
    Arbitrary<JsonNode> requests() {
        Arbitrary<JsonNode> right = Combinators.combine(
                        Arbitraries.of(TYPES), shapes(), Arbitraries.integers().between(0, 6), leaves())
                .as(TensorParsingTest::request);
        Arbitrary<JsonNode> random = Combinators.combine(Arbitraries.of(TYPES), json(2), json(3))
                .as((type, shape, data) -> request(type, shape, data));
        return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(3, right), net.jqwik.api.Tuple.of(1, random));
    }

    private static JsonNode request(String type, List<Integer> shape, int extra, JsonNode leaf) {
        int count = shape.stream().reduce(1, (a, b) -> a * b) + (extra == 0 ? 1 : 0);
        var data = JSON.arrayNode();
        for (int i = 0; i < count; i++) {
            data.add(leaf);
        }
        var sizes = JSON.arrayNode();
        shape.forEach(sizes::add);
        return request(type, sizes, data);
    }

    private static JsonNode request(String type, JsonNode shape, JsonNode data) {
        var tensor = JSON.objectNode().put("name", "x").put("datatype", type);
        tensor.set("shape", shape);
        tensor.set("data", data);
        return JSON.objectNode().set("inputs", JSON.arrayNode().add(tensor));
    }

    private static Arbitrary<List<Integer>> shapes() {
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(
                        4, Arbitraries.integers().between(1, 4).list().ofSize(2)),
                net.jqwik.api.Tuple.of(
                        1, Arbitraries.integers().between(0, 3).list().ofMaxSize(3)));
    }

    private static Arbitrary<JsonNode> leaves() {
        return Arbitraries.oneOf(
                Arbitraries.integers().map(JSON::numberNode),
                Arbitraries.longs().map(JSON::numberNode),
                Arbitraries.bigIntegers().map(JSON::numberNode),
                Arbitraries.doubles().map(JSON::numberNode),
                Arbitraries.strings().ofMaxLength(5).map(JSON::textNode),
                Arbitraries.of(true, false).map(JSON::booleanNode),
                Arbitraries.just(JSON.nullNode()));
    }

    private static Arbitrary<JsonNode> json(int depth) {
        if (depth == 0) {
            return leaves();
        }
        return Arbitraries.lazyOf(
                TensorParsingTest::leaves,
                () -> json(depth - 1).list().ofMaxSize(4).map(children -> JSON.arrayNode()
                        .addAll(children)),
                () -> json(depth - 1).map(child -> JSON.objectNode().set("k", child)));
    }

    private static Graph open(int type) {
        try {
            return Engines.started().open(OnnxBytes.identity(type, 2));
        } catch (GraphException e) {
            throw new AssertionError(e);
        }
    }
}
