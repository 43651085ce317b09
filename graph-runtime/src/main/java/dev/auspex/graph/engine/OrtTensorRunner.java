package dev.auspex.graph.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

import dev.auspex.contracts.http.Deadline;

/**
 * Runs tensors of any type and shape. Values are copied once, from the request into a direct and aligned buffer that
 * the engine reads in place. If all dimensions but the first are fixed, the tensor over that buffer is created once for
 * each number of rows and kept.
 */
final class OrtTensorRunner implements TensorRunner {

    /**
     * Largest input buffer in bytes that is kept between runs. Larger ones come from Netty's
     * pool and are returned to it.
     */
    private static final int KEPT_BYTES = 1 << 20;

    private final OrtGraph graph;
    private final OrtEnvironment environment;
    private final UnsignedCasts casts;
    private final OutputReader[] readers;
    private final Slot[] slots;
    private final int mostRows;
    private final Map<String, OnnxTensor> given = new HashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<ByteBuf> borrowed = new ArrayList<>();
    private volatile long heldBytes;

    OrtTensorRunner(
            OrtGraph graph, OrtEnvironment environment, UnsignedCasts casts, List<OutputReader> readers, int mostRows) {
        this.graph = graph;
        this.environment = environment;
        this.casts = casts;
        this.readers = readers.toArray(OutputReader[]::new);
        this.mostRows = mostRows;
        this.slots =
                graph.inputs().stream().map(spec -> new Slot(spec, mostRows)).toArray(Slot[]::new);
    }

    @Override
    public long heldBytes() {
        return heldBytes;
    }

    @Override
    public TensorAnswers run(List<TensorCall> calls, Deadline until) throws GraphException {
        return graph.using(session -> {
            try {
                return run(session, calls, until);
            } finally {
                release();
            }
        });
    }

    private TensorAnswers run(OrtSession session, List<TensorCall> calls, Deadline until)
            throws OrtException, GraphException {
        long started = System.nanoTime();
        int rows = 0;
        for (TensorCall call : calls) {
            rows += call.rows();
        }
        for (int i = 0; i < slots.length; i++) {
            given.put(slots[i].spec.name(), tensor(slots[i], i, calls, rows));
        }
        Set<String> sources = sources(calls);
        long prepared = System.nanoTime();
        try (OrtSession.Result result = graph.run(session, given, sources, until)) {
            long ran = System.nanoTime();
            Values[][] outputs = split(result, calls, rows);
            return new TensorAnswers(outputs, prepared - started, ran - prepared, System.nanoTime() - ran);
        }
    }

    private Set<String> sources(List<TensorCall> calls) {
        Set<String> sources = new HashSet<>();
        for (TensorCall call : calls) {
            for (int output : call.outputs()) {
                sources.add(readers[output].source());
            }
        }
        return sources;
    }

    private OnnxTensor tensor(Slot slot, int input, List<TensorCall> calls, int rows) throws OrtException {
        ElementType type = slot.spec.type();
        if (type == ElementType.BYTES) {
            return opened(OnnxTensor.createTensor(
                    environment, texts(input, calls), shape(calls.getFirst().inputs()[input], calls.size(), rows)));
        }
        int bytes = 0;
        for (TensorCall call : calls) {
            bytes += call.inputs()[input].bytes().remaining();
        }
        ByteBuffer buffer = slot.buffer(bytes);
        for (TensorCall call : calls) {
            buffer.put(call.inputs()[input].bytes().duplicate());
        }
        buffer.flip();
        OnnxTensor tensor = slot.kept(buffer, calls, input, rows);
        return type.cast() ? cast(tensor, type) : tensor;
    }

    private OnnxTensor cast(OnnxTensor signed, ElementType type) throws OrtException {
        OrtSession.Result result = casts.cast(signed, type);
        open.add(result);
        return (OnnxTensor) result.get(0);
    }

    private OnnxTensor opened(OnnxTensor tensor) {
        open.add(tensor);
        return tensor;
    }

    private static String[] texts(int input, List<TensorCall> calls) {
        if (calls.size() == 1) {
            return calls.getFirst().inputs()[input].texts();
        }
        int count = 0;
        for (TensorCall call : calls) {
            count += call.inputs()[input].texts().length;
        }
        String[] texts = new String[count];
        int next = 0;
        for (TensorCall call : calls) {
            String[] part = call.inputs()[input].texts();
            System.arraycopy(part, 0, texts, next, part.length);
            next += part.length;
        }
        return texts;
    }

    private static long[] shape(Values first, int calls, int rows) {
        if (calls == 1) {
            return first.shape();
        }
        long[] shape = first.shape().clone();
        shape[0] = rows;
        return shape;
    }

