package dev.auspex.model.validation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.graph.worker.WorkerProgram;
import dev.auspex.model.registry.RegistryConfig;

/**
 * Tries versions in a separate process, with hard limits on time and memory, its own temporary folder, and none of this
 * service's environment. A graph that runs forever, takes too much memory or ends its process is refused, and does no
 * other harm.
 */
@ApplicationScoped
public class Validation {

    private static final Logger LOG = Logger.getLogger(Validation.class);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final long PAGE = 4096;
    private static final long MOST_OUTPUT = 4L << 20;
    private static final long HEAP_BASE = 96L << 20;
    private static final long HEAP_FACTOR = 5;

    private final ValidationConfig config;
    private final RegistryConfig registry;
    private final WorkerProgram program;
    private final ObjectMapper json;
    private final Semaphore turns;

    Validation(ValidationConfig config, RegistryConfig registry, WorkerProgram program, ObjectMapper json) {
        this.program = program;
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
     * @throws ProblemException OVERLOADED if too many versions are being tried
     * @throws IOException      if no process can be started
     */
    public Verdict of(Path folder, boolean bare, String model, String version, Path work) throws IOException {
        try {
            if (!turns.tryAcquire(config.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ProblemException(
                        ProblemType.OVERLOADED, "Other uploads are being checked. Try again in a moment.", RETRY);
            }
            try {
                return run(folder, bare, model, version, work);
            } finally {
                turns.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    ProblemType.UNAVAILABLE, "This instance is stopping. Try again in a moment.", RETRY);
        }
    }

    private Verdict run(Path folder, boolean bare, String model, String version, Path work)
            throws IOException, InterruptedException {
        Path out = work.resolve("out");
        Path errors = work.resolve("errors");
        Files.createDirectory(work.resolve("root"));
        ProcessBuilder builder = program.process(
                        work.toAbsolutePath(),
                        List.of(folder.toAbsolutePath()),
                        HEAP_BASE + HEAP_FACTOR * Files.size(folder.resolve("model.onnx")),
                        config.memory().asLongValue(),
                        List.of(
                                ValidateCommand.NAME,
                                bare ? "onnx" : "package",
                                folder.toAbsolutePath().toString(),
                                model,
                                version,
                                Long.toString(registry.largestGraph().asLongValue()),
                                Integer.toString(config.runs()),
                                Long.toString(config.largestOutput().asLongValue())))
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile());
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

    /** Waits until the process ends. Returns why it has to be ended, or null if it ended by itself. */
    private String watch(Process process, long began, Path out, Path errors) throws InterruptedException, IOException {
        while (!process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            if (System.nanoTime() - began > config.timeout().toNanos()) {
                return "it did not finish its first runs within "
                        + config.timeout().toSeconds() + " seconds: it never ends, or is too slow to be served";
            }
            long resident = residentBytes(program.memoryOf(process));
            if (resident > config.memory().asLongValue()) {
                return "it took more than " + (config.memory().asLongValue() >> 20)
                        + " MiB of memory in its first runs";
            }
            if (Files.size(out) + Files.size(errors) > MOST_OUTPUT) {
                return "it made the engine print too many messages";
            }
        }
        return null;
    }

    /** Returns 0 if the process is already gone, or the system does not tell. */
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
            return Verdict.refused("it crashed the process that tested it: " + last.hazard());
        }
        if (last != null && last.odd()) {
            return Verdict.refused("it crashed the process that tested it with unusual dimensions or values (exit code "
                    + exit + "). Check indices and sizes inside the graph, for example with Clip");
        }
        LOG.warnf("trial ended without a verdict exit=%d", exit);
        LOG.debugf("trial output was read out=\"%s\" errors=\"%s\"", tail(out), tail(errors));
        return Verdict.refused("it crashed the process that tested it (exit code " + exit + ")");
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
        String end = text.length() > 500 ? text.substring(text.length() - 500) : text;
        return end.replaceAll("[^\\x20-\\x7e]|[\"\\\\]", "?");
    }
}
