package dev.auspex.model.explain;

import java.util.List;
import java.util.Map;

import dev.auspex.graph.onnx.OnnxException;

/**
 * One node of a graph.
 *
 * @param domain     domain of the operator; empty for ONNX's own
 * @param operator   such as {@code Concat}
 * @param inputs     names of the values that it takes
 * @param outputs    names of the values that it gives
 * @param attributes attribute by name
 */
record OnnxNode(
        String domain,
        String operator,
        List<String> inputs,
        List<String> outputs,
        Map<String, OnnxAttribute> attributes) {

    static final String ML = "ai.onnx.ml";

    boolean is(String wantedDomain, String wantedOperator) {
        return domain.equals(wantedDomain) && operator.equals(wantedOperator);
    }

    long integer(String name, long otherwise) throws OnnxException {
        OnnxAttribute attribute = attributes.get(name);
        return attribute == null ? otherwise : attribute.integer();
    }

    String text(String name, String otherwise) throws OnnxException {
        OnnxAttribute attribute = attributes.get(name);
        return attribute == null ? otherwise : attribute.text();
    }

    int[] integers(String name) throws OnnxException {
        OnnxAttribute attribute = attributes.get(name);
        return attribute == null ? new int[0] : attribute.integers();
    }

    float[] numbers(String name) throws OnnxException {
        OnnxAttribute attribute = attributes.get(name);
        return attribute == null ? new float[0] : attribute.numbers();
    }

    List<String> texts(String name) throws OnnxException {
        OnnxAttribute attribute = attributes.get(name);
        return attribute == null ? List.of() : attribute.texts();
    }
}
