package dev.auspex.model.openinference;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.graph.Graphs;
import dev.auspex.graph.engine.Engines;
import dev.auspex.graph.engine.Graph;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.TensorRunner;
import dev.auspex.graph.engine.Values;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever comes in, it is answered or refused as the caller's fault; nothing else ever comes out, and a good request after it
 * is answered as if nothing had been. 10,000 requests in all, run by the engine.
 */
class TensorParsingTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> TYPES = List.of(
            "FP32", "FP64", "FP16", "BF16", "INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64",
            "BOOL", "BYTES", "fp32", "");
    private static final List<DataType> GRAPHS = List.of(
            DataType.FLOAT,
            DataType.DOUBLE,
            DataType.FLOAT16,
            DataType.BFLOAT16,
            DataType.INT8,
            DataType.INT16,
            DataType.INT32,
            DataType.INT64,
            DataType.UINT8,
            DataType.UINT16,
            DataType.UINT32,
            DataType.UINT64,
            DataType.BOOL,
            DataType.STRING);
    private static final byte[] GOOD = """
            {"inputs": [{"name": "x", "datatype": "FP32", "shape": [1, 2], "data": [1.5, -2]}]}""".getBytes(StandardCharsets.UTF_8);

    private final ObjectMapper mapper = new ObjectMapper();
    private final InferenceCallReader reader = new InferenceCallReader();
    private final InferenceAnswerWriter writer = new InferenceAnswerWriter();
    private final List<Graph> graphs =
            GRAPHS.stream().map(TensorParsingTest::open).toList();

    @Property(tries = 4000, shrinking = ShrinkingMode.OFF)
    void answersOrRefusesJsonThatIsAlmostRight(@ForAll long seed, @ForAll @IntRange(max = 13) int graph)
            throws JsonProcessingException {
        Random random = new Random(seed);
        byte[] body = mapper.writeValueAsBytes(request(random, graph, false));

        answersOrRefuses(body, body.length, graphs.get(graph));
    }

    @Property(tries = 3000, shrinking = ShrinkingMode.OFF)
    void answersOrRefusesBinaryThatIsAlmostRight(@ForAll long seed, @ForAll @IntRange(max = 13) int graph)
            throws JsonProcessingException {
        Random random = new Random(seed);
        byte[] json = mapper.writeValueAsBytes(request(random, graph, true));
        byte[] tail = new byte[random.nextInt(40)];
        if (random.nextBoolean()) {
            random.nextBytes(tail);
        }
        byte[] body = Arrays.copyOf(json, json.length + tail.length);
        System.arraycopy(tail, 0, body, json.length, tail.length);
        int length = random.nextInt(10) == 0 ? 1 + random.nextInt(body.length) : json.length;

        answersOrRefuses(body, length, graphs.get(graph));
    }

    @Property(tries = 1500, shrinking = ShrinkingMode.OFF)
    void answersOrRefusesADamagedRequest(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] body = GOOD.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        }
        byte[] cut = random.nextInt(4) == 0 ? Arrays.copyOf(body, random.nextInt(body.length)) : body;

        answersOrRefuses(cut, cut.length, graphs.getFirst());
    }

    @Property(tries = 750, shrinking = ShrinkingMode.OFF)
    void answersOrRefusesAnyText(@ForAll String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);

        answersOrRefuses(body, body.length, graphs.getFirst());
    }

    @Property(tries = 750, shrinking = ShrinkingMode.OFF)
    void answersOrRefusesAnyBytes(@ForAll byte[] body) {
        answersOrRefuses(body, body.length, graphs.getFirst());
    }

    private void answersOrRefuses(byte[] body, int jsonLength, Graph graph) {
        try {
            InferenceCall call = reader.read(ByteBuffer.wrap(body), jsonLength, graph);
            Values[] answer = run(graph, call);
            Values sent = call.tensors().inputs()[0];
            if (sent.texts() == null) {
                assertThat(answer[0].bytes()).isEqualTo(sent.bytes());
            } else {
                assertThat(answer[0].texts()).isEqualTo(sent.texts());
            }
            InferenceAnswer written = writer.write("m", "1", call, answer);
            int length = written.binary() ? written.jsonLength() : written.body().length;
            JsonNode json = mapper.readTree(written.body(), 0, length);
            assertThat(json.path("outputs")).hasSize(1);
        } catch (ProblemException e) {
            assertThat(e.type().status()).isEqualTo(400);
            assertThat(e.getMessage()).isNotBlank();
        } catch (GraphException | IOException e) {
            throw new AssertionError("an identity takes whatever the reader lets pass", e);
        }
        assertThatAGoodRequestIsAnswered();
    }

    private void assertThatAGoodRequestIsAnswered() {
        InferenceCall call = reader.read(ByteBuffer.wrap(GOOD), graphs.getFirst());
        try {
            Values answer = run(graphs.getFirst(), call)[0];
            assertThat(answer.number(0)).isEqualTo(1.5);
            assertThat(answer.number(1)).isEqualTo(-2);
        } catch (GraphException e) {
            throw new AssertionError("the good request failed", e);
        }
    }

    private static Values[] run(Graph graph, InferenceCall call) throws GraphException {
        try (TensorRunner runner = graph.tensors(4)) {
            return runner.run(List.of(call.tensors()), Engines.soon()).outputs()[0];
        }
    }

    /** Often right, else wrong in one of the ways that a request can be. */
    private static JsonNode request(Random random, int graph, boolean binary) {
        ArrayNode shape = JSON.arrayNode();
        int count = 1;
        int rank = random.nextInt(12) == 0 ? random.nextInt(4) : 2;
        for (int i = 0; i < rank; i++) {
            int size = random.nextInt(24) == 0 ? 0 : 1 + random.nextInt(3);
            shape.add(size);
            count *= size;
        }
        String type = random.nextInt(8) == 0 ? TYPES.get(random.nextInt(TYPES.size())) : protocolName(graph);
        ObjectNode tensor = JSON.objectNode().put("name", "x").put("datatype", type);
        tensor.set("shape", random.nextInt(20) == 0 ? json(random, 2) : shape);
        if (binary) {
            int size = random.nextInt(4) == 0 ? random.nextInt(40) : count * (1 << random.nextInt(4));
            tensor.set("parameters", JSON.objectNode().put("binary_data_size", size));
        } else {
            tensor.set("data", random.nextInt(20) == 0 ? json(random, 3) : data(random, graph, count));
        }
        ObjectNode request = JSON.objectNode();
        request.set("inputs", JSON.arrayNode().add(tensor));
        if (random.nextBoolean()) {
            request.set("parameters", JSON.objectNode().put("binary_data_output", random.nextBoolean()));
        }
        return request;
    }

    private static ArrayNode data(Random random, int graph, int count) {
        ArrayNode data = JSON.arrayNode();
        int values = random.nextInt(16) == 0 ? random.nextInt(20) : count;
        for (int i = 0; i < values; i++) {
            data.add(random.nextInt(16) == 0 ? leaf(random) : fitting(random, graph));
        }
        return data;
    }

    private static JsonNode fitting(Random random, int graph) {
        return switch (GRAPHS.get(graph)) {
            case BOOL -> JSON.booleanNode(random.nextBoolean());
            case STRING -> JSON.textNode(Character.toString(1 + random.nextInt(0xD7FF)) + random.nextInt(9));
            default -> JSON.numberNode(random.nextInt(100));
        };
    }

    private static String protocolName(int graph) {
        return TYPES.get(graph);
    }

    private static JsonNode json(Random random, int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            return leaf(random);
        }
        if (random.nextInt(4) == 0) {
            return JSON.objectNode().set("k", json(random, depth - 1));
        }
        ArrayNode children = JSON.arrayNode();
        for (int i = random.nextInt(5); i > 0; i--) {
            children.add(json(random, depth - 1));
        }
        return children;
    }

    private static JsonNode leaf(Random random) {
        return switch (random.nextInt(9)) {
            case 0 -> JSON.numberNode(random.nextInt(100));
            case 1 -> JSON.numberNode(random.nextInt());
            case 2 -> JSON.numberNode(random.nextLong());
            case 3 -> JSON.numberNode(new BigInteger(100, random));
            case 4 -> JSON.numberNode(random.nextGaussian());
            case 5 -> JSON.numberNode(Math.scalb(random.nextDouble(), random.nextInt(2000) - 1000));
            case 6 -> JSON.textNode(Character.toString(random.nextInt(0x110000)) + random.nextInt(9));
            case 7 -> JSON.booleanNode(random.nextBoolean());
            default -> JSON.nullNode();
        };
    }

    private static Graph open(DataType type) {
        try {
            return Engines.started().open(Graphs.identity(type, "N", "M"));
        } catch (GraphException e) {
            throw new AssertionError(e);
        }
    }
}
