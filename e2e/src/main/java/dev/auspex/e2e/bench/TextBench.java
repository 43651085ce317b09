package dev.auspex.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.JsonNode;

import dev.auspex.contracts.prediction.Prediction;
import dev.auspex.e2e.suite.Client;
import dev.auspex.e2e.suite.Suite;

/**
 * Measures the request rate and latency of {@code POST /v2/models/reviews/infer} with one text for each request,
 * first with each text in its own run and then with micro-batches, beside the same texts with
 * {@code OrtSession.run} in this process.
 */
final class TextBench {

    private static final int PORT_OFFSET = 300;
    private static final int MODEL_SERVICE = 8083;
    private static final int TEXTS = 256;
    private static final String MODEL = "reviews";

    private final List<Integer> connections;
    private final int seconds;
    private final int warmUp;
    private final boolean nativeExecutables;

    TextBench(List<Integer> connections, int seconds, int warmUp, boolean nativeExecutables) {
        this.connections = connections;
        this.seconds = seconds;
        this.warmUp = warmUp;
        this.nativeExecutables = nativeExecutables;
    }

    /**
     * Measures both ways.
     *
     * @param packages folder with the package, as a folder and as a zip file
     */
    void run(Path packages) {
        Path version = packages.resolve(MODEL).resolve("1");
        Path zip = packages.resolve(MODEL + "-1.zip");
        if (!Files.exists(zip)) {
            throw new IllegalStateException("there is no " + zip + "; make it with: ./auspex train --data"
                    + " training/data/food-reviews.csv --target score --text review --name " + MODEL);
        }
        List<String> texts = texts();
        try (BareTexts bare = new BareTexts(version, tokens(version), texts)) {
            System.out.printf(Locale.ROOT, "%d reviews of %.0f tokens in the mean%n", texts.size(), bare.meanTokens());
            System.out.println(Latencies.HEADER);
            bare.measure(2, Duration.ofSeconds(Math.max(1, warmUp / 4)));
            for (int count : connections) {
                System.out.println(
                        bare.measure(count, Duration.ofSeconds(seconds)).line(count, "OrtSession.run"));
            }
            served("/v2, one by one", Map.of(), zip, texts, bare);
            // The graph quantises its activations over a whole batch, so by default the service
            // would not join the texts.
            served("/v2, micro-batches", Map.of("AUSPEX_INFERENCE_JOIN_ANYWAY", "true"), zip, texts, null);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private void served(String what, Map<String, String> environment, Path zip, List<String> texts, BareTexts checked)
            throws OrtException {
        Suite suite = new Suite(Suite.root().resolve(".auspex/bench-model"), PORT_OFFSET, environment);
        suite.start(nativeExecutables ? new String[] {"--fresh", "--native"} : new String[] {"--fresh"});
        try {
            Client anonymous = new Client(suite.address());
            Client user = anonymous.with(anonymous.register("bench@example.org", "a password for benchmarks"));
            upload(user, zip);
            URI service = URI.create("http://localhost:" + (MODEL_SERVICE + PORT_OFFSET));
            if (checked != null) {
                float[] wanted = checked.run(0);
                check(user, texts.getFirst(), wanted);
                checkTyped(user, texts.getFirst(), wanted);
            }
            HttpLoad load = new HttpLoad(service, requests(service, user.accessToken(), texts));
            load.measure(connections.stream().mapToInt(Integer::intValue).max().orElse(1), Duration.ofSeconds(warmUp));
            for (int count : connections) {
                System.out.println(
                        load.measure(count, Duration.ofSeconds(seconds)).line(count, what));
            }
        } finally {
            suite.close();
        }
    }

    private static void upload(Client user, Path zip) {
        try {
            Client.expect(
                    201,
                    user.upload(
                            "/api/v1/models/" + MODEL + "/versions",
                            zip.getFileName().toString(),
                            Files.readAllBytes(zip)),
                    JsonNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (user.get("/v2/models/" + MODEL + "/ready").statusCode() != 200) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the version is not ready after a minute");
            }
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** Checks an answer, because a measurement of wrong answers would be worthless. */
    private static void check(Client user, String text, float[] wanted) {
        JsonNode answer = Client.expect(200, user.post("/v2/models/" + MODEL + "/infer", body(text)), JsonNode.class);
        for (JsonNode output : answer.path("outputs")) {
            for (int i = 0; i < wanted.length; i++) {
                double served = output.path("data").get(i).asDouble();
                if (Math.abs(served - wanted[i]) > 1e-5) {
                    throw new IllegalStateException("the service answers " + served + ", the engine " + wanted[i]);
                }
            }
        }
    }

    /** Checks the same text through the gateway and the prediction service, the way a person uses it. */
    private static void checkTyped(Client user, String text, float[] wanted) {
        Prediction prediction = Client.expect(
                201,
                user.post(
                        "/api/v1/predictions",
                        Map.of("model", MODEL, "version", "1", "features", Map.of("review", text))),
                Prediction.class);
        if (Math.abs(prediction.score() - wanted[1]) > 1e-5) {
            throw new IllegalStateException(
                    "the prediction service answers " + prediction.score() + ", the engine " + wanted[1]);
        }
    }

    private static Map<String, Object> body(String text) {
        return Map.of(
                "inputs",
                List.of(Map.of("name", "review", "datatype", "BYTES", "shape", List.of(1, 1), "data", List.of(text))),
                "outputs",
                List.of(Map.of("name", "probabilities")));
    }

    private static List<byte[]> requests(URI service, String token, List<String> texts) {
        List<byte[]> requests = new ArrayList<>();
        for (String text : texts) {
            byte[] json;
            try {
                json = Client.JSON.writeValueAsBytes(body(text));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            byte[] head = ("POST /v2/models/" + MODEL + "/infer HTTP/1.1\r\nHost: " + service.getAuthority()
                            + "\r\nAuthorization: Bearer " + token + "\r\nContent-Length: " + json.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            byte[] request = new byte[head.length + json.length];
            System.arraycopy(head, 0, request, 0, head.length);
            System.arraycopy(json, 0, request, head.length, json.length);
            requests.add(request);
        }
        return requests;
    }

    /** Returns the first reviews of the table, read line by line. It does not support line breaks inside a review. */
    private static List<String> texts() {
        Path table = Suite.root().resolve("training/data/food-reviews.csv");
        try {
            List<String> texts = new ArrayList<>();
            for (String line : Files.readAllLines(table)) {
                String[] fields = line.split(",", 4);
                if (texts.size() < TEXTS
                        && fields.length == 4
                        && fields[3].length() > 20
                        && !fields[0].equals("split")) {
                    texts.add(fields[3].replaceAll("^\"|\"$", "").replace("\"\"", "\""));
                }
            }
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int tokens(Path version) {
        try {
            return Client.JSON
                    .readTree(version.resolve("preparation.json").toFile())
                    .path("text")
                    .path("tokens")
                    .asInt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
