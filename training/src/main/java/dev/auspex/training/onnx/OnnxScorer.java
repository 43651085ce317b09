package dev.auspex.training.onnx;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import dev.auspex.training.data.Column;
import dev.auspex.training.data.Rows;

/** Scorer that runs an ONNX file on raw rows, as a server would. */
public final class OnnxScorer implements AutoCloseable {

    private final OrtSession session;

    public OnnxScorer(byte[] onnx) throws OrtException {
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            session = OrtEnvironment.getEnvironment().createSession(onnx, options);
        }
    }

    /**
     * Answer for one row.
     *
     * @param label    predicted label
     * @param negative probability of the negative label
     * @param score    probability of the positive label
     */
    public record Answer(String label, double negative, double score) {}

    /** Returns the scores of answers, in the same order. */
    public static double[] scores(List<Answer> answers) {
        return answers.stream().mapToDouble(Answer::score).toArray();
    }

    /** Runs all rows in one batch. */
    public List<Answer> run(Rows rows) throws OrtException {
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try {
            for (int column = 0; column < rows.dataSet().columns().size(); column++) {
                Column feature = rows.dataSet().columns().get(column);
                inputs.put(feature.name(), feature.isCategory() ? strings(rows, column) : floats(rows, column));
            }
            try (OrtSession.Result result = session.run(inputs)) {
                String[] labels =
                        (String[]) result.get(OnnxExport.LABEL).orElseThrow().getValue();
                float[][] probabilities = (float[][])
                        result.get(OnnxExport.PROBABILITIES).orElseThrow().getValue();
                return IntStream.range(0, labels.length)
                        .mapToObj(row -> new Answer(labels[row], probabilities[row][0], probabilities[row][1]))
                        .toList();
            }
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor floats(Rows rows, int column) throws OrtException {
        float[] values = new float[rows.size()];
        for (int row = 0; row < values.length; row++) {
            values[row] = (float) rows.number(row, column);
        }
        return OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(), FloatBuffer.wrap(values), new long[] {values.length, 1});
    }

    private static OnnxTensor strings(Rows rows, int column) throws OrtException {
        String[] values = new String[rows.size()];
        for (int row = 0; row < values.length; row++) {
            values[row] = rows.category(row, column);
        }
        return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), values, new long[] {values.length, 1});
    }

    /** Returns the largest difference between two lists of probabilities. */
    public static double largestDifference(double[] some, double[] others) {
        double largest = 0;
        for (int i = 0; i < some.length; i++) {
            double difference = Math.abs(some[i] - others[i]);
            if (!(difference <= largest)) { // NaN counts as larger
                largest = difference;
            }
        }
        return largest;
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
