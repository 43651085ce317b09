package dev.auspex.graph.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One node as far as values are followed through it (NodeProto in onnx.proto).
 *
 * @param operator   its operator, empty where it is none of ONNX's own
 * @param attributes where the value of each attribute stands
 * @param graphs     graphs that are part of it
 */
record ScopeNode(
        String name,
        String operator,
        List<String> inputs,
        List<String> outputs,
        Map<String, ProtobufReader> attributes,
        List<ProtobufReader> graphs) {

    static ScopeNode read(ProtobufReader in) throws OnnxException {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        Map<String, ProtobufReader> attributes = new HashMap<>();
        List<ProtobufReader> graphs = new ArrayList<>();
        String name = "";
        String operator = "";
        String domain = "";
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> inputs.add(in.text());
                case 2 -> outputs.add(in.text());
                case 3 -> name = in.text();
                case 4 -> operator = in.text();
                case 5 -> attribute(in.message(), attributes, graphs);
                case 7 -> domain = in.text();
                default -> in.skip();
            }
        }
        return new ScopeNode(name, ofOnnx(domain) ? operator : "", inputs, outputs, attributes, graphs);
    }

    private static void attribute(
            ProtobufReader in, Map<String, ProtobufReader> attributes, List<ProtobufReader> graphs)
            throws OnnxException {
        ProtobufReader content = in.copy();
        String name = "";
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> name = in.text();
                case 6, 11 -> graphs.add(in.message());
                default -> in.skip();
            }
        }
        attributes.put(name, content);
    }

    /** Whether operators of a domain are those of ONNX itself. */
    static boolean ofOnnx(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    /** What people know it by. */
    String told() {
        return name.isEmpty() && !outputs.isEmpty() ? outputs.getFirst() : name;
    }

    /** Name of an input, empty where it has none there. */
    String input(int place) {
        return place < inputs.size() ? inputs.get(place) : "";
    }

    /** The least of the whole numbers of an attribute; the greatest number there is where it has none. */
    long leastInteger(String attribute) throws OnnxException {
        ProtobufReader content = attributes.get(attribute);
        long least = Long.MAX_VALUE;
        if (content == null) {
            return least;
        }
        ProtobufReader in = content.copy();
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field != 3 && field != 8) {
                in.skip();
            } else if (in.packed()) {
                ProtobufReader list = in.message();
                while (!list.atEnd()) {
                    least = Math.min(least, list.raw());
                }
            } else {
                least = Math.min(least, in.varint());
            }
        }
        return least;
    }

    /** A whole number among its attributes. */
    Optional<Long> integer(String attribute) throws OnnxException {
        ProtobufReader content = attributes.get(attribute);
        if (content == null) {
            return Optional.empty();
        }
        ProtobufReader in = content.copy();
        Optional<Long> value = Optional.empty();
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 3) {
                value = Optional.of(in.varint());
            } else {
                in.skip();
            }
        }
        return value;
    }
}
