package dev.auspex.training.text;

import java.util.List;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import dev.auspex.training.onnx.OnnxExport;

/** Scorer that runs the ONNX file of a model of texts, as a server would, one text at a time. */
public final class TextScorer implements AutoCloseable {

    private final OrtSession session;
    private final Encoder encoder;

    /** @param encoder encoder whose tokenizer is used */
    public TextScorer(byte[] onnx, Encoder encoder) throws OrtException {
        this.encoder = encoder;
        try (var options = new OrtSession.SessionOptions()) {
            options.setMemoryPatternOptimization(false);
            session = OrtEnvironment.getEnvironment().createSession(onnx, options);
        }
    }

    /** Returns the probability of the positive label for each text. */
    public double[] scores(List<String> texts) throws OrtException {
        double[] scores = new double[texts.size()];
        for (int i = 0; i < scores.length; i++) {
            try (OrtSession.Result result = encoder.run(session, texts.get(i))) {
                scores[i] = ((float[][]) result.get(OnnxExport.PROBABILITIES)
                                .orElseThrow()
                                .getValue())
                        [0][1];
            }
        }
        return scores;
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
