package dev.auspex.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/**
 * Runs a text model in this process on texts that are already tokenised, one text in each run, with the
 * service's session settings.
 */
final class BareTexts implements AutoCloseable {

    private static final Set<String> OUTPUT = Set.of("probabilities");

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final List<long[]> tokens;

    /**
     * @param version folder of the version, with its graph and its tokenizer
     * @param most    maximum number of tokens of a text
     */
    BareTexts(Path version, int most, List<String> texts) {
        // Nothing is requested from the network, and nothing sent to it.
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.offline", "true");
        try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(
                        version.resolve("tokenizer.json"),
                        Map.of(
                                "padding",
                                "false",
                                "truncation",
                                "true",
                                "maxLength",
                                Integer.toString(most),
                                "modelMaxLength",
                                Integer.toString(most)));
                OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            this.tokens =
                    texts.stream().map(tokenizer::encode).map(Encoding::getIds).toList();
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setMemoryPatternOptimization(false);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            this.session =
                    environment.createSession(version.resolve("model.onnx").toString(), options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    Latencies measure(int threads, Duration duration) {
        return BareLoop.measure(threads, duration, call -> run(call % tokens.size()));
    }

    /** Returns the probabilities of one text. */
    float[] run(int text) throws OrtException {
        long[] ids = tokens.get(text);
        long[] ones = new long[ids.length];
        Arrays.fill(ones, 1);
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try {
            inputs.put("input_ids", tensor(ids));
            inputs.put("attention_mask", tensor(ones));
            inputs.put("token_type_ids", tensor(new long[ids.length]));
            try (OrtSession.Result result = session.run(inputs, OUTPUT)) {
                return ((OnnxTensor) result.get(0)).getFloatBuffer().array();
            }
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    double meanTokens() {
        return tokens.stream().mapToInt(ids -> ids.length).average().orElse(0);
    }

    private OnnxTensor tensor(long[] numbers) throws OrtException {
        LongBuffer buffer = ByteBuffer.allocateDirect(numbers.length * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .asLongBuffer();
        buffer.put(numbers).flip();
        return OnnxTensor.createTensor(environment, buffer, new long[] {1, numbers.length});
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
