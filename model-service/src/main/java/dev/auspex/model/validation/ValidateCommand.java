package dev.auspex.model.validation;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import dev.auspex.chassis.json.StrictJson;
import dev.auspex.contracts.http.Deadline;
import dev.auspex.graph.engine.EngineSettings;
import dev.auspex.graph.engine.EngineWords;
import dev.auspex.graph.engine.Graph;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.InferenceEngine;
import dev.auspex.graph.engine.JoinProbe;
import dev.auspex.graph.onnx.OnnxException;
import dev.auspex.model.registry.BrokenPackageException;
import dev.auspex.model.registry.DescriptionTrial;
import dev.auspex.model.registry.PackageReader;
import dev.auspex.model.registry.ServedVersion;
import dev.auspex.model.registry.WarmUp;

/**
 * Opens one version and makes its first runs, in a process that nothing else depends on. It prints the {@link Verdict}
 * as one line of JSON; the last such line counts. Whatever the graph does to this process, the service keeps running.
 *
 * <p>Arguments: {@code validate package|onnx FOLDER MODEL VERSION LARGEST_GRAPH_BYTES RUNS LARGEST_OUTPUT_BYTES}.
 */
public final class ValidateCommand {

    /** First argument. */
    public static final String NAME = "validate";

    /** Longest time for odd inputs. */
    private static final Duration ODD_INPUTS = Duration.ofSeconds(2);

    private static final int ARGUMENTS = 8;
    private static final long PAGE = 4096;

    private ValidateCommand() {}

    /** Runs the command and returns its exit code: 0 if there is a verdict, whichever it is. */
    public static int run(String... args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        if (args.length != ARGUMENTS) {
            out.println("validate package|onnx FOLDER MODEL VERSION LARGEST_GRAPH_BYTES RUNS LARGEST_OUTPUT_BYTES");
            return 2;
        }
        try {
            print(
                    out,
                    verdict(
                            args[1].equals("onnx"),
                            Path.of(args[2]),
                            args[3],
                            args[4],
                            Long.parseLong(args[5]),
                            Integer.parseInt(args[6]),
                            Long.parseLong(args[7]),
                            out));
            return 0;
        } catch (IOException e) {
            out.println("no verdict: " + e);
            return 1;
        }
    }

    private static Verdict verdict(
            boolean bare,
            Path folder,
            String model,
            String version,
            long largest,
            int runs,
            long largestOutput,
            PrintStream out)
            throws IOException {
        try {
            ObjectMapper json = new ObjectMapper().registerModule(new JavaTimeModule());
            // Replicas read packages with the same settings.
            new StrictJson().customize(json);
            InferenceEngine engine =
                    new InferenceEngine(EngineSettings.forWorker(1, true, Duration.ZERO, largestOutput));
            engine.start();
            long before = residentBytes();
            PackageReader reader = new PackageReader(json, engine, largest);
            ServedVersion served =
                    bare ? reader.bare(folder, model, version, Optional.empty()) : reader.read(folder, model, version);
            long opened = residentBytes();
            String hazard = Hazards.problem(Files.readAllBytes(folder.resolve(PackageReader.GRAPH)), engine)
                    .orElse(null);
            if (hazard != null) {
                // Printed before any run, because a run may end the process.
                print(out, new Verdict(null, 0, false, hazard));
            }
            long examined = residentBytes();
            WarmUp.run(served, runs);
            if (served.described()) {
                refuseAnUntrueDescription(DescriptionTrial.of(served));
            }
            // A replica does the same when it loads the version.
            JoinProbe.passes(served.graph());
            Verdict passed = new Verdict(
                    null, Math.max(0, opened - before + residentBytes() - examined), hazard == null, hazard);
            if (hazard == null) {
                print(out, passed);
                askOdd(served.graph());
            }
            return passed;
        } catch (GraphException e) {
            return Verdict.refused(EngineWords.of(e));
        } catch (BrokenPackageException | OnnxException e) {
            return Verdict.refused(e.getMessage());
        } catch (OutOfMemoryError e) {
            return Verdict.refused("it takes more memory than its test may use");
        }
    }

    /** Uses a separate thread, because a run of a graph without loops cannot be ended and need not be waited for. */
    private static void askOdd(Graph graph) {
        Thread asking = Thread.ofPlatform()
                .name("odd-inputs")
                .daemon()
                .start(() -> OddInputs.run(graph, Deadline.in(ODD_INPUTS)));
        try {
            if (!asking.join(ODD_INPUTS.plus(ODD_INPUTS))) {
                // An ordinary exit would shut the engine down during the run.
                Runtime.getRuntime().halt(0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void refuseAnUntrueDescription(DescriptionTrial.Findings findings) throws BrokenPackageException {
        if (findings.labels().isPresent()) {
            throw new BrokenPackageException("model.json: " + findings.labels().get());
        }
        if (!findings.needed().isEmpty()) {
            throw new BrokenPackageException("model.json: without " + String.join(", ", findings.needed())
                    + ", the graph returns no probabilities. Set \"required\": true for each of these features, or"
                    + " let the"
                    + " graph impute them");
        }
    }

    private static void print(PrintStream out, Verdict verdict) throws IOException {
        out.println(Verdict.PREFIX + new ObjectMapper().writeValueAsString(verdict));
    }

    private static long residentBytes() throws IOException {
        Path memory = Path.of("/proc/self/statm");
        return Files.exists(memory) ? Long.parseLong(Files.readString(memory).split(" ")[1]) * PAGE : 0;
    }
}
