package dev.auspex.model.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the nodes that may divide whole numbers by zero, which ends the process in ONNX Runtime: integer {@code Div} and
 * {@code Mod} whose divisor is neither a constant without zeros nor a value that cannot be zero. Nested graphs and functions are
 * looked through as well.
 */
public final class DivisionScan {

    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_FUNCTION = 25;
    private static final int DEEPEST = 64;

    private final List<Division> found = new ArrayList<>();

    private DivisionScan() {}

    /**
     * Looks through a file.
     *
     * @throws OnnxException where it is no well-formed ONNX file
     */
    public static List<Division> of(byte[] onnx) throws OnnxException {
        DivisionScan scan = new DivisionScan();
        GraphScope top = null;
        ProtobufReader model = ProtobufReader.of(onnx);
        for (int field = model.next(); field != 0; field = model.next()) {
            if (field == MODEL_GRAPH) {
                ProtobufReader graph = model.message();
                top = top == null ? GraphScope.ofModel(graph.position()) : top;
                // One that stands there twice is one in two parts, as with every protobuf parser.
                top.readGraph(graph, 1);
            } else if (field == MODEL_FUNCTION) {
                ProtobufReader body = model.message();
                GraphScope function = GraphScope.ofFunction(body.position());
                function.readFunction(body);
                scan.look(function, 1);
            } else {
                model.skip();
            }
        }
        if (top != null) {
            scan.look(top, 1);
        }
        return List.copyOf(scan.found);
    }

    private void look(GraphScope scope, int depth) throws OnnxException {
        if (depth > DEEPEST) {
            throw new OnnxException("the file is nested more than " + DEEPEST + " deep");
        }
        for (ScopeNode node : scope.divisions()) {
            switch (Divisor.of(node, scope)) {
                case HARMLESS -> {}
                case WHOLE -> found.add(division(node, scope, true));
                case UNKNOWN -> found.add(division(node, scope, false));
            }
        }
        for (GraphScope inner : scope.inner()) {
            look(inner, depth + 1);
        }
    }

    private static Division division(ScopeNode node, GraphScope scope, boolean whole) {
        return new Division(node.told(), node.operator(), node.input(1), whole, scope.at());
    }
}
