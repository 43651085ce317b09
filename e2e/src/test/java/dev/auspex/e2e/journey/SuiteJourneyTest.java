package dev.auspex.e2e.journey;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import dev.auspex.contracts.auth.Account;
import dev.auspex.contracts.auth.Credentials;
import dev.auspex.contracts.auth.Tokens;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.monitoring.ModelStatistics;
import dev.auspex.contracts.prediction.Prediction;
import dev.auspex.contracts.prediction.PredictionPage;
import dev.auspex.contracts.prediction.PredictionRequest;
import dev.auspex.contracts.problem.Problem;
import dev.auspex.e2e.attack.Battle;
import dev.auspex.e2e.suite.Client;
import dev.auspex.e2e.suite.Suite;
import dev.auspex.e2e.suite.Tools;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The whole suite, started as a user starts it and walked through its front door only. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SuiteJourneyTest {

    private static final int PORT_OFFSET = 100;
    private static final String PASSWORD = "three quiet herons by the mill";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path home;

    private static final String DIGIT_OF_THE_EXAMPLE = "0";

    private static TraceCollector traces;
    private static Suite suite;
    private static String printed;
    private static Client anonymous;
    private static Client user;
    private static Prediction made;

    @BeforeAll
    static void start() throws IOException {
        traces = new TraceCollector();
        suite = new Suite(
                home, PORT_OFFSET, Map.of("AUSPEX_OTLP_ENDPOINT", traces.endpoint(), "AUSPEX_TRACES_RATIO", "1"));
        printed = suite.start(
                System.getProperty("auspex.e2e.up", "").isBlank()
                        ? new String[0]
                        : System.getProperty("auspex.e2e.up").split(" "));
        anonymous = new Client(suite.address());
    }

    @AfterAll
    static void stop() {
        suite.run(List.of("down"));
        List<String> left = suite.processes().stream()
                .map(process ->
                        process.pid() + " " + process.info().commandLine().orElse("?"))
                .toList();
        traces.close();
        assertEquals(List.of(), left, "processes left behind");
    }

    @Test
    @Order(1)
    void printsACurlCommandThatWorksWhenPasted() throws IOException, InterruptedException {
        // Given
        String command = printed.substring(printed.indexOf("curl "));

        // When
        Process curl = suite.builder(List.of("bash", "-c", command)).start();

        // Then
        String answer = new String(curl.getInputStream().readAllBytes());
        assertTrue(curl.waitFor(20, TimeUnit.SECONDS));
        JsonNode prediction = Client.JSON.readTree(answer.substring(answer.indexOf('{')));
        assertTrue(prediction.path("score").isNumber(), answer);
    }

    @Test
    @Order(2)
    void registersSignsInAndTellsWhoIsThere() {
        // Given
        String email = "ada-" + System.nanoTime() + "@example.org";
        anonymous.register(email, PASSWORD);

        // When
        Tokens tokens = Client.expect(
                200, anonymous.post("/api/v1/auth/login", new Credentials(email, PASSWORD)), Tokens.class);

        // Then
        user = anonymous.with(tokens);
        Account account = Client.expect(200, user.get("/api/v1/auth/me"), Account.class);
        assertEquals(email, account.email());
        assertTrue(account.roles().contains("member"));
    }

    @Test
    @Order(3)
    void predictsWithARealModelAndFindsThePredictionAgain() {
        // Given
        ModelVersion champion =
                Client.expect(200, user.get("/api/v1/models/churn/versions/champion"), ModelVersion.class);

        // When
        made = Client.expect(
                201,
                user.post("/api/v1/predictions", new PredictionRequest("churn", null, Client.examples(champion))),
                Prediction.class);

        // Then
        assertEquals("2", made.version());
        assertTrue(made.score() > 0 && made.score() < 1, "score " + made.score());
        assertEquals(Math.max(made.score(), 1 - made.score()), made.confidence(), 1e-6);
        assertTrue(made.timings().inferenceMicros() > 0);
        Prediction read = Client.expect(200, user.get("/api/v1/predictions/" + made.id()), Prediction.class);
        assertEquals(made.score(), read.score());
        PredictionPage page = Client.expect(200, user.get("/api/v1/predictions?limit=5"), PredictionPage.class);
        assertEquals(made.id(), page.items().getFirst().id());
    }

    @Test
    @Order(4)
    void answersDifferentlyForADifferentCustomerAndVersion() {
        // Given
        ModelVersion version = Client.expect(200, user.get("/api/v1/models/churn/versions/1"), ModelVersion.class);
        Map<String, Object> loyal = new HashMap<>(Client.examples(version));
        loyal.put("tenure", 70);
        loyal.put("contract", "Two year");

        // When
        Prediction prediction = Client.expect(
                201, user.post("/api/v1/predictions", new PredictionRequest("churn", "1", loyal)), Prediction.class);

        // Then
        assertEquals("1", prediction.version());
        assertNotEquals(made.score(), prediction.score());
    }

    @Test
    @Order(4)
    void readsADigitFromAnImageAndKeepsItsDigestOnly() {
        // Given
        ModelVersion digits =
                Client.expect(200, user.get("/api/v1/models/digits/versions/champion"), ModelVersion.class);

        // When
        Prediction prediction = Client.expect(
                201,
                user.post("/api/v1/predictions", new PredictionRequest("digits", null, Client.examples(digits))),
                Prediction.class);

        // Then
        assertEquals(DIGIT_OF_THE_EXAMPLE, prediction.label());
        assertTrue(prediction.confidence() > 0.9, "confidence " + prediction.confidence());
        assertTrue(
                prediction.features().get("image").toString().matches("image/png;bytes=\\d+;sha256=[0-9a-f]{64}"),
                prediction.features()::toString);
        assertEquals(
                400,
                user.post("/api/v1/predictions", new PredictionRequest("digits", null, Map.of("image", "iVBORw0KGgo=")))
                        .statusCode());
    }

    @Test
    @Order(5)
    void countsThePredictionInMonitoring() {
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
            ModelStatistics seen =
                    Client.expect(200, user.get("/api/v1/monitoring/models/churn/versions/2"), ModelStatistics.class);
            assertEquals(1, seen.count());
            assertEquals(1L, seen.labels().get(made.label()));
        });
    }

    @Test
    @Order(6)
    void keepsOneTraceAcrossEveryServiceAndKafka() {
        // Given
        String predictTrace = newTraceId();
        String signInTrace = newTraceId();
        ModelVersion champion =
                Client.expect(200, user.get("/api/v1/models/churn/versions/champion"), ModelVersion.class);

        // When
        user.post(
                "/api/v1/predictions",
                new PredictionRequest("churn", null, Client.examples(champion)),
                Map.of("traceparent", traceParent(predictTrace)));
        anonymous.post(
                "/api/v1/auth/login",
                new Credentials("nobody@example.org", PASSWORD),
                Map.of("traceparent", traceParent(signInTrace)));

        // Then
        Set<String> predicting = Set.of("gateway-service", "prediction-service", "model-service", "monitoring-service");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertEquals(new TreeSet<>(predicting), servicesOf(predictTrace)));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertEquals(
                        new TreeSet<>(Set.of("gateway-service", "auth-service")), servicesOf(signInTrace)));
        assertEveryParentIsKnown(predictTrace);
    }

    @Test
    @Order(7)
    void namesEveryWrongValueAtOnce() {
        // Given
        Map<String, Object> wrong = Map.of("tenure", "long", "contract", "Forever", "colour", "red");

        // When
        HttpResponse<String> answer = user.post("/api/v1/predictions", new PredictionRequest("churn", null, wrong));

        // Then
        Problem problem = Client.expect(400, answer, Problem.class);
        Set<String> pointers = problem.violations().stream()
                .map(violation -> violation.pointer())
                .collect(Collectors.toSet());
        assertTrue(
                pointers.containsAll(Set.of("/features/tenure", "/features/contract", "/features/colour")),
                pointers.toString());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElse(""));
    }

    @Test
    @Order(8)
    void letsNobodyInWithoutATokenOrToInternalDoors() {
        Problem problem = Client.expect(401, anonymous.get("/api/v1/predictions"), Problem.class);
        assertEquals("https://auspex.dev/problems/unauthenticated", problem.type());
        assertEquals(404, user.get("/internal/v1/models").statusCode());
        HttpResponse<String> forged = anonymous.post(
                "/api/v1/predictions",
                Map.of("model", "churn", "features", Map.of()),
                Map.of("X-Auspex-Service-Secret", "a-guess-of-more-than-thirty-two-letters"));
        assertEquals(401, forged.statusCode());
    }

    @Test
    @Order(9)
    void keepsTenantsApart() {
        // Given
        Client other = anonymous.with(anonymous.register("eve-" + System.nanoTime() + "@example.org", PASSWORD));

        // When
        int status = other.get("/api/v1/predictions/" + made.id()).statusCode();

        // Then
        assertEquals(404, status);
        assertTrue(Client.expect(200, other.get("/api/v1/predictions"), PredictionPage.class)
                .items()
                .isEmpty());
    }

    @Test
    @Order(10)
    void tellsTheLimitOnEachAnswerAndServesTheOpenInferenceProtocol() {
        HttpResponse<String> metadata = user.get("/v2/models/churn");

        assertEquals(200, metadata.statusCode());
        assertTrue(metadata.headers().firstValue("RateLimit").isPresent());
        assertTrue(metadata.headers().firstValue("RateLimit-Policy").isPresent());
        assertTrue(metadata.headers().firstValue("X-Request-Id").isPresent());
        assertTrue(Client.json(metadata).path("inputs").size() > 10);
    }

    @Test
    @Order(11)
    void servesOneOpenApiDocumentThatTheFrontEndIsMadeFrom() throws IOException {
        // When
        JsonNode served = Client.expect(200, anonymous.get("/api/openapi.json"), JsonNode.class);

        // Then
        Set<String> paths = new HashSet<>();
        served.path("paths").fieldNames().forEachRemaining(paths::add);
        assertTrue(
                paths.containsAll(Set.of(
                        "/api/v1/auth/login",
                        "/api/v1/predictions",
                        "/api/v1/models",
                        "/api/v1/models/{name}/versions",
                        "/v2/repository/index",
                        "/v2/models/{name}/infer",
                        "/api/v1/monitoring/models")),
                paths.toString());
        JsonNode committed = Client.JSON.readTree(Files.readString(Suite.root().resolve("frontend/openapi.json")));
        assertEquals(
                withoutServers(committed),
                withoutServers(served),
                "frontend/openapi.json is old: curl -s " + suite.address()
                        + "/api/openapi.json > frontend/openapi.json");
        assertEquals(200, anonymous.get("/api/docs/").statusCode());
    }

    @Test
    @Order(12)
    void tellsItsHealthAndMetrics() {
        assertEquals(200, anonymous.get("/health").statusCode());
        assertEquals(200, anonymous.get("/health/detailed").statusCode());
        for (int service = 0; service < 5; service++) {
            URI management = suite.management(service);
            for (String path : List.of("/health/live", "/health/ready", "/health/started", "/metrics")) {
                assertEquals(200, new Client(management).get(path).statusCode(), management + path);
            }
        }
        assertEquals(404, anonymous.get("/metrics").statusCode());
    }

    @Test
    @Order(12)
    void oneAccountsAttacksStopNoOther() {
        for (Battle.Outcome outcome : new Battle(suite.address(), false).all(0.5, 1, Duration.ofSeconds(1))) {
            // The one is answered, whatever it is told; the other one does not notice.
            assertEquals(Set.of(201), outcome.others().keySet(), outcome.toString());
            assertFalse(outcome.attacker().containsKey(0), outcome.toString());
            assertTrue(
                    Set.of(200, 400, 404, 413, 422, 429)
                            .containsAll(outcome.attacker().keySet()),
                    outcome.toString());
        }
    }

    @Test
    @Order(12)
    void predictsWithAModelThatItsTenantUploaded() throws IOException {
        // Given
        byte[] bundled = packageOf("churn", "2", "mychurn");
        Tokens other = anonymous.register("eve-" + System.nanoTime() + "@example.org", PASSWORD);

        // When
        HttpResponse<String> uploaded = user.upload("/api/v1/models/mychurn/versions", "mychurn.zip", bundled);

        // Then
        assertEquals(201, uploaded.statusCode(), uploaded.body());
        await().atMost(Duration.ofSeconds(30)).until(() -> user.get("/api/v1/models/mychurn/versions/2/status")
                .body()
                .contains("\"state\":\"ready\""));
        assertEquals(
                200,
                user.put("/api/v1/models/mychurn/aliases/champion", Map.of("version", "2"))
                        .statusCode());
        ModelVersion schema = Client.expect(200, user.get("/api/v1/models/mychurn/versions/2"), ModelVersion.class);
        PredictionRequest request = new PredictionRequest("mychurn", null, Client.examples(schema));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> user.post("/api/v1/predictions", request).statusCode() == 201);
        assertEquals(
                404, anonymous.with(other).post("/api/v1/predictions", request).statusCode());
        assertEquals(
                403,
                user.upload("/api/v1/models/churn/versions", "churn.zip", bundled)
                        .statusCode());
    }

    /** A bundled package as a zip file under another name. */
    private static byte[] packageOf(String model, String version, String name) throws IOException {
        Path folder = Suite.root().resolve("training/packages").resolve(model).resolve(version);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String file : List.of("model.json", "reference.json", "model.onnx", "card.md")) {
                byte[] content = Files.readAllBytes(folder.resolve(file));
                if (file.endsWith(".json")) {
                    content = new String(content, StandardCharsets.UTF_8)
                            .replaceFirst("\"model\"\\s*:\\s*\"" + model + "\"", "\"model\": \"" + name + "\"")
                            .getBytes(StandardCharsets.UTF_8);
                }
                zip.putNextEntry(new ZipEntry(file));
                zip.write(content);
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    @Test
    @Order(13)
    void walksThePageInABrowser() throws IOException, InterruptedException {
        // Given
        Tools.require("npm");
        Tools.requireChromium();
        ProcessBuilder journey = suite.builder(List.of("npm", "run", "--silent", "e2e"));
        journey.directory(Suite.root().resolve("frontend").toFile());
        journey.environment().put("BASE_URL", suite.address().toString());
        Path output = Suite.root().resolve("e2e/target/browser.log");

        // When
        Process browser = journey.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        // Then
        assertTrue(browser.waitFor(10, TimeUnit.MINUTES), "the browser test did not end");
        assertEquals(0, browser.exitValue(), Files.readString(output));
    }

    @Test
    @Order(14)
    void keepsItsDataAcrossARestart() {
        // When
        suite.run(List.of("down"));
        assertEquals(List.of(), suite.processes());
        suite.start();

        // Then
        Prediction read = Client.expect(200, user.get("/api/v1/predictions/" + made.id()), Prediction.class);
        assertEquals(made.score(), read.score());
    }

    @Test
    @Order(15)
    void saysThatThePortIsBusyAndLeavesTheRunningSuiteAlone() {
        // Given
        Suite second = new Suite(home.resolve("second"), PORT_OFFSET, Map.of());

        // When
        Suite.Outcome outcome = second.attempt(List.of("up", "-d"));

        // Then
        assertNotEquals(0, outcome.code());
        assertTrue(outcome.text().contains(Integer.toString(suite.address().getPort())), outcome.text());
        assertEquals(200, anonymous.get("/health").statusCode());
        assertFalse(suite.processes().isEmpty());
    }

    private static Set<String> servicesOf(String traceId) {
        return traces.trace(traceId).stream()
                .map(TraceCollector.SeenSpan::service)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A span whose parent is neither the client's nor in the trace means that a hop lost its context. */
    private static void assertEveryParentIsKnown(String traceId) {
        List<TraceCollector.SeenSpan> spans = traces.trace(traceId);
        Set<String> known = spans.stream().map(TraceCollector.SeenSpan::spanId).collect(Collectors.toSet());
        known.add(parentId(traceId));
        spans.forEach(span -> assertTrue(known.contains(span.parentId()), span + " hangs in the air"));
    }

    private static String newTraceId() {
        byte[] bytes = new byte[16];
        ThreadLocalRandom.current().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String traceParent(String traceId) {
        return "00-" + traceId + "-" + parentId(traceId) + "-01";
    }

    private static String parentId(String traceId) {
        return traceId.substring(0, 16);
    }

    private static JsonNode withoutServers(JsonNode document) {
        return ((com.fasterxml.jackson.databind.node.ObjectNode) document.deepCopy()).without("servers");
    }
}
