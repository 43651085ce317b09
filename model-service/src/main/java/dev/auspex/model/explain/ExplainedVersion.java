package dev.auspex.model.explain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.jboss.logging.Logger;

import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.Row;
import dev.auspex.graph.host.GraphHost;
import dev.auspex.graph.onnx.OnnxException;
import dev.auspex.model.registry.MemoryBudget;
import dev.auspex.model.registry.ServedVersion;

/** A version with its explainer, which is created for the first request and closed with the version. */
final class ExplainedVersion {

    private static final Logger LOG = Logger.getLogger(ExplainedVersion.class);

    private final ServedVersion version;
    private final GraphHost host;
    private final ExplainConfig config;
    private final ObjectMapper json;
    private final MemoryBudget memory;
    private final ExplainMeters meters;

    private Explainer explainer;
    private boolean closed;

    ExplainedVersion(
            ServedVersion version,
            GraphHost host,
            ExplainConfig config,
            ObjectMapper json,
            MemoryBudget memory,
            ExplainMeters meters) {
        this.version = version;
        this.host = host;
        this.config = config;
        this.json = json;
        this.memory = memory;
        this.meters = meters;
    }

    ServedVersion version() {
        return version;
    }

    ExplainMeters meters() {
        return meters;
    }

    /**
     * Returns the explainer of this version.
     *
     * @throws GraphException if the version is closed, or the engine fails on its background rows
     */
    synchronized Explainer explainer(Patience patience) throws GraphException {
        if (closed) {
            throw new GraphException("the version is closed");
        }
        if (explainer == null) {
            explainer = open(patience);
        }
        return explainer;
    }

    synchronized boolean closed() {
        return closed;
    }

    synchronized void close() throws GraphException {
        closed = true;
        meters.remove();
        if (explainer != null) {
            try {
                explainer.close();
            } finally {
                explainer = null;
                memory.giveBeside(this);
            }
        }
    }

    private Explainer open(Patience patience) throws GraphException {
        List<Row> background = Background.read(version, json);
        double[] scores;
        try (RowScorer scorer = new RowScorer(version, config.batch(), patience)) {
            scores = scorer.score(background);
        }
        try {
            byte[] onnx = onnx();
            // The graph is opened a second time, with another output.
            if (!memory.takeBeside(this, memory.expected(onnx.length, 0))) {
                throw new NoEnsembleException("its second session does not fit into AUSPEX_MODEL_MEMORY");
            }
            TreeExplainer trees = TreeExplainer.open(version, onnx, background, scores, host);
            LOG.infof("exact explanations enabled model=%s version=%s", version.model(), version.version());
            return trees;
        } catch (NoEnsembleException | OnnxException | GraphException e) {
            memory.giveBeside(this);
            LOG.infof(
                    "explanations by sampling enabled model=%s version=%s cause=%s",
                    version.model(), version.version(), e.getMessage());
            return new SamplingExplainer(version, background, scores, config);
        }
    }

    /** Reads the file, and checks that it is the one that was loaded. */
    private byte[] onnx() throws NoEnsembleException {
        Path file = version.folder().resolve("model.onnx");
        long largest = config.largestEnsemble().asLongValue();
        try {
            if (Files.size(file) > largest) {
                throw new NoEnsembleException("its file is larger than " + largest + " bytes");
            }
            byte[] onnx = Files.readAllBytes(file);
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(onnx));
            if (!hash.equals(version.description().onnxSha256().toLowerCase(Locale.ROOT))) {
                throw new NoEnsembleException("its file has changed since it was loaded");
            }
            return onnx;
        } catch (IOException e) {
            throw new NoEnsembleException("its file cannot be read");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing from this Java runtime", e);
        }
    }
}
