package dev.auspex.graph.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;

import dev.auspex.contracts.http.Deadline;

/** Runs a graph of which nothing is known but its inputs: on zeros and empty strings, one of each dimension that may have any size. */
public final class TrialRun {

    private static final long MOST_ELEMENTS = 64L << 20;

    private TrialRun() {}

    /**
     * Runs it once.
     *
     * @param until after this a run of a graph with loops is ended
     * @throws GraphException where the graph refuses such inputs, which a good graph may do, or has inputs that cannot be made up
     */
    public static void run(Graph graph, Deadline until) throws GraphException {
        graph.using(session -> {
            Map<String, OnnxTensor> inputs = new HashMap<>();
            try {
                for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
                    inputs.put(input.getKey(), zeros(input.getKey(), input.getValue()));
                }
                graph.run(session, inputs, session.getOutputNames(), until).close();
                return null;
            } finally {
                inputs.values().forEach(OnnxTensor::close);
            }
        });
    }

    private static OnnxTensor zeros(String name, NodeInfo input) throws OrtException {
        if (!(input.getInfo() instanceof TensorInfo tensor) || tensor.type == OnnxJavaType.UNKNOWN) {
            throw new OrtException("input " + name + " is no tensor of a known type");
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        long[] shape = Arrays.stream(tensor.getShape())
                .map(size -> size < 0 ? 1 : size)
                .toArray();
        long elements = 1;
        for (long size : shape) {
            elements = size == 0 ? 0 : Math.multiplyExact(elements, size);
        }
        if (elements > MOST_ELEMENTS) {
            throw new OrtException("input " + name + " has " + elements + " elements, too many to try");
        }
        if (tensor.type == OnnxJavaType.STRING) {
            String[] empty = new String[(int) elements];
            Arrays.fill(empty, "");
            return OnnxTensor.createTensor(environment, empty, shape);
        }
        ByteBuffer bytes =
                ByteBuffer.allocateDirect((int) elements * tensor.type.size).order(ByteOrder.nativeOrder());
        return OnnxTensor.createTensor(environment, bytes, shape, tensor.type);
    }
}
