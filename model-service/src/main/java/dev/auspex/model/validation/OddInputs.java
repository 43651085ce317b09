package dev.auspex.model.validation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import dev.auspex.contracts.http.Deadline;
import dev.auspex.graph.engine.ElementType;
import dev.auspex.graph.engine.Graph;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.TensorCall;
import dev.auspex.graph.engine.TensorRunner;
import dev.auspex.graph.engine.TensorSpec;
import dev.auspex.graph.engine.Values;

/**
 * Inputs that a trial gives a graph in addition to its examples: dimensions of several sizes, and values that steer
 * shapes and indices where nobody intends them to. A graph may refuse any of them; one that ends its process on one of
 * them would do so when a caller sends it. The same graph always gets the same inputs.
 */
final class OddInputs {

    /** One, two, a prime, and neighbours of the sizes that exporters like. */
    private static final int[] SIZES = {1, 2, 7, 3, 5, 4};

    /** Among others 0, -1, an index beyond everything that was allocated, and the ends of each type. */
    private static final long[] WHOLE = {
        0, -1, 1, 50_000_000, Long.MAX_VALUE, Long.MIN_VALUE, 2, Integer.MAX_VALUE, Integer.MIN_VALUE, -50_000_000
    };

    private static final double[] REAL = {0, 1, -1, Double.NaN, 1e30, Double.POSITIVE_INFINITY, 0.5};
    private static final int RUNS = 96;
    private static final int MOST_ELEMENTS = 1 << 20;

    /** Longest time of one run, because a graph may have loops. */
    private static final Duration LONGEST = Duration.ofMillis(500);

    private final Graph graph;
    private final Random random = new Random(RUNS);

    private OddInputs(Graph graph) {
        this.graph = graph;
    }

    /**
     * Runs a graph on the inputs.
     *
     * @param until no run starts after this
     * @return number of inputs that the graph answered or refused
     */
    static int run(Graph graph, Deadline until) {
        int[] outputs = IntStream.range(0, graph.outputs().size())
                .filter(i -> graph.outputs().get(i).type().supported())
                .toArray();
        boolean possible = outputs.length > 0
                && !graph.inputs().isEmpty()
                && graph.inputs().stream().allMatch(it -> it.type().supported());
        if (!possible) {
            return 0;
        }
        OddInputs odd = new OddInputs(graph);
        int asked = 0;
        try (TensorRunner runner = graph.tensors(1)) {
            for (int i = 0; i < RUNS && !until.passed(); i++) {
                Values[] inputs = odd.inputs(i);
                if (inputs.length > 0) {
                    ask(runner, new TensorCall(inputs, outputs));
                    asked++;
                }
            }
        }
        return asked;
    }

    private static void ask(TensorRunner runner, TensorCall call) {
        try {
            runner.run(List.of(call), Deadline.in(LONGEST));
        } catch (GraphException refused) {
            // A refusal is a good answer.
            return;
        }
    }

    /** Returns the inputs of a run; empty if they would be too large. */
    private Values[] inputs(int run) {
        Map<String, Integer> named = new HashMap<>();
        List<Values> inputs = new ArrayList<>();
        // First all dimensions and all values are equal, then they are mixed.
        boolean alike = run < SIZES.length * WHOLE.length;
        for (TensorSpec spec : graph.inputs()) {
            long[] shape = new long[spec.shape().size()];
            long count = 1;
            for (int i = 0; i < shape.length; i++) {
                String name = spec.symbols().get(i);
                shape[i] = spec.shape().get(i) >= 0 ? spec.shape().get(i) : size(run, alike, name, named);
                count *= shape[i];
            }
            if (count > MOST_ELEMENTS) {
                return new Values[0];
            }
            inputs.add(values(spec.type(), shape, (int) count, run, alike));
        }
        return inputs.toArray(Values[]::new);
    }

    private int size(int run, boolean alike, String name, Map<String, Integer> named) {
        if (alike) {
            return SIZES[run % SIZES.length];
        }
        int mixed = SIZES[random.nextInt(SIZES.length)];
        return name.isEmpty() ? mixed : named.computeIfAbsent(name, it -> mixed);
    }

    private Values values(ElementType type, long[] shape, int count, int run, boolean alike) {
        if (type == ElementType.BYTES) {
            String[] texts = new String[count];
            Arrays.fill(texts, run % 2 == 0 ? "" : "\u00e9".repeat(run % 7));
            return Values.of(shape, texts);
        }
        ByteBuffer bytes = ByteBuffer.allocate(count * type.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            int place = alike ? run / SIZES.length : random.nextInt(WHOLE.length);
            put(bytes, type, WHOLE[place % WHOLE.length], REAL[place % REAL.length]);
        }
        return Values.of(type, shape, bytes.flip());
    }

    private static void put(ByteBuffer bytes, ElementType type, long whole, double real) {
        switch (type) {
            case BOOL -> bytes.put((byte) (whole & 1));
            case INT8, UINT8 -> bytes.put((byte) Math.clamp(whole, Byte.MIN_VALUE, Byte.MAX_VALUE));
            case INT16, UINT16 -> bytes.putShort((short) Math.clamp(whole, Short.MIN_VALUE, Short.MAX_VALUE));
            case INT32, UINT32 -> bytes.putInt((int) Math.clamp(whole, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case INT64, UINT64 -> bytes.putLong(whole);
            case FP16 -> bytes.putShort(Float.floatToFloat16((float) real));
            case BF16 -> bytes.putShort((short) (Float.floatToIntBits((float) real) >>> 16));
            case FP32 -> bytes.putFloat((float) real);
            case FP64 -> bytes.putDouble(real);
            case BYTES, UNKNOWN -> throw new IllegalArgumentException("no number of " + type);
        }
    }
}
