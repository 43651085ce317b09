package dev.auspex.training.text;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import dev.auspex.training.onnx.TextGraph;

/**
 * The transformer all-MiniLM-L6-v2, quantised to 8 bits (Apache-2.0), from the Maven artifact of LangChain4j. Its
 * tokens are pooled by their mean, and the mean is scaled to length 1. Each text runs alone: activations are quantised
 * over a whole batch, and the embedding of a text must not depend on other texts.
 */
public final class Encoder implements AutoCloseable {

    /** Name for people. */
    public static final String NAME = "all-MiniLM-L6-v2, quantised to 8 bits";

    /** Number of tokens that it reads of a text, as in its training. */
    public static final int TOKENS = 256;

    /** Number of values in an embedding. */
    public static final int WIDTH = 384;

    private static final String GRAPH = "/all-minilm-l6-v2-q.onnx";
    private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";

    private final byte[] graph;
    private final byte[] tokenizerFile;
    private final HuggingFaceTokenizer tokenizer;
    private final OrtSession session;

    public Encoder() throws IOException, OrtException {
        // The library must not use the network, neither to download nor to report.
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.offline", "true");
        graph = resource(GRAPH);
        tokenizerFile = resource(TOKENIZER);
        tokenizer = HuggingFaceTokenizer.newInstance(
                new ByteArrayInputStream(tokenizerFile),
                Map.of(
                        "addSpecialTokens", "true",
                        "padding", "false",
                        "truncation", "true",
                        "maxLength", Integer.toString(TOKENS),
                        "modelMaxLength", Integer.toString(TOKENS)));
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setMemoryPatternOptimization(false);
            session = OrtEnvironment.getEnvironment().createSession(TextGraph.pooled(graph), options);
        }
    }

    /** Returns the ONNX file of the transformer, as in its artifact. */
    public byte[] graph() {
        return graph.clone();
    }

    /** Returns the tokenizer file for a package. */
    public byte[] tokenizer() {
        return tokenizerFile.clone();
    }

    /** Returns the preparation file for a package, which tells the service how to prepare a text. */
    public String preparation(String feature) {
        return "{\"text\": {\"feature\": \"" + feature + "\", \"tokenizer\": \"tokenizer.json\", \"tokens\": " + TOKENS
                + ", \"padToken\": 0}}";
    }

    /**
     * Embeds texts on all processors.
     *
     * @param done runs once for each text, on the calling thread
     * @return embedding of each text, {@link #WIDTH} numbers
     */
    public float[][] embed(List<String> texts, Runnable done) throws IOException {
        float[][] embedded = new float[texts.size()][];
        try (ExecutorService workers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            List<Future<float[]>> running = IntStream.range(0, texts.size())
                    .mapToObj(i -> workers.submit((Callable<float[]>) () -> embed(texts.get(i))))
                    .toList();
            for (int i = 0; i < embedded.length; i++) {
                embedded[i] = running.get(i).get();
                done.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException("the transformer failed: " + e.getCause().getMessage(), e);
        }
        return embedded;
    }

    private float[] embed(String text) throws OrtException {
        try (OrtSession.Result result = run(session, text)) {
            return ((float[][]) result.get(TextGraph.EMBEDDING).orElseThrow().getValue())[0];
        }
    }

    /** Runs a graph over this encoder's tokens of a text. */
    public OrtSession.Result run(OrtSession over, String text) throws OrtException {
        var encoding = tokenizer.encode(text);
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try {
            inputs.put("input_ids", tensor(encoding.getIds()));
            inputs.put("attention_mask", tensor(encoding.getAttentionMask()));
            inputs.put("token_type_ids", tensor(encoding.getTypeIds()));
            return over.run(inputs);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor tensor(long[] numbers) throws OrtException {
        LongBuffer buffer = ByteBuffer.allocateDirect(numbers.length * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .asLongBuffer();
        buffer.put(numbers).flip();
        return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), buffer, new long[] {1, numbers.length});
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream file = Encoder.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IOException("the transformer's artifact is not on the class path: " + name);
            }
            return file.readAllBytes();
        }
    }

    @Override
    public void close() throws OrtException {
        tokenizer.close();
        session.close();
    }
}