    private Values[][] split(OrtSession.Result result, List<TensorCall> calls, int rows)
            throws OrtException, GraphException {
        Values[] whole = new Values[readers.length];
        OutputRoom room = graph.room();
        Values[][] outputs = new Values[calls.size()][];
        int firstRow = 0;
        for (int i = 0; i < outputs.length; i++) {
            TensorCall call = calls.get(i);
            Values[] answer = new Values[call.outputs().length];
            for (int j = 0; j < answer.length; j++) {
                int output = call.outputs()[j];
                if (whole[output] == null) {
                    whole[output] = readers[output].read(value(result, readers[output].source()), room);
                }
                answer[j] = calls.size() == 1 || readers[output].shared()
                        ? whole[output]
                        : part(whole[output], output, firstRow, call.rows(), rows);
            }
            outputs[i] = answer;
            firstRow += call.rows();
        }
        return outputs;
    }

    private Values part(Values whole, int output, int firstRow, int rows, int all) throws GraphException {
        if (whole.shape().length == 0 || whole.shape()[0] != all) {
            throw new GraphException(
                    "output " + readers[output].spec().name() + " does not have one row for each row of the inputs");
        }
        return whole.slice(firstRow, rows);
    }

    private static OnnxValue value(OrtSession.Result result, String name) throws GraphException {
        return result.get(name)
                .orElseThrow(() -> new GraphException("output " + name + " is missing from the result of the run"));
    }

    private void release() throws OrtException {
        try {
            for (AutoCloseable value : open) {
                switch (value) {
                    case OrtSession.Result result -> result.close();
                    case OnnxTensor tensor -> tensor.close();
                    default -> throw new IllegalStateException("unknown " + value.getClass());
                }
            }
        } finally {
            open.clear();
            given.clear();
            borrowed.forEach(ByteBuf::release);
            borrowed.clear();
        }
    }

    @Override
    public void close() {
        for (Slot slot : slots) {
            slot.forget();
        }
    }

    private static OnnxTensor over(OrtEnvironment environment, ElementType type, ByteBuffer bytes, long[] shape)
            throws OrtException {
        OnnxJavaType carrier = type.carrier();
        return switch (carrier) {
            case FLOAT -> OnnxTensor.createTensor(environment, bytes.asFloatBuffer(), shape);
            case DOUBLE -> OnnxTensor.createTensor(environment, bytes.asDoubleBuffer(), shape);
            case INT16, FLOAT16, BFLOAT16 ->
                OnnxTensor.createTensor(environment, bytes.asShortBuffer(), shape, carrier);
            case INT32 -> OnnxTensor.createTensor(environment, bytes.asIntBuffer(), shape);
            case INT64 -> OnnxTensor.createTensor(environment, bytes.asLongBuffer(), shape);
            case BOOL, INT8, UINT8 -> OnnxTensor.createTensor(environment, bytes, shape, carrier);
            case STRING, UNKNOWN -> throw new IllegalArgumentException("no buffer of " + type);
        };
    }

    /** One input and its buffer. */
    private final class Slot {

        private final TensorSpec spec;
        private final boolean fixed;
        private final OnnxTensor[] tensors;
        private ByteBuffer buffer = ByteBuffer.allocateDirect(0);

        Slot(TensorSpec spec, int mostRows) {
            this.spec = spec;
            this.fixed = !spec.shape().isEmpty()
                    && spec.shape().subList(1, spec.shape().size()).stream().allMatch(size -> size > 0);
            this.tensors = new OnnxTensor[fixed ? mostRows + 1 : 0];
        }

        ByteBuffer buffer(int bytes) {
            if (bytes > KEPT_BYTES) {
                ByteBuf large = PooledByteBufAllocator.DEFAULT.directBuffer(bytes);
                borrowed.add(large);
                return large.nioBuffer(0, bytes).order(ByteOrder.nativeOrder());
            }
            if (bytes > buffer.capacity()) {
                forget();
                int size = Math.min(KEPT_BYTES, Math.max(64, Integer.highestOneBit(bytes - 1) << 1));
                heldBytes += size - buffer.capacity();
                buffer = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
            }
            return buffer.clear();
        }

        OnnxTensor kept(ByteBuffer filled, List<TensorCall> calls, int input, int rows) throws OrtException {
            if (filled == buffer
                    && fixed
                    && rows < tensors.length
                    && declared(calls.getFirst().inputs()[input])) {
                if (tensors[rows] == null) {
                    tensors[rows] = make(filled, calls, input, rows);
                }
                return tensors[rows];
            }
            return opened(make(filled, calls, input, rows));
        }

        private boolean declared(Values values) {
            long[] shape = values.shape();
            if (shape.length != spec.shape().size()) {
                return false;
            }
            for (int i = 1; i < shape.length; i++) {
                if (shape[i] != spec.shape().get(i)) {
                    return false;
                }
            }
            return true;
        }

        private OnnxTensor make(ByteBuffer filled, List<TensorCall> calls, int input, int rows) throws OrtException {
            return over(
                    environment,
                    spec.type(),
                    filled.duplicate().order(ByteOrder.nativeOrder()),
                    shape(calls.getFirst().inputs()[input], calls.size(), rows));
        }

        void forget() {
            for (int i = 0; i < tensors.length; i++) {
                if (tensors[i] != null) {
                    tensors[i].close();
                    tensors[i] = null;
                }
            }
        }
    }
}
