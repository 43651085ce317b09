package dev.auspex.graph.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import dev.auspex.contracts.http.Deadline;

/**
 * Runs rows with one input of shape [N, 1] for each feature. Numbers are in direct buffers that the engine reads in
 * place. The tensors over them are created once for each batch size and kept, so a run only creates its string tensors.
 */
final class OrtRowRunner implements RowRunner {

    private final OrtGraph graph;
    private final OrtEnvironment environment;
    private final String[] numberNames;
    private final String[] categoryNames;
    private final FloatBuffer[] numbers;
    private final OnnxTensor[][] numberTensors;
    private final Set<String> output;
    private final Map<String, OnnxTensor> inputs = new HashMap<>();
    private final List<OnnxTensor> strings = new ArrayList<>();
    private final int mostRows;

    OrtRowRunner(
            OrtGraph graph,
            OrtEnvironment environment,
            List<String> numberNames,
            List<String> categoryNames,
            String output,
            int mostRows) {
        this.graph = graph;
        this.environment = environment;
        this.numberNames = numberNames.toArray(String[]::new);
        this.categoryNames = categoryNames.toArray(String[]::new);
        this.output = Set.of(output);
        this.mostRows = mostRows;
        this.numbers = new FloatBuffer[numberNames.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = ByteBuffer.allocateDirect(mostRows * Float.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
        }
        this.numberTensors = new OnnxTensor[mostRows + 1][];
    }

    @Override
    public float[][] run(List<Row> rows, Deadline until) throws GraphException {
        int count = rows.size();
        if (count < 1 || count > mostRows) {
            throw new IllegalArgumentException("a batch must have 1 to " + mostRows + " rows, not " + count);
        }
        return graph.using(session -> run(session, rows, count, until));
    }

    private float[][] run(OrtSession session, List<Row> rows, int count, Deadline until)
            throws OrtException, GraphException {
        try {
            putNumbers(rows, count);
            putCategories(rows, count);
            try (OrtSession.Result result = graph.run(session, inputs, output, until)) {
                OnnxTensor probabilities = (OnnxTensor) result.get(0);
                graph.room()
                        .take(
                                output.iterator().next(),
                                ElementType.FP32,
                                probabilities.getInfo().getNumElements());
                return split(probabilities.getFloatBuffer(), count);
            }
        } finally {
            strings.forEach(OnnxTensor::close);
            strings.clear();
        }
    }

    private void putNumbers(List<Row> rows, int count) throws OrtException {
        OnnxTensor[] tensors = numberTensors(count);
        for (int feature = 0; feature < numbers.length; feature++) {
            FloatBuffer buffer = numbers[feature];
            for (int row = 0; row < count; row++) {
                buffer.put(row, rows.get(row).numbers()[feature]);
            }
            inputs.put(numberNames[feature], tensors[feature]);
        }
    }

    private void putCategories(List<Row> rows, int count) throws OrtException {
        long[] shape = {count, 1};
        for (int feature = 0; feature < categoryNames.length; feature++) {
            String[] values = new String[count];
            for (int row = 0; row < count; row++) {
                values[row] = rows.get(row).categories()[feature];
            }
            OnnxTensor tensor = OnnxTensor.createTensor(environment, values, shape);
            strings.add(tensor);
            inputs.put(categoryNames[feature], tensor);
        }
    }

    private OnnxTensor[] numberTensors(int count) throws OrtException {
        if (numberTensors[count] == null) {
            long[] shape = {count, 1};
            OnnxTensor[] made = new OnnxTensor[numbers.length];
            for (int i = 0; i < made.length; i++) {
                made[i] = OnnxTensor.createTensor(
                        environment, numbers[i].duplicate().limit(count), shape);
            }
            numberTensors[count] = made;
        }
        return numberTensors[count];
    }

    private static float[][] split(FloatBuffer all, int count) {
        int labels = all.remaining() / count;
        float[][] rows = new float[count][labels];
        for (float[] row : rows) {
            all.get(row);
        }
        return rows;
    }

    @Override
    public void close() {
        for (OnnxTensor[] tensors : numberTensors) {
            if (tensors != null) {
                for (OnnxTensor tensor : tensors) {
                    tensor.close();
                }
            }
        }
    }
}
