package dev.auspex.graph.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The names that the nodes of one graph can see (GraphProto in onnx.proto): its own, and those of the enclosing graphs.
 */
final class GraphScope {

    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_FUNCTION = 25;
    private static final int DEEPEST = 64;

    private final long at;
    private final boolean ofModel;
    private final @Nullable GraphScope outer;
    private final Map<String, ScopeNode> producers = new HashMap<>();
    private final Map<String, ProtobufReader> weights = new HashMap<>();
    private final Map<String, Integer> inputs = new HashMap<>();
    /**
     * Names with two meanings, or with one that is not followed. The engine may choose another meaning than a
     * reader of the file does.
     */
    private final Set<String> unclear = new HashSet<>();

    private final List<ScopeNode> nodes = new ArrayList<>();
    private final List<GraphScope> inner = new ArrayList<>();
    private String replaced = "";

    private GraphScope(long at, boolean ofModel, @Nullable GraphScope outer) {
        this.at = at;
        this.ofModel = ofModel;
        this.outer = outer;
    }

    /**
     * Returns all graphs of a file: its own, the nested ones, and the bodies of its functions.
     *
     * @throws OnnxException if the file is not well-formed ONNX
     */
    static List<GraphScope> of(byte[] onnx) throws OnnxException {
        List<GraphScope> all = new ArrayList<>();
        GraphScope top = null;
        ProtobufReader model = ProtobufReader.of(onnx);
        for (int field = model.next(); field != 0; field = model.next()) {
            if (field == MODEL_GRAPH) {
                ProtobufReader graph = model.message();
                top = top == null ? new GraphScope(graph.position(), true, null) : top;
                // A graph that occurs twice is one graph in two parts, as for every protobuf parser.
                top.readGraph(graph, 1);
            } else if (field == MODEL_FUNCTION) {
                ProtobufReader body = model.message();
                GraphScope function = new GraphScope(body.position(), false, null);
                function.readFunction(body);
                function.addTo(all);
            } else {
                model.skip();
            }
        }
        if (top != null) {
            top.addTo(all);
        }
        return all;
    }

    private void addTo(List<GraphScope> all) {
        all.add(this);
        inner.forEach(graph -> graph.addTo(all));
    }

    /** Returns the position in the file where the graph begins. */
    long at() {
        return at;
    }

    List<ScopeNode> nodes() {
        return nodes;
    }

    /** Returns whether it is the file's own graph, instead of a nested one or a function. */
    boolean ofModel() {
        return ofModel;
    }

    private void readGraph(ProtobufReader in, int depth) throws OnnxException {
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> node(in.message(), depth);
                case 5 -> {
                    ProtobufReader weight = in.message();
                    String name = ConstantTensor.name(weight.copy());
                    if (weights.put(name, weight) != null) {
                        unclear.add(name);
                    }
                }
                case 15 -> sparse(in.message());
                case 11 -> input(in.message());
                default -> in.skip();
            }
        }
    }

    private void readFunction(ProtobufReader in) throws OnnxException {
        String name = "";
        String domain = "";
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> name = in.text();
                case 10 -> domain = in.text();
                case 4 -> inputs.put(in.text(), ConstantTensor.UNKNOWN);
                case 7 -> node(in.message(), 1);
                default -> in.skip();
            }
        }
        replaced = ScopeNode.ofOnnx(domain) ? name : "";
    }

    /**
     * Returns the ONNX operator that this function replaces, or an empty string if it is not a
     * function or replaces none.
     */
    String replaced() {
        return replaced;
    }

    private void node(ProtobufReader in, int depth) throws OnnxException {
        if (depth > DEEPEST) {
            throw new OnnxException("the file is nested more than " + DEEPEST + " deep");
        }
        ScopeNode node = ScopeNode.read(in);
        for (String output : node.outputs()) {
            if (producers.put(output, node) != null) {
                unclear.add(output);
            }
        }
        nodes.add(node);
        for (ProtobufReader graph : node.graphs()) {
            GraphScope nested = new GraphScope(graph.position(), false, this);
            nested.readGraph(graph, depth + 1);
            inner.add(nested);
        }
    }

    /** Reads the name of a SparseTensorProto, which is that of its values. */
    private void sparse(ProtobufReader in) throws OnnxException {
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 1) {
                unclear.add(ConstantTensor.name(in.message()));
            } else {
                in.skip();
            }
        }
    }

    /** Reads the name and the element type of an input (ValueInfoProto, TypeProto and its tensor). */
    private void input(ProtobufReader in) throws OnnxException {
        String name = "";
        int type = ConstantTensor.UNKNOWN;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> name = in.text();
                case 2 -> type = tensorType(in.message());
                default -> in.skip();
            }
        }
        inputs.put(name, type);
    }

    private static int tensorType(ProtobufReader in) throws OnnxException {
        int type = ConstantTensor.UNKNOWN;
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field != 1) {
                in.skip();
                continue;
            }
            ProtobufReader tensor = in.message();
            for (int part = tensor.next(); part != 0; part = tensor.next()) {
                if (part == 1) {
                    type = (int) tensor.varint();
                } else {
                    tensor.skip();
                }
            }
        }
        return type;
    }

    /** Returns what a name stands for, if this graph or an enclosing one knows it. */
    Optional<Meaning> meaning(String name) throws OnnxException {
        for (GraphScope scope = this; scope != null; scope = scope.outer) {
            ProtobufReader weight = scope.weights.get(name);
            if (scope.unclear(name, weight != null)) {
                return Optional.of(new Meaning(scope, null, null, false, ConstantTensor.UNKNOWN));
            }
            if (weight != null) {
                return Optional.of(new Meaning(scope, ConstantTensor.read(weight.copy()), null, false, 0));
            }
            ScopeNode producer = scope.producers.get(name);
            if (producer != null) {
                ConstantTensor constant = producer.operator().equals("Constant")
                        ? ConstantTensor.ofAttributes(producer.attributes())
                        : null;
                return Optional.of(new Meaning(scope, constant, producer, false, ConstantTensor.UNKNOWN));
            }
            Integer type = scope.inputs.get(name);
            if (type != null) {
                return Optional.of(new Meaning(scope, null, null, scope.ofModel, type));
            }
        }
        return Optional.empty();
    }

    /**
     * Returns whether a name has no clear meaning. A weight that is also an input is a default value. Nobody overrides
     * it in the file's own graph, but the caller of a nested graph may.
     */
    private boolean unclear(String name, boolean weight) {
        return unclear.contains(name)
                || weight && (producers.containsKey(name) || !ofModel && inputs.containsKey(name));
    }

    /**
     * What a name stands for.
     *
     * @param scope    graph that defines it
     * @param constant its values, if they are in the file
     * @param producer the node that computes it, if any
     * @param asked    whether it is an input of the file's own graph
     * @param type     declared type of its elements, if any
     */
    record Meaning(
            GraphScope scope,
            @Nullable ConstantTensor constant,
            @Nullable ScopeNode producer,
            boolean asked,
            int type) {}
}
