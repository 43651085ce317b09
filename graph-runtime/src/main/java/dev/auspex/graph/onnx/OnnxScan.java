package dev.auspex.graph.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import dev.auspex.contracts.model.GraphTensor;

/**
 * Scans an ONNX file without opening it in the engine: whether its parts fit together, what it needs, and its inputs
 * and outputs. Field numbers are those of onnx.proto (ONNX 1.17). Its memory is bounded whatever the file claims:
 * weights are skipped, and names, depth and counts have limits.
 */
public final class OnnxScan {

    /** Field of a function with default values of attributes, for calls that do not set them. */
    private static final int FUNCTION_DEFAULTS = 11;

    private static final int DEEPEST = 64;
    private static final int MOST_PORTS = 10_000;
    private static final int MOST_DIMENSIONS = 64;
    private static final int MOST_NAMES = 1_000_000;

    /** Most characters of the names of all weights; graphs with 100,000 weights have about 6 million. */
    private static final long MOST_NAME_CHARACTERS = 32L << 20;

    /** Most characters that describe all inputs and outputs, weights that are listed as inputs included. */
    private static final long MOST_PORT_CHARACTERS = 8L << 20;

    /** Most characters that describe the inputs and outputs of a version, which are part of each answer about it. */
    private static final long MOST_SIGNATURE_CHARACTERS = 1L << 20;

    /** Characters that describe an input or output besides its names and type: shape and punctuation. */
    private static final int CHARACTERS_OF_A_PORT = 60;

    private static final long NEWEST_IR = 13;

    private final ProtobufReader model;
    private final Set<String> filled = new HashSet<>();
    private final List<GraphTensor> inputs = new ArrayList<>();
    private final List<GraphTensor> outputs = new ArrayList<>();
    private long irVersion;
    private String producer = "";
    private String producerVersion = "";
    private long opset;
    private long operators;
    private boolean hasGraph;
    private long nameCharacters;
    private long portCharacters;

    private OnnxScan(ProtobufReader model) {
        this.model = model;
    }

