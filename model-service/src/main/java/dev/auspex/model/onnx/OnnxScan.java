package dev.auspex.model.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.auspex.contracts.model.GraphTensor;

/**
 * Looks through an ONNX file without opening it: whether its parts fit into each other, what it needs and what goes in and
 * out. Field numbers are those of onnx.proto (ONNX 1.17). What it takes is bounded whatever the file claims: weights are passed over,
 * and names, depth and counts have limits.
 */
public final class OnnxScan {

    private static final int LONGEST_NAME = 4096;
    private static final int DEEPEST = 64;
    private static final int MOST_PORTS = 10_000;
    private static final int MOST_DIMENSIONS = 64;
    private static final int MOST_NAMES = 1_000_000;
    private static final long NEWEST_IR = 11;

    private final ProtobufReader in;
    private final Set<String> filled = new HashSet<>();
    private final List<GraphTensor> inputs = new ArrayList<>();
    private final List<GraphTensor> outputs = new ArrayList<>();
    private long irVersion;
    private String producer = "";
    private String producerVersion = "";
    private long opset;
    private long operators;
    private boolean hasGraph;

    private OnnxScan(ProtobufReader in) {
        this.in = in;
    }

    /**
     * Scans a file.
     *
     * @throws OnnxException where it is no ONNX file that is taken, with the reason
     */
    public static OnnxFacts of(Path file) throws IOException, OnnxException {
        try (ProtobufReader in = new ProtobufReader(file)) {
            return new OnnxScan(in).scan();
        }
    }

    private OnnxFacts scan() throws IOException, OnnxException {
        if (in.size() == 0) {
            throw new OnnxException("the file is empty");
        }
        fields(in.size(), 0, this::ofModel);
        if (!hasGraph) {
            throw new OnnxException("the file holds no graph: this is no ONNX file");
        }
        if (irVersion < 1 || irVersion > NEWEST_IR) {
            throw new OnnxException("the file says IR version " + irVersion + "; 1 to " + NEWEST_IR + " are known");
        }
        if (outputs.isEmpty()) {
            throw new OnnxException("the graph has no output");
        }
        return new OnnxFacts(
                irVersion,
                (producer + " " + producerVersion).strip(),
                opset,
                operators,
                inputs.stream().filter(it -> !filled.contains(it.name())).toList(),
                outputs);
    }

