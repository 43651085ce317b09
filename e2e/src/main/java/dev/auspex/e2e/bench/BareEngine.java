package dev.auspex.e2e.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/**
 * Runs the same rows with {@link OrtSession#run} in this process, with the service's session settings.
 * No service can be faster.
 */
final class BareEngine implements AutoCloseable {

    private static final Set<String> OUTPUT = Set.of("probabilities");
    private static final long[] SHAPE = {1, 1};

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final ModelRows rows;

    BareEngine(Path onnx, ModelRows rows) {
        this.rows = rows;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setMemoryPatternOptimization(false);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            this.session = environment.createSession(onnx.toString(), options);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    Latencies measure(int threads, Duration duration) {
        return BareLoop.measure(
                threads,
                duration,
                call -> run(rows.rows().get(call % rows.rows().size())));
    }

    float[] run(Object[] row) throws OrtException {
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try {
            for (int i = 0; i < row.length; i++) {
                inputs.put(rows.features().get(i).name(), tensor(row[i]));
            }
            try (OrtSession.Result result = session.run(inputs, OUTPUT)) {
                return ((OnnxTensor) result.get(0)).getFloatBuffer().array();
            }
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private OnnxTensor tensor(Object value) throws OrtException {
        if (value instanceof String text) {
            return OnnxTensor.createTensor(environment, new String[] {text}, SHAPE);
        }
        ByteBuffer number = ByteBuffer.allocateDirect(Float.BYTES).order(ByteOrder.nativeOrder());
        number.putFloat(0, (Float) value);
        return OnnxTensor.createTensor(environment, number.asFloatBuffer(), SHAPE);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
