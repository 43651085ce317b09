package dev.auspex.graph.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One node (NodeProto in onnx.proto), with the fields that are needed to follow values through it.
 *
 * @param domain     domain of its operator; empty for ONNX's own
 * @param type       its operator in that domain
 * @param attributes readers of the attributes, by name
 * @param graphs     subgraphs of the node
 */
record ScopeNode(
        String name,
        String domain,
        String type,
        List<String> inputs,
        List<String> outputs,
        Map<String, ProtobufReader> attributes,
        List<ProtobufReader> graphs) {

    /** Domain of the classical models. */
    static final String ML = "ai.onnx.ml";

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
        return new ScopeNode(name, ofOnnx(domain) ? "" : domain, operator, inputs, outputs, attributes, graphs);
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

    /** Returns whether a domain is that of ONNX itself. */
    static boolean ofOnnx(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    /** Returns its operator, or an empty string if it is not one of ONNX's own. */
    String operator() {
        return domain.isEmpty() ? type : "";
    }

    /** Returns whether it is this operator of the classical models, such as trees and linear models. */
    boolean ml(String operator) {
        return domain.equals(ML) && type.equals(operator);
    }

    /** Returns its name for messages: its own, otherwise that of its first output. */
    String told() {
        return name.isEmpty() && !outputs.isEmpty() ? outputs.getFirst() : name;
    }

    /** Returns the name of an input, or an empty string if the node has no such input. */
    String input(int place) {
        return place < inputs.size() ? inputs.get(place) : "";
    }

    /** Returns the smallest whole number of an attribute, or the largest {@code long} if it has none. */
    long leastInteger(String attribute) throws OnnxException {
        return integers(attribute).stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
    }

    /** Returns the strings of an attribute; empty if it has none. */
    List<String> texts(String attribute) throws OnnxException {
        ProtobufReader content = attributes.get(attribute);
        if (content == null) {
            return List.of();
        }
        ProtobufReader in = content.copy();
        List<String> texts = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 9) {
                texts.add(in.text());
            } else {
                in.skip();
            }
        }
        return texts;
    }

    /** Returns the whole numbers of an attribute; empty if it has none. */
    List<Long> integers(String attribute) throws OnnxException {
        ProtobufReader content = attributes.get(attribute);
        if (content == null) {
            return List.of();
        }
        ProtobufReader in = content.copy();
        List<Long> numbers = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field != 3 && field != 8) {
                in.skip();
            } else if (in.packed()) {
                ProtobufReader list = in.message();
                while (!list.atEnd()) {
                    numbers.add(list.raw());
                }
            } else {
                numbers.add(in.varint());
            }
        }
        return numbers;
    }

    /** Returns the count of floating-point numbers in an attribute. */
    long floats(String attribute) throws OnnxException {
        ProtobufReader content = attributes.get(attribute);
        if (content == null) {
            return 0;
        }
        ProtobufReader in = content.copy();
        long count = 0;
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 7 && in.packed()) {
                ProtobufReader list = in.message();
                while (!list.atEnd()) {
                    list.rawFloat();
                    count++;
                }
            } else {
                count += field == 7 ? 1 : 0;
                in.skip();
            }
        }
        return count;
    }

    /** Returns the single whole number of an attribute. */
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
