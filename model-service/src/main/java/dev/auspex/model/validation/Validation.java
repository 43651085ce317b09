package dev.auspex.model.validation;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.model.registry.RegistryConfig;

/**
 * Tries versions in a process of their own with hard limits on time and memory, its own temporary folder and none of this
 * service's environment. A graph that runs for ever, eats memory or brings its process down is refused, and nothing else happens.
 */
@ApplicationScoped
public class Validation {

    private static final Logger LOG = Logger.getLogger(Validation.class);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final long PAGE = 4096;
    private static final long MOST_OUTPUT = 4L << 20;
    private static final long HEAP_BASE = 96L << 20;
    private static final String LIBRARY_PATH = "onnxruntime.native.path";
    /** What a process needs to start at all; secrets are not among it. */
    private static final List<String> ENVIRONMENT = List.of("PATH", "LD_LIBRARY_PATH", "LANG");

    private final ValidationConfig config;
    private final RegistryConfig registry;
    private final ObjectMapper json;
    private final Semaphore turns;

    Validation(ValidationConfig config, RegistryConfig registry, ObjectMapper json) {
        this.config = config;
        this.registry = registry;
        this.json = json;
        this.turns = new Semaphore(config.atOnce(), true);
    }

    /**
     * Tries one version.
     *
     * @param folder its files, unpacked
     * @param bare   whether it is a bare graph
     * @param work   an empty folder for the process, which the caller deletes
     * @throws ProblemException OVERLOADED where too many versions are being tried
     * @throws IOException      where no process can be started
     */
    public Verdict of(Path folder, boolean bare, String model, String version, Path work) throws IOException {
        try {
            if (!turns.tryAcquire(config.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ProblemException(
                        ProblemType.OVERLOADED, "Other uploads are being checked; try again after a moment", RETRY);
            }
            try {
                return run(folder, bare, model, version, work);
            } finally {
                turns.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ProblemType.UNAVAILABLE, "This instance is stopping; try again", RETRY);
        }
    }

    private Verdict run(Path folder, boolean bare, String model, String version, Path work)
            throws IOException, InterruptedException {
        Path out = work.resolve("out");
        Path errors = work.resolve("errors");
        List<String> command = command(work, Files.size(folder.resolve("model.onnx")));
        command.addAll(List.of(
                ValidateCommand.NAME,
                bare ? "onnx" : "package",
                folder.toString(),
                model,
                version,
                Long.toString(registry.largestGraph().asLongValue()),
                Integer.toString(config.runs())));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile());
        keepOnlyNeeded(builder.environment());
        long began = System.nanoTime();
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String stopped = watch(process, began, out, errors);
            if (stopped != null) {
                process.destroyForcibly().waitFor();
                Verdict passed = last(out);
                return passed != null && passed.odd() ? passed : Verdict.refused(stopped);
            }
            LOG.debugf(
                    "trial ended model=%s version=%s exit=%d millis=%d",
                    model, version, process.exitValue(), (System.nanoTime() - began) / 1_000_000);
            return verdict(process.exitValue(), out, errors);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Waits for the end; returns why the process has to be ended, or null where it ended by itself. */
    private String watch(Process process, long began, Path out, Path errors) throws InterruptedException, IOException {
        Path memory = Path.of("/proc", Long.toString(process.pid()), "statm");
        while (!process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            if (System.nanoTime() - began > config.timeout().toNanos()) {
                return "it did not finish its first runs within "
                        + config.timeout().toSeconds() + " seconds: it runs for ever, or is too slow to be served";
            }
            long resident = residentBytes(memory);
            if (resident > config.memory().asLongValue()) {
                return "it took more than " + (config.memory().asLongValue() >> 20)
                        + " MiB of memory in its first runs";
            }
            if (Files.size(out) + Files.size(errors) > MOST_OUTPUT) {
                return "it made the engine report without end";
            }
        }
        return null;
    }

    /** 0 where the process is gone already, or where the system does not tell. */
    private static long residentBytes(Path memory) {
        try {
            return Files.exists(memory)
                    ? Long.parseLong(Files.readString(memory).split(" ")[1]) * PAGE
                    : 0;
        } catch (IOException | ArrayIndexOutOfBoundsException goneMeanwhile) {
            return 0;
        }
    }

    private Verdict verdict(int exit, Path out, Path errors) throws IOException {
        Verdict last = last(out);
        if (last != null && exit == 0) {
            return last;
        }
        if (last != null && last.hazard() != null) {
            return Verdict.refused("it brought down the process that tried it: " + last.hazard());
        }
        if (last != null && last.odd()) {
            return Verdict.refused(
                    "it brought down the process that tried it, on dimensions or values that nobody means to send (exit code "
                            + exit + "). Check indices and sizes inside the graph, for example with Clip");
        }
        LOG.warnf("a trial ended without a verdict exit=%d said=%s", exit, tail(out) + tail(errors));
        return Verdict.refused("it brought down the process that tried it (exit code " + exit + ")");
    }

    private @Nullable Verdict last(Path out) throws IOException {
        Verdict last = null;
        for (String line : Files.readString(out, StandardCharsets.UTF_8).lines().toList()) {
            if (line.startsWith(Verdict.PREFIX) && line.endsWith("}")) {
                last = json.readValue(line.substring(Verdict.PREFIX.length()), Verdict.class);
            }
        }
        return last;
    }

    private static String tail(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        return text.length() > 500 ? text.substring(text.length() - 500) : text;
    }

    private static void keepOnlyNeeded(Map<String, String> environment) {
        environment.keySet().retainAll(ENVIRONMENT);
    }

    /** This program once more: the native executable itself, or this Java on the same jar or class path. */
    private static List<String> command(Path work, long graphBytes) {
        List<String> command = new ArrayList<>();
        boolean isNative = "runtime".equals(System.getProperty("org.graalvm.nativeimage.imagecode"));
        long heapMebibytes = (HEAP_BASE + 5 * graphBytes) >> 20;
        if (isNative) {
            command.add(ProcessHandle.current().info().command().orElse("/proc/self/exe"));
            command.add("-Xmx" + heapMebibytes + "m");
        } else {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of(
                    "-Xmx" + heapMebibytes + "m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:-UsePerfData",
                    "--enable-native-access=ALL-UNNAMED"));
        }
        command.add("-Djava.io.tmpdir=" + work);
        command.add("-Duser.home=" + work);
        command.add("-DDJL_CACHE_DIR=" + work);
        if (System.getProperty(LIBRARY_PATH) != null) {
            command.add("-D" + LIBRARY_PATH + "=" + System.getProperty(LIBRARY_PATH));
        }
        if (!isNative) {
            String classPath = System.getProperty("java.class.path");
            if (classPath.endsWith("quarkus-run.jar") && !classPath.contains(File.pathSeparator)) {
                command.addAll(
                        List.of("-jar", Path.of(classPath).toAbsolutePath().toString()));
            } else {
                command.addAll(List.of("-cp", classPath, "dev.auspex.model.Main"));
            }
        }
        return command;
    }
}
