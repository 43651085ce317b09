package dev.auspex.model.openinference;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.graph.engine.Graph;
import dev.auspex.graph.engine.TensorSpec;

/**
 * Reads an inference request of the protocol, JSON with or without binary tensors behind it, and holds it against the graph:
 * what passes here has the names, types and shapes that the graph declares. Values go from the JSON straight into the bytes
 * that the engine takes. Every fault is a {@link ProblemException} of {@link ProblemType#INVALID_INPUT} or
 * {@link ProblemType#MALFORMED_BODY}.
 */
@ApplicationScoped
class InferenceCallReader {

    private static final int DEEPEST = 32;
    /** The longest decimal form of a double has 1,077 digits; nobody sends it. */
    private static final int LONGEST_NUMBER = 400;

    private static final int LONGEST_NAME = 1000;

    /** Python writes NaN, Infinity and -Infinity bare, which is no JSON but what clients of the protocol send. */
    private final JsonFactory json = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(LONGEST_NUMBER)
                    .maxNameLength(LONGEST_NAME)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    InferenceCall read(ByteBuffer body, Graph graph) {
        return read(body, body.remaining(), graph.inputs(), graph.outputs(), Room.UNBOUNDED);
    }

    InferenceCall read(ByteBuffer body, int jsonLength, Graph graph) {
        return read(body, jsonLength, graph.inputs(), graph.outputs(), Room.UNBOUNDED);
    }

    InferenceCall read(ByteBuffer body, int jsonLength, List<TensorSpec> inputs, List<TensorSpec> outputs) {
        return read(body, jsonLength, inputs, outputs, Room.UNBOUNDED);
    }

    /**
     * @param body       JSON and, behind it, the binary tensors; on the heap
     * @param jsonLength bytes of the JSON
     * @param inputs     what the request must give
     * @param room       for its tensors
     */
    InferenceCall read(ByteBuffer body, int jsonLength, List<TensorSpec> inputs, List<TensorSpec> outputs, Room room) {
        CallParser call = new CallParser(this::parser, body, jsonLength, inputs, outputs, room);
        try (JsonParser parser = parser(body.slice(body.position(), jsonLength))) {
            return call.read(parser);
        } catch (StreamConstraintsException e) {
            throw malformed("The JSON in " + call.where()
                    + " is nested too deeply, or a name, number or text in it is too long.");
        } catch (JsonParseException e) {
            String at = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw malformed("The JSON in " + call.where() + " is not valid" + at + ".");
        } catch (IOException e) {
            throw malformed("The JSON in " + call.where() + " is not valid UTF-8.");
        }
    }

    private JsonParser parser(ByteBuffer text) throws IOException {
        return json.createParser(text.array(), text.arrayOffset() + text.position(), text.remaining());
    }

    private static ProblemException malformed(String what) {
        return new ProblemException(ProblemType.MALFORMED_BODY, what);
    }
}
