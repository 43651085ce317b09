package dev.auspex.model.explain;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.auspex.graph.onnx.OnnxException;
import dev.auspex.graph.onnx.ProtobufReader;

/** The nodes of an ONNX file (onnx.proto: ModelProto, GraphProto, NodeProto). Weights are not decoded. */
final class OnnxFile {

    private static final int MOST_NODES = 10_000;
    private static final int MOST_NAMES = 100_000;

    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_CONSTANT = 5;
    private static final int GRAPH_OUTPUT = 12;
    private static final int LENGTH = 2;
    private static final int FLOAT = 1;

    private final byte[] bytes;
    private final List<OnnxNode> nodes = new ArrayList<>();
    private final Map<String, OnnxNode> producers = new HashMap<>();
    private final Map<String, ProtobufReader> constants = new HashMap<>();
    private int names;

    private OnnxFile(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads a file that the engine has opened before.
     *
     * @throws OnnxException if it is not an ONNX file, or has more nodes than a graph for tabular data would
     */
    static OnnxFile read(byte[] bytes) throws OnnxException {
        OnnxFile file = new OnnxFile(bytes);
        ProtobufReader model = ProtobufReader.of(bytes);
        for (int field = model.next(); field != 0; field = model.next()) {
            if (field == MODEL_GRAPH) {
                file.graph(model.message());
            } else {
                model.skip();
            }
        }
        return file;
    }

    List<OnnxNode> nodes() {
        return List.copyOf(nodes);
    }

    /** Returns the node that computes a value; empty if it is an input of the graph, or a weight. */
    Optional<OnnxNode> producer(String value) {
        return Optional.ofNullable(producers.get(value));
    }

    /**
     * Returns the values of a constant with a few FP32 numbers; empty if there is no such constant, or it is
     * of another kind.
     */
    Optional<float[]> constant(String name) throws OnnxException {
        ProtobufReader content = constants.get(name);
        return content == null ? Optional.empty() : OnnxConstant.floats(content.copy());
    }

    /**
     * Returns the file with a value of the graph as an additional output. Every protobuf parser merges a
     * singular message that occurs twice, and joins its lists. So it is enough to append a second graph that
     * holds only the output.
     *
     * @param name name of an FP32 value inside the graph
     */
    byte[] withOutput(String name) {
        byte[] tensor = {1 << 3, FLOAT};
        byte[] type = message(1, tensor);
        byte[] value = join(message(1, name.getBytes(StandardCharsets.UTF_8)), message(2, type));
        return join(bytes, message(MODEL_GRAPH, message(GRAPH_OUTPUT, value)));
    }

    private void graph(ProtobufReader graph) throws OnnxException {
        for (int field = graph.next(); field != 0; field = graph.next()) {
            if (field == GRAPH_NODE) {
                add(node(graph.message()));
            } else if (field == GRAPH_CONSTANT) {
                constant(graph.message());
            } else {
                graph.skip();
            }
        }
    }

    private void constant(ProtobufReader content) throws OnnxException {
        if (++names > MOST_NAMES) {
            throw new OnnxException("the graph has more than " + MOST_NAMES + " names");
        }
        constants.put(OnnxConstant.name(content.copy()), content);
    }

    private void add(OnnxNode node) throws OnnxException {
        names +=
                node.inputs().size() + node.outputs().size() + node.attributes().size();
        if (nodes.size() == MOST_NODES || names > MOST_NAMES) {
            throw new OnnxException("the graph has more than " + MOST_NODES + " nodes or " + MOST_NAMES + " names");
        }
        nodes.add(node);
        node.outputs().forEach(output -> producers.put(output, node));
    }

    private static OnnxNode node(ProtobufReader reader) throws OnnxException {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        Map<String, OnnxAttribute> attributes = new HashMap<>();
        String operator = "";
        String domain = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> inputs.add(reader.text());
                case 2 -> outputs.add(reader.text());
                case 4 -> operator = reader.text();
                case 5 -> attribute(reader.message(), attributes);
                case 7 -> domain = reader.text();
                default -> reader.skip();
            }
            if (inputs.size() + outputs.size() + attributes.size() > MOST_NAMES) {
                throw new OnnxException("a node has more than " + MOST_NAMES + " names");
            }
        }
        return new OnnxNode(domain, operator, List.copyOf(inputs), List.copyOf(outputs), Map.copyOf(attributes));
    }

    private static void attribute(ProtobufReader reader, Map<String, OnnxAttribute> into) throws OnnxException {
        OnnxAttribute attribute = new OnnxAttribute(reader.copy());
        String name = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field == 1) {
                name = reader.text();
            } else {
                reader.skip();
            }
        }
        into.put(name, attribute);
    }

    private static byte[] message(int field, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(field << 3 | LENGTH);
        int length = content.length;
        while (length > 0x7F) {
            out.write(length & 0x7F | 0x80);
            length >>>= 7;
        }
        out.write(length);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
