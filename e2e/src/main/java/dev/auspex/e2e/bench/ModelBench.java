package dev.auspex.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import ai.onnxruntime.OrtException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.e2e.suite.Client;
import dev.auspex.e2e.suite.Suite;

/**
 * Measures the request rate and latency of {@code POST /v2/models/churn/infer} with binary tensors, directly at the
 * model service, beside the same rows with {@code OrtSession.run} in this process. Closed loop, one row for each
 * request. Starts its own suite, or measures a running model service.
 */
@Command(
        name = "model",
        mixinStandardHelpOptions = true,
        description = "Measures the model service's /v2 with binary tensors beside bare OrtSession calls.")
public final class ModelBench implements Runnable {

    private static final int PORT_OFFSET = 300;
    private static final int MODEL_SERVICE = 8083;
    private static final String MODEL = "churn";

    @Option(names = "--connections", split = ",", defaultValue = "1,8,64", description = "default: ${DEFAULT-VALUE}")
    private List<Integer> connections;

    @Option(
            names = "--seconds",
            defaultValue = "10",
            description = "length of each measurement, default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "20", description = "seconds of load first, default: ${DEFAULT-VALUE}")
    private int warmUp;

    @Option(names = "--native", description = "measures the native executables")
    private boolean nativeExecutables;

    @Option(
            names = "--max-batch",
            description = "most rows in one run of the service (AUSPEX_INFERENCE_MAX_BATCH); 1 switches joining off")
    private Integer maxBatch;

    @Option(
            names = "--service",
            description = "a model service that runs, such as http://localhost:8083, instead of a suite of its own; its"
                    + " secret is read from AUSPEX_SERVICE_SECRET")
    private URI running;

    @Option(
            names = "--model",
            defaultValue = "churn",
            description =
                    "churn, or minilm: a model of texts, with and without micro-batches; default: ${DEFAULT-VALUE}")
    private String model;

    @Option(
            names = "--packages",
            description = "folder in which ./auspex train wrote the package reviews, for minilm; default:"
                    + " .auspex/training/packages")
    private Path textPackages;

    @Override
    public void run() {
        if (model.equals("minilm")) {
            Path folder = textPackages == null ? Suite.root().resolve(".auspex/training/packages") : textPackages;
            new TextBench(connections, seconds, warmUp, nativeExecutables).run(folder);
            return;
        }
        if (!model.equals(MODEL)) {
            throw new IllegalStateException("--model knows churn and minilm, not " + model);
        }
        if (running != null) {
            String secret = System.getenv("AUSPEX_SERVICE_SECRET");
            if (secret == null) {
                throw new IllegalStateException("AUSPEX_SERVICE_SECRET must be that of the service");
            }
            // The committed packages have the same schema in every checkout.
            measure(running, Headers.SERVICE_SECRET + ": " + secret, committed());
            return;
        }
        Suite suite = new Suite(
                Suite.root().resolve(".auspex/bench-model"),
                PORT_OFFSET,
                maxBatch == null ? Map.of() : Map.of("AUSPEX_INFERENCE_MAX_BATCH", maxBatch.toString()));
        suite.start(nativeExecutables ? new String[] {"--fresh", "--native"} : new String[] {"--fresh"});
        try {
            Client anonymous = new Client(suite.address());
            Client user = anonymous.with(anonymous.register("bench@example.org", "a password for benchmarks"));
            ModelVersion version =
                    Client.expect(200, user.get("/api/v1/models/" + MODEL + "/versions/champion"), ModelVersion.class);
            measure(
                    URI.create("http://localhost:" + (MODEL_SERVICE + PORT_OFFSET)),
                    "Authorization: Bearer " + user.accessToken(),
                    version);
        } finally {
            suite.close();
        }
    }

    private void measure(URI service, String authorization, ModelVersion version) {
        ModelRows rows = new ModelRows(version);
        HttpLoad load = new HttpLoad(service, rows.requests(service, MODEL, authorization));
        Path onnx = packages().resolve(version.version()).resolve("model.onnx");
        int most = connections.stream().mapToInt(Integer::intValue).max().orElse(1);
        try (BareEngine engine = new BareEngine(onnx, rows)) {
            check(engine.run(rows.rows().getFirst()), load.first());
            engine.measure(2, Duration.ofSeconds(Math.max(1, warmUp / 4)));
            load.measure(most, Duration.ofSeconds(warmUp));
            System.out.println(Latencies.HEADER);
            for (int count : connections) {
                Latencies bare = engine.measure(count, Duration.ofSeconds(seconds));
                System.out.println(bare.line(count, "OrtSession.run"));
                Latencies served = load.measure(count, Duration.ofSeconds(seconds));
                System.out.println(served.line(count, "/v2, binary tensors"));
                System.out.printf(
                        Locale.ROOT,
                        "%-12d %-22s %12s %9.0f %9.0f %9.0f%n",
                        count,
                        "added",
                        "",
                        served.micros(50) - bare.micros(50),
                        served.micros(95) - bare.micros(95),
                        served.micros(99) - bare.micros(99));
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Checks an answer, because a measurement of wrong answers would be worthless. */
    private static void check(float[] wanted, ByteBuffer answer) {
        ByteBuffer tail = answer.slice(answer.limit() - wanted.length * Float.BYTES, wanted.length * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        for (float probability : wanted) {
            float served = tail.getFloat();
            if (Math.abs(served - probability) > 1e-6) {
                throw new IllegalStateException("the service answers " + served + ", the engine " + probability);
            }
        }
    }

    private static Path packages() {
        return Suite.root().resolve("training/packages").resolve(MODEL);
    }

    private static ModelVersion committed() {
        try {
            String champion = Client.JSON
                    .readTree(packages().resolve("aliases.json").toFile())
                    .path("champion")
                    .asText();
            return Client.JSON.readValue(
                    packages().resolve(champion).resolve("model.json").toFile(), ModelVersion.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
