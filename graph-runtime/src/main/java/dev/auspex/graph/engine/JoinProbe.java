package dev.auspex.graph.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import dev.auspex.contracts.http.Deadline;

/**
 * Finds out whether requests for a graph may be joined into one run. A first dimension of any size does not make it a
 * batch: a graph may normalise over it or sum along it, and joined requests would then change each other's answers. So
 * two made-up rows are run alone and together, in both orders. Requests are joined only if the answers agree.
 */
public final class JoinProbe {

    /** Size of an open dimension other than the first. */
    private static final long OPEN_SIZE = 3;

    /** A batch may add its floats in a different order than a single row does. */
    private static final double TOLERANCE = 1e-3;

    /** Time limit, because a graph with loops may run forever on made-up rows. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private JoinProbe() {}

    /**
     * Returns whether rows of this graph get the same answers alone and together. False if it does
     * not run on made-up rows.
     */
    public static boolean passes(Graph graph) {
        if (!graph.joinable()) {
            return false;
        }
        TensorCall one = call(graph, 1);
        TensorCall other = call(graph, 2);
        Deadline until = Deadline.in(LONGEST);
        try (TensorRunner runner = graph.tensors(2)) {
            Values[] alone = runner.run(List.of(one), until).outputs()[0];
            Values[] alsoAlone = runner.run(List.of(other), until).outputs()[0];
            Values[][] together = runner.run(List.of(one, other), until).outputs();
            Values[][] reversed = runner.run(List.of(other, one), until).outputs();
            return agree(alone, together[0])
                    && agree(alsoAlone, together[1])
                    && agree(alone, reversed[1])
                    && agree(alsoAlone, reversed[0]);
        } catch (GraphException e) {
            return false;
        }
    }

    private static TensorCall call(Graph graph, long seed) {
        Random random = new Random(seed);
        List<Values> inputs = new ArrayList<>();
        for (TensorSpec spec : graph.inputs()) {
            inputs.add(values(spec, random));
        }
        int[] outputs = IntStream.range(0, graph.outputs().size())
                .filter(i -> graph.outputs().get(i).type().supported())
                .toArray();
        return new TensorCall(inputs.toArray(Values[]::new), outputs);
    }

    private static Values values(TensorSpec spec, Random random) {
        long[] shape = new long[spec.shape().size()];
        int count = 1;
        for (int i = 0; i < shape.length; i++) {
            long declared = spec.shape().get(i);
            shape[i] = i == 0 ? 1 : declared > 0 ? declared : OPEN_SIZE;
            count = Math.multiplyExact(count, Math.toIntExact(shape[i]));
        }
        if (spec.type() == ElementType.BYTES) {
            String[] texts = new String[count];
            Arrays.setAll(texts, i -> Character.toString('a' + random.nextInt(26)));
            return Values.of(shape, texts);
        }
        ByteBuffer bytes = ByteBuffer.allocate(count * spec.type().size()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            put(bytes, spec.type(), random);
        }
        return Values.of(spec.type(), shape, bytes.flip());
    }

    /** Writes a small number. Whole numbers are often indices, and every table has entries 0 and 1. */
    private static void put(ByteBuffer bytes, ElementType type, Random random) {
        switch (type) {
            case BOOL, INT8, UINT8 -> bytes.put((byte) random.nextInt(2));
            case INT16, UINT16 -> bytes.putShort((short) random.nextInt(2));
            case INT32, UINT32 -> bytes.putInt(random.nextInt(2));
            case INT64, UINT64 -> bytes.putLong(random.nextInt(2));
            case FP16 -> bytes.putShort(Float.floatToFloat16(random.nextFloat()));
            case BF16 -> bytes.putShort((short) (Float.floatToIntBits(random.nextFloat()) >>> 16));
            case FP32 -> bytes.putFloat(random.nextFloat());
            case FP64 -> bytes.putDouble(random.nextDouble());
            case BYTES, UNKNOWN -> throw new IllegalArgumentException("no number of " + type);
        }
    }

    private static boolean agree(Values[] some, Values[] others) {
        for (int i = 0; i < some.length; i++) {
            if (!agree(some[i], others[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean agree(Values one, Values other) {
        if (!Arrays.equals(one.shape(), other.shape())) {
            return false;
        }
        return switch (one.type()) {
            case BYTES -> Arrays.equals(one.texts(), other.texts());
            case FP16, BF16, FP32, FP64 -> close(one, other);
            default -> one.bytes().equals(other.bytes());
        };
    }

    private static boolean close(Values one, Values other) {
        for (int i = 0; i < one.count(); i++) {
            double a = one.number(i);
            double b = other.number(i);
            // Equality also covers infinities. Two NaN count as the same answer.
            boolean same = a == b
                    || (Double.isNaN(a) && Double.isNaN(b))
                    || Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a));
            if (!same) {
                return false;
            }
        }
        return true;
    }
}
