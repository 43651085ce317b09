package dev.auspex.model.openinference;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.model.engine.ElementType;
import dev.auspex.model.engine.Graph;
import dev.auspex.model.engine.Tensor;
import dev.auspex.model.engine.TensorSpec;

/**
 * Reads an inference request of the protocol and holds it against the graph: what passes here has the names, types and shapes
 * that the graph declares. Every fault is a {@link ProblemException} of {@link ProblemType#INVALID_INPUT} or
 * {@link ProblemType#MALFORMED_BODY}.
 */
@ApplicationScoped
class InferenceCallReader {

    private static final int LONGEST_ID = 256;

    private final ObjectReader json;

    InferenceCallReader(ObjectMapper mapper) {
        this.json = mapper.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    InferenceCall read(byte[] body, List<TensorSpec> inputs, List<TensorSpec> outputs) {
        JsonNode root = parse(body);
        return new InferenceCall(id(root.get("id")), inputs(root.get("inputs"), inputs), outputs(root, outputs));
    }

    InferenceCall read(byte[] body, Graph graph) {
        return read(body, graph.inputs(), graph.outputs());
    }

    private JsonNode parse(byte[] body) {
        JsonNode root;
        try {
            root = json.readTree(body == null ? new byte[0] : body);
        } catch (IOException e) {
            throw new ProblemException(ProblemType.MALFORMED_BODY, "the body is not JSON");
        }
        if (!root.isObject()) {
            throw new ProblemException(ProblemType.MALFORMED_BODY, "the body is not a JSON object");
        }
        return root;
    }

    private static String id(JsonNode id) {
        if (absent(id)) {
            return null;
        }
        if (!id.isTextual() || id.textValue().length() > LONGEST_ID) {
            throw invalid("id must be a string of at most " + LONGEST_ID + " characters");
        }
        return id.textValue();
    }

    private static List<Tensor> inputs(JsonNode given, List<TensorSpec> specs) {
        if (absent(given) || !given.isArray()) {
            throw invalid("inputs must be an array of tensors");
        }
        Map<String, TensorSpec> open = new HashMap<>();
        specs.forEach(spec -> open.put(spec.name(), spec));
        Map<String, Long> sizes = new HashMap<>();
        List<Tensor> tensors = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (JsonNode input : given) {
            String name = text(input.get("name"), "an input's name");
            if (!seen.add(name)) {
                throw invalid("input " + name + " is there twice");
            }
            TensorSpec spec = open.remove(name);
            if (spec == null) {
                throw invalid("the model has no input " + name);
            }
            tensors.add(tensor(input, spec, sizes));
        }
        if (!open.isEmpty()) {
            List<String> missing = specs.stream()
                    .map(TensorSpec::name)
                    .filter(open::containsKey)
                    .toList();
            throw invalid("inputs are missing: " + String.join(", ", missing));
        }
        return tensors;
    }

    private static Tensor tensor(JsonNode input, TensorSpec spec, Map<String, Long> sizes) {
        String name = spec.name();
        String datatype = text(input.get("datatype"), "the datatype of input " + name);
        ElementType type = ElementType.named(datatype)
                .orElseThrow(() -> invalid("input " + name + " has the unknown datatype " + datatype));
        if (type != spec.type()) {
            throw invalid("input " + name + " has the datatype " + type + "; the model takes " + spec.type());
        }
        if (!type.supported()) {
            throw invalid("input " + name + ": tensors of " + type + " are not supported");
        }
        long[] shape = shape(input.get("shape"), spec, sizes);
        JsonNode data = input.get("data");
        if (absent(data) || !data.isArray()) {
            throw invalid("input " + name + " needs data, a JSON array; the binary extension is not supported");
        }
        return new Tensor(name, type, shape, values(data, type, shape, name));
    }

    private static long[] shape(JsonNode given, TensorSpec spec, Map<String, Long> sizes) {
        String name = spec.name();
        if (absent(given) || !given.isArray()) {
            throw invalid("input " + name + " needs a shape, an array of whole numbers");
        }
        boolean fits = given.size() == spec.shape().size();
        long[] shape = new long[given.size()];
        for (int i = 0; i < shape.length; i++) {
            JsonNode size = given.get(i);
            if (!size.isIntegralNumber() || !size.canConvertToInt() || size.intValue() < 1) {
                throw invalid("input " + name + ": each size in its shape must be a whole number from 1 on");
            }
            shape[i] = size.intValue();
            fits = fits && (spec.shape().get(i) == -1 || spec.shape().get(i) == shape[i]);
        }
        if (!fits) {
            throw invalid("input " + name + " has the shape " + given + "; the model takes " + spec.shape());
        }
        for (int i = 0; i < shape.length; i++) {
            String symbol = spec.symbols().get(i);
            Long before = symbol.isEmpty() ? null : sizes.putIfAbsent(symbol, shape[i]);
            if (before != null && before != shape[i]) {
                throw invalid("input " + name + " has " + shape[i] + " as its dimension " + symbol
                        + "; another input has " + before);
            }
        }
        return shape;
    }

    private static Object values(JsonNode data, ElementType type, long[] shape, String name) {
        List<JsonNode> leaves = leaves(data, shape, name);
        int count = leaves.size();
        return switch (type) {
            case FP32 -> {
                float[] values = new float[count];
                for (int i = 0; i < count; i++) {
                    values[i] = (float) real(leaves.get(i), Float.MAX_VALUE, type, name);
                }
                yield values;
            }
            case FP64 -> {
                double[] values = new double[count];
                for (int i = 0; i < count; i++) {
                    values[i] = real(leaves.get(i), Double.MAX_VALUE, type, name);
                }
                yield values;
            }
            case INT32 -> {
                int[] values = new int[count];
                for (int i = 0; i < count; i++) {
                    JsonNode leaf = leaves.get(i);
                    check(leaf.isIntegralNumber() && leaf.canConvertToInt(), type, name);
                    values[i] = leaf.intValue();
                }
                yield values;
            }
            case INT64 -> {
                long[] values = new long[count];
                for (int i = 0; i < count; i++) {
                    JsonNode leaf = leaves.get(i);
                    check(leaf.isIntegralNumber() && leaf.canConvertToLong(), type, name);
                    values[i] = leaf.longValue();
                }
                yield values;
            }
            case BOOL -> {
                boolean[] values = new boolean[count];
                for (int i = 0; i < count; i++) {
                    check(leaves.get(i).isBoolean(), type, name);
                    values[i] = leaves.get(i).booleanValue();
                }
                yield values;
            }
            case BYTES -> {
                String[] values = new String[count];
                for (int i = 0; i < count; i++) {
                    check(leaves.get(i).isTextual(), type, name);
                    // The engine takes strings as C does: nothing comes after a NUL.
                    check(leaves.get(i).textValue().indexOf('\0') < 0, type, name);
                    values[i] = leaves.get(i).textValue();
                }
                yield values;
            }
            default -> throw invalid("input " + name + ": tensors of " + type + " are not supported");
        };
    }

    /** The protocol has no word for a missing number; null is read as NaN, which graphs take for missing. */
    private static double real(JsonNode leaf, double most, ElementType type, String name) {
        if (leaf.isNull()) {
            return Double.NaN;
        }
        check(leaf.isNumber(), type, name);
        double value = leaf.doubleValue();
        check(Math.abs(value) <= most, type, name);
        return value;
    }

    /** The protocol lets data be flat or nested as the shape is. */
    private static List<JsonNode> leaves(JsonNode data, long[] shape, String name) {
        List<JsonNode> leaves = new ArrayList<>();
        boolean nested = shape.length > 1 && data.size() > 0 && data.get(0).isArray();
        if (nested) {
            collect(data, shape, 0, leaves, name);
            return leaves;
        }
        data.forEach(leaves::add);
        if (leaves.size() != count(shape)) {
            throw invalid("input " + name + " has " + leaves.size() + " values; its shape needs " + count(shape));
        }
        return leaves;
    }

    private static void collect(JsonNode node, long[] shape, int depth, List<JsonNode> leaves, String name) {
        if (!node.isArray() || node.size() != shape[depth]) {
            throw invalid("input " + name + ": the nested data does not have its shape");
        }
        for (JsonNode child : node) {
            if (depth + 1 < shape.length) {
                collect(child, shape, depth + 1, leaves, name);
            } else {
                leaves.add(child);
            }
        }
    }

    /** Saturates: a count beyond every body is as wrong as any other. */
    private static long count(long[] shape) {
        long count = 1;
        for (long size : shape) {
            count = count > Long.MAX_VALUE / size ? Long.MAX_VALUE : count * size;
        }
        return count;
    }

    private static List<String> outputs(JsonNode root, List<TensorSpec> specs) {
        JsonNode asked = root.get("outputs");
        if (absent(asked) || (asked.isArray() && asked.isEmpty())) {
            return specs.stream()
                    .filter(spec -> spec.type().supported())
                    .map(TensorSpec::name)
                    .toList();
        }
        if (!asked.isArray()) {
            throw invalid("outputs must be an array");
        }
        List<String> names = new ArrayList<>();
        for (JsonNode output : asked) {
            String name = text(output.get("name"), "an output's name");
            TensorSpec spec = specs.stream()
                    .filter(it -> it.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> invalid("the model has no output " + name));
            if (!spec.type().supported()) {
                throw invalid("output " + name + ": tensors of " + spec.type() + " are not supported");
            }
            if (output.path("parameters").path("binary_data").asBoolean()) {
                throw invalid("output " + name + ": the binary extension is not supported");
            }
            if (names.contains(name)) {
                throw invalid("output " + name + " is there twice");
            }
            names.add(name);
        }
        return names;
    }

    private static String text(JsonNode node, String what) {
        if (absent(node) || !node.isTextual()) {
            throw invalid(what + " must be a string");
        }
        return node.textValue();
    }

    private static boolean absent(JsonNode node) {
        return node == null || node.isNull();
    }

    private static void check(boolean good, ElementType type, String name) {
        if (!good) {
            throw invalid("input " + name + " has a value that is not " + type);
        }
    }

    private static ProblemException invalid(String what) {
        return new ProblemException(ProblemType.INVALID_INPUT, what);
    }
}