    private boolean ofModel(int field, int wire, long end, int depth) throws IOException, OnnxException {
        switch (field) {
            case 1 -> irVersion = number(wire, end);
            case 2 -> producer = text(wire, end);
            case 3 -> producerVersion = text(wire, end);
            case 7 -> {
                hasGraph = true;
                fields(part(wire, end), depth, (f, w, e, d) -> ofGraph(f, w, e, d, true));
            }
            case 8 -> operatorSet(part(wire, end), depth);
            // Training graphs and functions hold operators and weights as well.
            case 20 -> fields(part(wire, end), depth, this::ofTraining);
            case 25 -> fields(part(wire, end), depth, this::ofFunction);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void operatorSet(long end, int depth) throws IOException, OnnxException {
        String[] domain = {""};
        long[] version = {0};
        fields(end, depth, (field, wire, limit, d) -> {
            switch (field) {
                case 1 -> domain[0] = text(wire, limit);
                case 2 -> version[0] = number(wire, limit);
                default -> {
                    return false;
                }
            }
            return true;
        });
        if (domain[0].isEmpty() || domain[0].equals("ai.onnx")) {
            opset = Math.max(opset, version[0]);
        }
    }

    private boolean ofTraining(int field, int wire, long end, int depth) throws IOException, OnnxException {
        if (field == 1 || field == 2) {
            fields(part(wire, end), depth, (f, w, e, d) -> ofGraph(f, w, e, d, false));
            return true;
        }
        return false;
    }

    private boolean ofFunction(int field, int wire, long end, int depth) throws IOException, OnnxException {
        if (field == 7) {
            operators++;
            fields(part(wire, end), depth, this::ofNode);
            return true;
        }
        return false;
    }

    private boolean ofGraph(int field, int wire, long end, int depth, boolean top) throws IOException, OnnxException {
        switch (field) {
            case 1 -> {
                operators++;
                fields(part(wire, end), depth, this::ofNode);
            }
            case 5 -> tensor(part(wire, end), depth, top);
            case 15 -> sparseTensor(part(wire, end), depth, top);
            case 11 -> port(part(wire, end), depth, top ? inputs : null);
            case 12 -> port(part(wire, end), depth, top ? outputs : null);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean ofNode(int field, int wire, long end, int depth) throws IOException, OnnxException {
        if (field == 5) {
            fields(part(wire, end), depth, this::ofAttribute);
            return true;
        }
        return false;
    }

    private boolean ofAttribute(int field, int wire, long end, int depth) throws IOException, OnnxException {
        switch (field) {
            case 5, 10 -> tensor(part(wire, end), depth, false);
            case 6, 11 -> fields(part(wire, end), depth, (f, w, e, d) -> ofGraph(f, w, e, d, false));
            case 22, 23 -> sparseTensor(part(wire, end), depth, false);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void sparseTensor(long end, int depth, boolean top) throws IOException, OnnxException {
        fields(end, depth, (field, wire, limit, d) -> {
            if (field == 1 || field == 2) {
                tensor(part(wire, limit), d, top && field == 1);
                return true;
            }
            return false;
        });
    }

    private void tensor(long end, int depth, boolean named) throws IOException, OnnxException {
        fields(end, depth, (field, wire, limit, d) -> {
            switch (field) {
                case 8 -> {
                    String name = text(wire, limit);
                    if (named) {
                        if (filled.size() >= MOST_NAMES) {
                            throw new OnnxException("the graph has more than " + MOST_NAMES + " weights");
                        }
                        filled.add(name);
                    }
                }
                case 13 -> throw external();
                case 14 -> {
                    if (number(wire, limit) != 0) {
                        throw external();
                    }
                }
                default -> {
                    return false;
                }
            }
            return true;
        });
    }

    private static OnnxException external() {
        return new OnnxException(
                "the graph keeps weights in other files (external data), which is not taken: save it as one" + " file");
    }

    private void port(long end, int depth, List<GraphTensor> ports) throws IOException, OnnxException {
        String[] name = {""};
        Type[] type = {new Type("UNKNOWN", List.of(), List.of())};
        fields(end, depth, (field, wire, limit, d) -> {
            switch (field) {
                case 1 -> name[0] = text(wire, limit);
                case 2 -> type[0] = type(part(wire, limit), d);
                default -> {
                    return false;
                }
            }
            return true;
        });
        if (ports != null) {
            if (ports.size() >= MOST_PORTS) {
                throw new OnnxException("the graph has more than " + MOST_PORTS + " inputs or outputs");
            }
            ports.add(new GraphTensor(name[0], type[0].name(), type[0].shape(), type[0].dimensions()));
        }
    }

    private record Type(String name, List<Long> shape, List<String> dimensions) {}

    private Type type(long end, int depth) throws IOException, OnnxException {
        Type[] type = {new Type("UNKNOWN", List.of(), List.of())};
        fields(end, depth, (field, wire, limit, d) -> {
            switch (field) {
                case 1, 8 -> type[0] = tensorType(part(wire, limit), d);
                case 4 -> type[0] = new Type("SEQUENCE<" + elementOf(part(wire, limit), d) + ">", List.of(), List.of());
                case 5 -> type[0] = new Type(mapType(part(wire, limit), d), List.of(), List.of());
                case 9 -> type[0] = new Type("OPTIONAL<" + elementOf(part(wire, limit), d) + ">", List.of(), List.of());
                default -> {
                    return false;
                }
            }
            return true;
        });
        return type[0];
    }

    private String elementOf(long end, int depth) throws IOException, OnnxException {
        String[] element = {"UNKNOWN"};
        fields(end, depth, (field, wire, limit, d) -> {
            if (field == 1) {
                element[0] = type(part(wire, limit), d).name();
                return true;
            }
            return false;
        });
        return element[0];
    }

    private String mapType(long end, int depth) throws IOException, OnnxException {
        String[] key = {"UNKNOWN"};
        String[] value = {"UNKNOWN"};
        fields(end, depth, (field, wire, limit, d) -> {
            switch (field) {
                case 1 -> key[0] = element(number(wire, limit));
                case 2 -> value[0] = type(part(wire, limit), d).name();
                default -> {
                    return false;
                }
            }
            return true;
        });
        return "MAP<" + key[0] + "," + value[0] + ">";
    }

    private Type tensorType(long end, int depth) throws IOException, OnnxException {
        String[] element = {"UNKNOWN"};
        List<Long> shape = new ArrayList<>();
        List<String> dimensions = new ArrayList<>();
        fields(end, depth, (field, wire, limit, d) -> {
            switch (field) {
                case 1 -> element[0] = element(number(wire, limit));
                case 2 ->
                    fields(part(wire, limit), d, (f, w, e, inner) -> {
                        if (f == 1) {
                            dimension(part(w, e), inner, shape, dimensions);
                            return true;
                        }
                        return false;
                    });
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new Type(element[0], shape, dimensions);
    }

    private void dimension(long end, int depth, List<Long> shape, List<String> dimensions)
            throws IOException, OnnxException {
        long[] size = {-1};
        String[] name = {""};
        fields(end, depth, (field, wire, limit, d) -> {
            switch (field) {
                case 1 -> size[0] = number(wire, limit);
                case 2 -> name[0] = text(wire, limit);
                default -> {
                    return false;
                }
            }
            return true;
        });
        if (shape.size() >= MOST_DIMENSIONS) {
            throw new OnnxException("a shape has more than " + MOST_DIMENSIONS + " dimensions");
        }
        shape.add(size[0] < 0 ? -1 : size[0]);
        dimensions.add(name[0]);
    }

    /** Names of the Open Inference Protocol for {@code TensorProto.DataType}. */
    private static String element(long type) {
        return switch ((int) Math.clamp(type, -1, 1000)) {
            case 1 -> "FP32";
            case 2 -> "UINT8";
            case 3 -> "INT8";
            case 4 -> "UINT16";
            case 5 -> "INT16";
            case 6 -> "INT32";
            case 7 -> "INT64";
            case 8 -> "BYTES";
            case 9 -> "BOOL";
            case 10 -> "FP16";
            case 11 -> "FP64";
            case 12 -> "UINT32";
            case 13 -> "UINT64";
            case 14 -> "COMPLEX64";
            case 15 -> "COMPLEX128";
            case 16 -> "BF16";
            default -> "UNKNOWN";
        };
    }

    private long number(int wire, long end) throws IOException, OnnxException {
        expect(wire, ProtobufReader.VARINT);
        return in.varint(end);
    }

    private String text(int wire, long end) throws IOException, OnnxException {
        expect(wire, ProtobufReader.BYTES);
        return in.text(end, LONGEST_NAME);
    }

    private long part(int wire, long end) throws IOException, OnnxException {
        expect(wire, ProtobufReader.BYTES);
        return in.endOfValue(end);
    }

    private void expect(int wire, int expected) throws OnnxException {
        if (wire != expected) {
            throw new OnnxException("byte " + in.position()
                    + " holds another kind of value than ONNX has there: this is no" + " ONNX file, or it is damaged");
        }
    }

    /** Reads one message to its end; what the reader of its fields does not take is passed over. */
    private void fields(long end, int depth, Fields fields) throws IOException, OnnxException {
        if (depth > DEEPEST) {
            throw new OnnxException("the file is nested more than " + DEEPEST + " deep");
        }
        while (in.position() < end) {
            long tag = in.varint(end);
            int field = (int) (tag >>> 3);
            int wire = (int) (tag & 7);
            if (field <= 0 || tag >>> 3 > Integer.MAX_VALUE) {
                throw new OnnxException(
                        "byte " + in.position() + " begins no field: this is no ONNX file, or it is damaged");
            }
            if (!fields.take(field, wire, end, depth + 1)) {
                in.skip(wire, end);
            }
        }
    }

    /** Takes the value of a field it knows, whole, and says whether it did. */
    @FunctionalInterface
    private interface Fields {
        boolean take(int field, int wire, long end, int depth) throws IOException, OnnxException;
    }
}
