package dev.auspex.graph.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import org.jboss.logging.Logger;

import dev.auspex.graph.onnx.ControlFlow;
import dev.auspex.graph.onnx.OnnxException;

/**
 * ONNX Runtime, started by DJL. DJL owns the one environment of the process; sessions are opened on it directly, since an
 * {@link OrtSession} tells real shapes and may be shared by threads, which a DJL predictor does not and may not.
 */
public class InferenceEngine {

    private static final Logger LOG = Logger.getLogger(InferenceEngine.class);
    private static final String ENGINE = "OnnxRuntime";
    private static final String LIBRARY_PATH = "onnxruntime.native.path";
    private static final String TOKENIZERS_PATH = "RUST_LIBRARY_PATH";

    private final EngineSettings settings;
    private OrtEnvironment environment;
    private UnsignedCasts casts;
    private RunWatch watch;

    public InferenceEngine(EngineSettings settings) {
        this.settings = settings;
    }

    /**
     * Starts the engine where it does not run yet.
     *
     * @throws GraphException where the machine cannot run it
     */
    public void start() throws GraphException {
        environment();
    }

    /**
     * Opens a graph.
     *
     * @param onnx content of an ONNX file
     * @throws GraphException where it is no graph that the engine can run
     */
    public Graph open(byte[] onnx) throws GraphException {
        OrtEnvironment running = environment();
        try (OrtSession.SessionOptions options = options()) {
            OrtSession session = running.createSession(onnx, options);
            try {
                return new Graph(running, session, casts, ControlFlow.in(onnx) ? watch : null);
            } catch (OrtException | OnnxException | RuntimeException e) {
                session.close();
                throw e;
            }
        } catch (OrtException | OnnxException e) {
            throw new GraphException(e.getMessage(), e);
        }
    }

    private synchronized OrtEnvironment environment() throws GraphException {
        if (environment == null) {
            configure();
            try {
                // DJL first: it wants to create the environment itself and fails where there is one already.
                String version = Engine.getEngine(ENGINE).getVersion();
                environment = OrtEnvironment.getEnvironment();
                casts = new UnsignedCasts(environment);
                watch = new RunWatch(settings);
                LOG.infof("engine started engine=%s engineVersion=%s", ENGINE, version);
            } catch (EngineException | IllegalStateException | LinkageError e) {
                throw new GraphException(ENGINE + " does not start: " + rootCause(e), e);
            }
        }
        return environment;
    }

    /** In code and not on a command line, so that jar and executable behave alike. */
    private void configure() {
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("ai.djl.onnx.disable_alternative", "true");
        System.setProperty("ai.djl.default_engine", ENGINE);
        // Sessions have their own settings; the environment's pools would only hold idle threads.
        System.setProperty("ai.djl.onnxruntime.num_threads", "1");
        System.setProperty("ai.djl.onnxruntime.num_interop_threads", "1");
        if (System.getProperty(LIBRARY_PATH) == null) {
            settings.libraryPath()
                    .or(InferenceEngine::besideTheExecutable)
                    .ifPresent(path -> System.setProperty(LIBRARY_PATH, path));
        }
        // The tokenizers' library may lie beside them; without it DJL unpacks it to its cache folder.
        String path = System.getProperty(LIBRARY_PATH);
        if (path != null && System.getProperty(TOKENIZERS_PATH) == null) {
            Path library = Path.of(path, System.mapLibraryName("tokenizers"));
            if (Files.isRegularFile(library)) {
                // The file and not its folder, for which DJL 0.38 asks a GPU that is not there.
                System.setProperty(TOKENIZERS_PATH, library.toString());
            }
        }
    }

    private OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(intraOpThreads());
        options.setInterOpNumThreads(1);
        options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        options.setCPUArenaAllocator(settings.memoryArena());
        // A pattern is kept for each shape ever seen, and callers choose the shapes.
        options.setMemoryPatternOptimization(false);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        options.addConfigEntry("session.inter_op.allow_spinning", "0");
        return options;
    }

    private int intraOpThreads() {
        int processors = Runtime.getRuntime().availableProcessors();
        int runs = settings.runsAtOnce() == 0 ? processors : settings.runsAtOnce();
        return Math.max(1, settings.intraOpThreads().orElse(processors / runs));
    }

    private static Optional<String> besideTheExecutable() {
        if (!"runtime".equals(System.getProperty("org.graalvm.nativeimage.imagecode"))) {
            return Optional.empty();
        }
        try {
            Path libraries = Path.of("/proc/self/exe").toRealPath().resolveSibling("onnxruntime");
            return Files.isDirectory(libraries) ? Optional.of(libraries.toString()) : Optional.empty();
        } catch (IOException e) {
            LOG.warnf(
                    "folder of the executable not found, onnxruntime is looked for elsewhere cause=%s", e.getMessage());
            return Optional.empty();
        }
    }

    private static String rootCause(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
