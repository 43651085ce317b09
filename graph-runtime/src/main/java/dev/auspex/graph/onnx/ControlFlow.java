package dev.auspex.graph.onnx;

/**
 * Detects whether a graph contains subgraphs, as the operators If, Loop and Scan do. Then its run
 * time depends on its inputs.
 */
public final class ControlFlow {

    private ControlFlow() {}

    /**
     * Returns whether a file has a graph with subgraphs.
     *
     * @throws OnnxException if the file is not well-formed ONNX
     */
    public static boolean in(byte[] onnx) throws OnnxException {
        ProtobufReader model = ProtobufReader.of(onnx);
        for (int field = model.next(); field != 0; field = model.next()) {
            // The graph and the functions, and the nodes of each.
            if (field == 7 && inNodes(model.message(), 1) || field == 25 && inNodes(model.message(), 7)) {
                return true;
            } else if (field != 7 && field != 25) {
                model.skip();
            }
        }
        return false;
    }

    private static boolean inNodes(ProtobufReader graph, int nodes) throws OnnxException {
        for (int field = graph.next(); field != 0; field = graph.next()) {
            if (field != nodes) {
                graph.skip();
            } else if (inNode(graph.message())) {
                return true;
            }
        }
        return false;
    }

    private static boolean inNode(ProtobufReader node) throws OnnxException {
        for (int field = node.next(); field != 0; field = node.next()) {
            if (field != 5) {
                node.skip();
                continue;
            }
            ProtobufReader attribute = node.message();
            for (int part = attribute.next(); part != 0; part = attribute.next()) {
                if (part == 6 || part == 11) {
                    return true;
                }
                attribute.skip();
            }
        }
        return false;
    }
}
