package dev.auspex.model.openinference;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

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
    void answersOrRefusesRequestsThatAreAlmostRight(@ForAll long seed, @ForAll @IntRange(max = 5) int graph)
            throws JsonProcessingException {
        answersOrRefuses(mapper.writeValueAsBytes(request(new Random(seed))), graphs.get(graph));
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

    /** Often right, else wrong in one of the ways that a body can be. */
    private static JsonNode request(Random random) {
        ArrayNode shape = JSON.arrayNode();
        int count = 1;
        int rank = random.nextInt(6) == 0 ? random.nextInt(4) : 2;
        for (int i = 0; i < rank; i++) {
            int size = random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(4);
            shape.add(size);
            count *= size;
        }
        ArrayNode data = JSON.arrayNode();
        JsonNode leaf = leaf(random);
        int values = random.nextInt(8) == 0 ? random.nextInt(20) : count;
        for (int i = 0; i < values; i++) {
            data.add(random.nextInt(10) == 0 ? leaf(random) : leaf);
        }
        ObjectNode tensor = JSON.objectNode().put("name", "x").put("datatype", TYPES.get(random.nextInt(TYPES.size())));
        tensor.set("shape", random.nextInt(10) == 0 ? json(random, 2) : shape);
        tensor.set("data", random.nextInt(10) == 0 ? json(random, 3) : data);
        return JSON.objectNode().set("inputs", JSON.arrayNode().add(tensor));
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
            case 6 -> JSON.textNode(Character.toString(random.nextInt(0xD800)) + random.nextInt(9));
            case 7 -> JSON.booleanNode(random.nextBoolean());
            default -> JSON.nullNode();
        };
    }

    private static Graph open(int type) {
        try {
            return Engines.started().open(OnnxBytes.identity(type, 2));
        } catch (GraphException e) {
            throw new AssertionError(e);
        }
    }
}
