package dev.auspex.graph.engine;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import ai.onnxruntime.MapInfo;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.SequenceInfo;
import ai.onnxruntime.TensorInfo;

/**
 * Converts one output of a graph to a tensor. The protocol has only tensors, while ONNX also has maps and sequences. A
 * map from label to probability for each row, as scikit-learn's exporter writes it, becomes a tensor of shape
 * [rows, labels] with the name of the output, and a second one of shape [labels] with the suffix {@code .labels}. A
 * sequence of tensors of the same shape becomes a tensor with one more dimension.
 */
final class OutputReader {

    static final String LABELS_SUFFIX = ".labels";

    private final Kind kind;
    private final String source;
    private final TensorSpec spec;

    private OutputReader(Kind kind, String source, TensorSpec spec) {
        this.kind = kind;
        this.source = source;
        this.spec = spec;
    }

    static List<OutputReader> of(Map<String, NodeInfo> nodes) {
        List<OutputReader> readers = new ArrayList<>();
        nodes.forEach((name, node) -> {
            switch (node.getInfo()) {
                case TensorInfo tensor -> readers.add(new OutputReader(Kind.TENSOR, name, TensorSpec.of(name, tensor)));
                case SequenceInfo sequence when sequence.sequenceOfMaps -> maps(name, sequence.mapInfo, nodes, readers);
                case MapInfo map -> maps(name, map, nodes, readers);
                case SequenceInfo sequence ->
                    readers.add(new OutputReader(
                            Kind.SEQUENCE, name, free(name, ElementType.of(sequence.sequenceType), 1)));
                default -> readers.add(new OutputReader(Kind.NONE, name, free(name, ElementType.UNKNOWN, 0)));
            }
        });
        return List.copyOf(readers);
    }

    private static void maps(String name, MapInfo map, Map<String, NodeInfo> nodes, List<OutputReader> readers) {
        readers.add(new OutputReader(Kind.MAP_VALUES, name, free(name, ElementType.of(map.valueType), 2)));
        String labels = name + LABELS_SUFFIX;
        if (!nodes.containsKey(labels)) {
            readers.add(new OutputReader(Kind.MAP_KEYS, name, free(labels, ElementType.of(map.keyType), 1)));
        }
    }

    private static TensorSpec free(String name, ElementType type, int rank) {
        Long[] shape = new Long[rank];
        Arrays.fill(shape, -1L);
        String[] symbols = new String[rank];
        Arrays.fill(symbols, "");
        return new TensorSpec(name, type, List.of(shape), List.of(symbols));
    }

    /** Returns the name of the graph's own output that is read. */
    String source() {
        return source;
    }

    TensorSpec spec() {
        return spec;
    }

    /** Returns whether the output has one row for each row of the inputs, according to its declaration. */
    boolean byRow() {
        return switch (kind) {
            case TENSOR -> !spec.shape().isEmpty() && spec.shape().getFirst() == -1;
            case MAP_VALUES -> true;
            default -> false;
        };
    }

    /** Returns whether the output is the same for all rows. */
    boolean shared() {
        return kind == Kind.MAP_KEYS;
    }

    /**
     * Copies a value out of the engine.
     *
     * @throws OutputTooLargeException if it does not fit into the room; thrown before it is copied
     */
    Values read(OnnxValue value, OutputRoom room) throws OrtException, GraphException {
        return switch (kind) {
            case TENSOR -> tensor((OnnxTensor) value, room);
            case MAP_VALUES -> mapValues(rows(value, room));
            case MAP_KEYS -> keys(rows(value, room));
            case SEQUENCE -> stacked((OnnxSequence) value, room);
            case NONE -> throw new GraphException("output " + source + " cannot be read");
        };
    }

    private Values tensor(OnnxTensor tensor, OutputRoom room) throws OrtException, GraphException {
        TensorInfo info = tensor.getInfo();
        ElementType type = ElementType.of(info);
        room.take(source, type, info.getNumElements());
        if (type == ElementType.BYTES) {
            return Values.of(info.getShape(), texts(tensor.getValue()));
        }
        return Values.of(type, info.getShape(), tensor.getByteBuffer());
    }