    /**
     * Scans a file.
     *
     * @throws OnnxException if it is not an accepted ONNX file; the message gives the reason
     */
    public static OnnxFacts of(Path file) throws IOException, OnnxException {
        try (FileChannel bytes = FileChannel.open(file)) {
            return new OnnxScan(ProtobufReader.of(bytes)).scan();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private OnnxFacts scan() throws OnnxException {
        if (model.atEnd()) {
            throw new OnnxException("the file is empty");
        }
        fields(model, 0, this::ofModel);
        if (!hasGraph) {
            throw new OnnxException("the file has no graph, so it is not an ONNX file");
        }
        if (irVersion < 1 || irVersion > NEWEST_IR) {
            throw new OnnxException(
                    "the file has the IR version " + irVersion + "; 1 to " + NEWEST_IR + " are supported"
                            + (irVersion > NEWEST_IR
                                    ? ". Set model.ir_version = " + NEWEST_IR
                                            + " before onnx.save, or export it with an older version of onnx"
                                    : ""));
        }
        if (outputs.isEmpty()) {
            throw new OnnxException("the graph has no output");
        }
        List<GraphTensor> open =
                inputs.stream().filter(it -> !filled.contains(it.name())).toList();
        checkSignature(open);
        return new OnnxFacts(irVersion, (producer + " " + producerVersion).strip(), opset, operators, open, outputs);
    }

    private void checkSignature(List<GraphTensor> open) throws OnnxException {
        long characters = Stream.concat(open.stream(), outputs.stream())
                .mapToLong(OnnxScan::characters)
                .sum();
        if (characters > MOST_SIGNATURE_CHARACTERS) {
            throw new OnnxException(
                    "it takes about " + characters + " characters to describe the graph's " + open.size()
                            + " inputs and " + outputs.size() + " outputs, and at most " + MOST_SIGNATURE_CHARACTERS
                            + " are allowed. Use shorter names, or join columns into one input");
        }
    }

    private static long characters(GraphTensor port) {
        long names = port.name().length();
        for (String dimension : port.dimensions()) {
            names += dimension.length() + 4;
        }
        return names + port.type().length() + CHARACTERS_OF_A_PORT;
    }

    private boolean ofModel(int field, ProtobufReader in, int depth) throws OnnxException {
        switch (field) {
            case 1 -> irVersion = in.varint();
            case 2 -> producer = in.text();
            case 3 -> producerVersion = in.text();
            case 7 -> {
                hasGraph = true;
                fields(in.message(), depth, (f, part, d) -> ofGraph(f, part, d, true));
            }
            case 8 -> operatorSet(in.message(), depth);
            // Training graphs and functions contain operators and weights as well.
            case 20 -> fields(in.message(), depth, this::ofTraining);
            case 25 -> fields(in.message(), depth, this::ofFunction);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void operatorSet(ProtobufReader in, int depth) throws OnnxException {
        String[] domain = {""};
        long[] version = {0};
        fields(in, depth, (field, part, d) -> {
            switch (field) {
                case 1 -> domain[0] = part.text();
                case 2 -> version[0] = part.varint();
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

    private boolean ofTraining(int field, ProtobufReader in, int depth) throws OnnxException {
        if (field == 1 || field == 2) {
            fields(in.message(), depth, (f, part, d) -> ofGraph(f, part, d, false));
            return true;
        }
        return false;
    }

    private boolean ofFunction(int field, ProtobufReader in, int depth) throws OnnxException {
        if (field == 7) {
            operators++;
            fields(in.message(), depth, this::ofNode);
            return true;
        }
        if (field == FUNCTION_DEFAULTS) {
            // Default values may contain whole graphs, which the engine would run but this scan would never see.
            throw new OnnxException(
                    "the file has a function with default values for attributes, which is not supported");
        }
        return false;
    }

    private boolean ofGraph(int field, ProtobufReader in, int depth, boolean top) throws OnnxException {
        switch (field) {
            case 1 -> {
                operators++;
                fields(in.message(), depth, this::ofNode);
            }
            case 5 -> tensor(in.message(), depth, top);
            case 15 -> sparseTensor(in.message(), depth, top);
            case 11 -> port(in.message(), depth, top ? inputs : null);
            case 12 -> port(in.message(), depth, top ? outputs : null);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean ofNode(int field, ProtobufReader in, int depth) throws OnnxException {
        if (field == 5) {
            fields(in.message(), depth, this::ofAttribute);
            return true;
        }
        return false;
    }

    private boolean ofAttribute(int field, ProtobufReader in, int depth) throws OnnxException {
        switch (field) {
            case 5, 10 -> tensor(in.message(), depth, false);
            case 6, 11 -> fields(in.message(), depth, (f, part, d) -> ofGraph(f, part, d, false));
            case 22, 23 -> sparseTensor(in.message(), depth, false);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void sparseTensor(ProtobufReader in, int depth, boolean top) throws OnnxException {
        fields(in, depth, (field, part, d) -> {
            if (field == 1 || field == 2) {
                tensor(part.message(), d, top && field == 1);
                return true;
            }
            return false;
        });
    }

    private void tensor(ProtobufReader in, int depth, boolean named) throws OnnxException {
        fields(in, depth, (field, part, d) -> {
            switch (field) {
                case 8 -> {
                    String name = part.text();
                    if (named) {
                        if (filled.size() >= MOST_NAMES) {
                            throw new OnnxException("the graph has more than " + MOST_NAMES + " weights");
                        }
                        nameCharacters += name.length();
                        if (nameCharacters > MOST_NAME_CHARACTERS) {
                            throw new OnnxException("the names of the graph's weights have more than "
                                    + MOST_NAME_CHARACTERS + " characters in all");
                        }
                        filled.add(name);
                    }
                }
                case 13 -> throw external();
                case 14 -> {
                    if (part.varint() != 0) {
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
                "the graph keeps weights in other files (external data) where that is not supported: in a package, in a"
                        + " nested graph, or in a file that does not exist. Save it as one file, for example with"
                        + " onnx.save(model, path, save_as_external_data=False)");
    }

    private void port(ProtobufReader in, int depth, List<GraphTensor> ports) throws OnnxException {
        String[] name = {""};
        Type[] type = {new Type("UNKNOWN", List.of(), List.of())};
        fields(in, depth, (field, part, d) -> {
            switch (field) {
                case 1 -> name[0] = part.text();
                case 2 -> type[0] = type(part.message(), d);
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
            GraphTensor port = new GraphTensor(name[0], type[0].name(), type[0].shape(), type[0].dimensions());
            portCharacters += characters(port);
            if (portCharacters > MOST_PORT_CHARACTERS) {
                throw new OnnxException("it takes more than " + MOST_PORT_CHARACTERS
                        + " characters to describe the graph's inputs and outputs. Use shorter names");
            }
            ports.add(port);
        }
    }

    private record Type(String name, List<Long> shape, List<String> dimensions) {}

    private Type type(ProtobufReader in, int depth) throws OnnxException {
        Type[] type = {new Type("UNKNOWN", List.of(), List.of())};
        fields(in, depth, (field, part, d) -> {
            switch (field) {
                case 1, 8 -> type[0] = tensorType(part.message(), d);
                case 4 -> type[0] = new Type("SEQUENCE<" + elementOf(part.message(), d) + ">", List.of(), List.of());
                case 5 -> type[0] = new Type(mapType(part.message(), d), List.of(), List.of());
                case 9 -> type[0] = new Type("OPTIONAL<" + elementOf(part.message(), d) + ">", List.of(), List.of());
                default -> {
                    return false;
                }
            }
            return true;
        });
        return type[0];
    }

    private String elementOf(ProtobufReader in, int depth) throws OnnxException {
        String[] element = {"UNKNOWN"};
        fields(in, depth, (field, part, d) -> {
            if (field == 1) {
                element[0] = type(part.message(), d).name();
                return true;
            }
            return false;
        });
        return element[0];
    }

    private String mapType(ProtobufReader in, int depth) throws OnnxException {
        String[] key = {"UNKNOWN"};
        String[] value = {"UNKNOWN"};
        fields(in, depth, (field, part, d) -> {
            switch (field) {
                case 1 -> key[0] = element(part.varint());
                case 2 -> value[0] = type(part.message(), d).name();
                default -> {
                    return false;
                }
            }
            return true;
        });
        return "MAP<" + key[0] + "," + value[0] + ">";
    }

    private Type tensorType(ProtobufReader in, int depth) throws OnnxException {
        String[] element = {"UNKNOWN"};
        List<Long> shape = new ArrayList<>();
        List<String> dimensions = new ArrayList<>();
        fields(in, depth, (field, part, d) -> {
            switch (field) {
                case 1 -> element[0] = element(part.varint());
                case 2 ->
                    fields(part.message(), d, (f, shapes, inner) -> {
                        if (f == 1) {
                            dimension(shapes.message(), inner, shape, dimensions);
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

    private void dimension(ProtobufReader in, int depth, List<Long> shape, List<String> dimensions)
            throws OnnxException {
        long[] size = {-1};
        String[] name = {""};
        fields(in, depth, (field, part, d) -> {
            switch (field) {
                case 1 -> size[0] = part.varint();
                case 2 -> name[0] = part.text();
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

    /** Returns the name of a {@code TensorProto.DataType} in the Open Inference Protocol. */
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

    /** Reads one message to its end and skips the fields that the reader does not take. */
    private static void fields(ProtobufReader message, int depth, Fields fields) throws OnnxException {
        if (depth > DEEPEST) {
            throw new OnnxException("the file is nested more than " + DEEPEST + " deep");
        }
        for (int field = message.next(); field != 0; field = message.next()) {
            if (!fields.take(field, message, depth + 1)) {
                message.skip();
            }
        }
    }

    /** Reads the whole value of a field that it knows, and returns whether it did. */
    @FunctionalInterface
    private interface Fields {
        boolean take(int field, ProtobufReader in, int depth) throws OnnxException;
    }
}
