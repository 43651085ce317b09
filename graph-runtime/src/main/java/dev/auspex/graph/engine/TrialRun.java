package dev.auspex.graph.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import dev.auspex.contracts.http.Deadline;

/**
 * Runs a graph of which only the inputs are known, on zeros and empty strings. Dimensions of any size get the size 1.
 */
public final class TrialRun {

    private static final long MOST_ELEMENTS = 64L << 20;

    private TrialRun() {}

    /**
     * Executes one run.
     *
     * @param until deadline, after which a run of a graph with loops is ended
     * @throws GraphException if the graph refuses such inputs, which a good graph may do, or has inputs
     *     that cannot be made up
     */
    public static void run(Graph graph, Deadline until) throws GraphException {
        Values[] inputs = new Values[graph.inputs().size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = zeros(graph.inputs().get(i));
        }
        int[] outputs = IntStream.range(0, graph.outputs().size())
                .filter(i -> graph.outputs().get(i).type().supported())
                .toArray();
        if (outputs.length == 0) {
            throw new GraphException("none of the outputs has a supported type");
        }
        try (TensorRunner runner = graph.tensors(0)) {
            runner.run(List.of(new TensorCall(inputs, outputs)), until);
        }
    }

    private static Values zeros(TensorSpec spec) throws GraphException {
        if (!spec.type().supported()) {
            throw new GraphException("input " + spec.name() + " is not a tensor of a supported type");
        }
        long[] shape =
                spec.shape().stream().mapToLong(size -> size < 0 ? 1 : size).toArray();
        long elements = 1;
        for (long size : shape) {
            elements = size == 0 ? 0 : Math.multiplyExact(elements, size);
        }
        if (elements > MOST_ELEMENTS) {
            throw new GraphException(
                    "input " + spec.name() + " has " + elements + " elements, which is too many for a test run");
        }
        if (spec.type() == ElementType.BYTES) {
            String[] empty = new String[(int) elements];
            Arrays.fill(empty, "");
            return Values.of(shape, empty);
        }
        return Values.of(
                spec.type(),
                shape,
                ByteBuffer.allocate(Math.toIntExact(elements * spec.type().size())));
    }
}