    /** Returns one map for each row. A bare map is one row. */
    private List<Map<?, ?>> rows(OnnxValue value, OutputRoom room) throws OrtException, GraphException {
        if (value instanceof OnnxMap map) {
            return List.of(map(map, room));
        }
        List<Map<?, ?>> rows = new ArrayList<>();
        for (OnnxValue row : ((OnnxSequence) value).getValue()) {
            try (OnnxValue open = row) {
                rows.add(map((OnnxMap) open, room));
            }
        }
        return rows;
    }

    /** Charges each entry like a string, because a numeric key costs as much once it is an object. */
    private Map<?, ?> map(OnnxMap map, OutputRoom room) throws OrtException, GraphException {
        room.take(source, ElementType.BYTES, map.size());
        return map.getValue();
    }

    private Object[] labels(List<Map<?, ?>> rows) throws GraphException {
        if (rows.isEmpty()) {
            return new Object[0];
        }
        Object[] labels = rows.getFirst().keySet().toArray();
        Arrays.sort(labels);
        for (Map<?, ?> row : rows) {
            if (!row.keySet().equals(rows.getFirst().keySet())) {
                throw new GraphException("output " + source + " has rows with different labels");
            }
        }
        return labels;
    }

    private Values keys(List<Map<?, ?>> rows) throws GraphException {
        Object[] labels = labels(rows);
        return flat(labels, new long[] {labels.length});
    }

    private Values mapValues(List<Map<?, ?>> rows) throws GraphException {
        Object[] labels = labels(rows);
        Object[] values = new Object[rows.size() * labels.length];
        int next = 0;
        for (Map<?, ?> row : rows) {
            for (Object label : labels) {
                values[next++] = row.get(label);
            }
        }
        return flat(values, new long[] {rows.size(), labels.length});
    }

    private Values flat(Object[] values, long[] shape) throws GraphException {
        ElementType type = spec.type();
        if (type == ElementType.BYTES) {
            return Values.of(shape, Arrays.copyOf(values, values.length, String[].class));
        }
        ByteBuffer bytes = ByteBuffer.allocate(values.length * type.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (Object value : values) {
            switch (value) {
                case Float number -> bytes.putFloat(number);
                case Double number -> bytes.putDouble(number);
                case Long number -> bytes.putLong(number);
                default -> throw new GraphException("output " + source + " has values of an unknown type");
            }
        }
        return Values.of(type, shape, bytes.flip());
    }

    private Values stacked(OnnxSequence sequence, OutputRoom room) throws OrtException, GraphException {
        List<Values> parts = new ArrayList<>();
        for (OnnxValue part : sequence.getValue()) {
            try (OnnxValue open = part) {
                parts.add(tensor((OnnxTensor) open, room));
            }
        }
        if (parts.isEmpty()) {
            return spec.type() == ElementType.BYTES
                    ? Values.of(new long[] {0}, new String[0])
                    : Values.of(spec.type(), new long[] {0}, ByteBuffer.allocate(0));
        }
        Values first = parts.getFirst();
        long[] shape = new long[first.shape().length + 1];
        shape[0] = parts.size();
        System.arraycopy(first.shape(), 0, shape, 1, first.shape().length);
        for (Values part : parts) {
            if (!Arrays.equals(part.shape(), first.shape())) {
                throw new GraphException("output " + source + " is a sequence of tensors with different shapes");
            }
        }
        if (first.texts() != null) {
            return Values.of(
                    shape,
                    parts.stream().flatMap(part -> Arrays.stream(part.texts())).toArray(String[]::new));
        }
        ByteBuffer bytes = ByteBuffer.allocate(parts.size() * first.bytes().remaining());
        parts.forEach(part -> bytes.put(part.bytes().duplicate()));
        return Values.of(first.type(), shape, bytes.flip());
    }

    /** Flattens the engine's strings, which are nested arrays, or a bare string for a scalar. */
    private static String[] texts(Object value) {
        List<String> flat = new ArrayList<>();
        flatten(value, flat);
        return flat.toArray(String[]::new);
    }

    private static void flatten(Object value, List<String> into) {
        if (value instanceof String[] texts) {
            into.addAll(Arrays.asList(texts));
        } else if (value != null && value.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(value); i++) {
                flatten(Array.get(value, i), into);
            }
        } else {
            into.add((String) value);
        }
    }

    private enum Kind {
        TENSOR,
        MAP_VALUES,
        MAP_KEYS,
        SEQUENCE,
        /** An output that cannot be served. */
        NONE
    }
}
