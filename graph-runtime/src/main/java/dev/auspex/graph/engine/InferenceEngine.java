package dev.auspex.graph.engine;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import org.jboss.logging.Logger;

import dev.auspex.graph.onnx.ControlFlow;
import dev.auspex.graph.onnx.OnnxException;

/**
 * ONNX Runtime, started by DJL. DJL owns the only environment of the process. Sessions are opened on it directly,
 * because an {@link OrtSession} reports real shapes and can be shared by threads, and a DJL predictor does neither.
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
     * Starts the engine if it is not running yet.
     *
     * @throws GraphException if the engine cannot run on this machine
     */
    public void start() throws GraphException {
        environment();
    }

    /**
     * Opens a graph.
     *
     * @param onnx content of an ONNX file
     * @throws GraphException if it is not a graph that the engine can run
     */
    public Graph open(byte[] onnx) throws GraphException {
        try {
            return open((running, options) -> running.createSession(onnx, options), ControlFlow.in(onnx));
        } catch (OnnxException e) {
            throw new GraphException(e.getMessage(), e);
        }
    }

    /**
     * Opens a graph.
     *
     * @param onnx  content of an ONNX file, in a direct buffer
     * @param loops whether the graph has subgraphs
     * @throws GraphException if it is not a graph that the engine can run
     */
    public Graph open(ByteBuffer onnx, boolean loops) throws GraphException {
        return open((running, options) -> running.createSession(onnx, options), loops);
    }

    private Graph open(Opening opening, boolean loops) throws GraphException {
        OrtEnvironment running = environment();
        try (OrtSession.SessionOptions options = options()) {
            OrtSession session = opening.open(running, options);
            try {
                return new OrtGraph(
                        running,
                        session,
                        casts,
                        loops || settings.everyRunEnds() ? watch : null,
                        loops,
                        settings.largestOutput());
            } catch (OrtException | RuntimeException e) {
                session.close();
                throw e;
            }
        } catch (OrtException e) {
            throw new GraphException(e.getMessage(), e);
        }
    }

    private synchronized OrtEnvironment environment() throws GraphException {
        if (environment == null) {
            configure();
            try {
                environment = settings.worker() ? quietEnvironment() : environmentOfDjl();
                casts = new UnsignedCasts(environment);
                watch = new RunWatch(settings);
                LOG.infof("engine started engine=%s engineVersion=%s", ENGINE, environment.getVersion());
            } catch (EngineException | IllegalStateException | LinkageError e) {
                throw new GraphException(ENGINE + " cannot start: " + rootCause(e), e);
            }
        }
        return environment;
    }

    /** Returns an environment that does not need DJL's engine and writes nothing to standard error. */
    private static OrtEnvironment quietEnvironment() {
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "worker");
    }

    /** Starts DJL first, because it creates the environment itself and fails if there already is one. */
    private static OrtEnvironment environmentOfDjl() {
        Engine.getEngine(ENGINE);
        return OrtEnvironment.getEnvironment();
    }

    /** Sets system properties in code instead of on the command line, so that jar and executable behave alike. */
    private void configure() {
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("ai.djl.onnx.disable_alternative", "true");
        System.setProperty("ai.djl.default_engine", ENGINE);
        // Sessions have their own settings. The environment's pools would only hold idle threads.
        System.setProperty("ai.djl.onnxruntime.num_threads", "1");
        System.setProperty("ai.djl.onnxruntime.num_interop_threads", "1");
        if (System.getProperty(LIBRARY_PATH) == null) {
            settings.libraryPath()
                    .or(InferenceEngine::besideTheProgram)
                    .ifPresent(path -> System.setProperty(LIBRARY_PATH, path));
        }
        // The tokenizers' library may be in the same folder. Otherwise DJL unpacks it to its cache folder.
        String path = System.getProperty(LIBRARY_PATH);
        if (path != null && System.getProperty(TOKENIZERS_PATH) == null) {
            Path library = Path.of(path, System.mapLibraryName("tokenizers"));
            if (Files.isRegularFile(library)) {
                // This is the file, because for a folder DJL 0.38 looks for a GPU that is not there.
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
        // The engine would keep a pattern for each shape it has ever seen, and callers choose the shapes.
        options.setMemoryPatternOptimization(false);
        // The engine's own log lines contain input values and names that a graph's author chose. Their content
        // also arrives as exceptions.
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        options.addConfigEntry("session.inter_op.allow_spinning", "0");
        return options;
    }

    private int intraOpThreads() {
        int processors = Runtime.getRuntime().availableProcessors();
        int runs = settings.runsAtOnce() == 0 ? processors : settings.runsAtOnce();
        return Math.max(1, settings.intraOpThreads().orElse(processors / runs));
    }

    /** Returns the folder {@code onnxruntime} beside the executable, or beside the jar or its folder. */
    private static Optional<String> besideTheProgram() {
        try {
            if ("runtime".equals(System.getProperty("org.graalvm.nativeimage.imagecode"))) {
                return folder(Path.of("/proc/self/exe").toRealPath());
            }
            String classPath = System.getProperty("java.class.path");
            if (!classPath.endsWith("quarkus-run.jar") || classPath.contains(File.pathSeparator)) {
                return Optional.empty();
            }
            Path jar = Path.of(classPath).toRealPath();
            return folder(jar).or(() -> folder(jar.getParent()));
        } catch (IOException e) {
            LOG.warnf("program folder was not found, onnxruntime is searched for elsewhere cause=%s", e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<String> folder(Path sibling) {
        Path libraries = sibling.resolveSibling("onnxruntime");
        return Files.isDirectory(libraries) ? Optional.of(libraries.toString()) : Optional.empty();
    }

    private static String rootCause(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** Opens a session. */
    @FunctionalInterface
    private interface Opening {
        OrtSession open(OrtEnvironment running, OrtSession.SessionOptions options) throws OrtException;
    }
}
