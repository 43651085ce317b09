package dev.auspex.model;

import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.auspex.chassis.identity.ServiceSecret;
import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.http.Role;
import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.InferenceRequest;
import dev.auspex.contracts.model.InferenceResult;
import dev.auspex.contracts.model.ModelSummary;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.ReferenceProfile;
import dev.auspex.contracts.model.RowsRequest;
import dev.auspex.contracts.model.RowsResult;
import dev.auspex.localstack.testing.TokenIssuer;
import dev.auspex.model.ServiceClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

@QuarkusTest
@WithTestResource(TokenIssuer.class)
@WithTestResource(ModelFolder.class)
class ModelServiceTest {

    private static final String ROWS = "/internal/v1/models/churn/versions/2/infer-rows";

    @TestHTTPResource
    URL service;

    @TestHTTPResource(management = true)
    URL management;

    @Inject
    ServiceSecret secret;

    private ServiceClient client;

    @BeforeEach
    void waitUntilReady() {
        client = new ServiceClient(text(service));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> client.get("/v2/health/ready").status() == 200);
    }

    @Test
    void answersSeveralRowsOfAServiceEachForItself() {
        // Given
        List<Feature> features = version("churn", "2").features();
        List<Map<String, Object>> good = Rows.random(features, 20, 11);
        List<RowsRequest.Row> rows = new ArrayList<>();
        good.forEach(row -> rows.add(new RowsRequest.Row(row, 5_000)));
        rows.set(3, new RowsRequest.Row(Map.of("no_such_feature", 1), 5_000));
        rows.set(4, new RowsRequest.Row(good.get(4), 0));
        rows.set(5, new RowsRequest.Row(null, 5_000));

        // When
        Answer answer = client.asService(secret.value()).post(ROWS, new RowsRequest(rows));

        // Then
        assertThat(answer.status()).isEqualTo(200);
        List<RowsResult.Row> results = answer.as(RowsResult.class).rows();
        assertThat(results).hasSize(20);
        for (int i = 0; i < 20; i++) {
            RowsResult.Row result = results.get(i);
            assertThat(result.status()).isEqualTo(i == 4 ? 504 : i == 3 || i == 5 ? 400 : 200);
            if (result.status() == 200) {
                InferenceResult alone = client.post(typedPath("churn", "2"), new InferenceRequest(good.get(i)))
                        .as(InferenceResult.class);
                assertThat(result.result().score()).isEqualTo(alone.score(), within(1e-6));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|{}",
                "400|{\"rows\": []}",
                "400|{\"rows\": [null]}",
                "400|{\"rows\": 7}",
                "400|{\"rows\":",
                "400|null"
            })
    void refusesACallForRowsThatIsNotWellFormed(int status, String body) {
        assertThat(client.asService(secret.value()).post(ROWS, body).status()).isEqualTo(status);
    }

    @Test
    void letsNoPersonBringRowsTogether() {
        assertThat(client.post(ROWS, "{\"rows\": []}").status()).isEqualTo(403);
    }

    @Test
    void listsTheModelsThatAreReady() {
        // When
        ModelSummary[] models = client.get("/api/v1/models").as(ModelSummary[].class);

        // Then
        assertThat(models)
                .containsExactly(
                        new ModelSummary("churn", List.of("1", "2"), Map.of("challenger", "1", "champion", "2")),
                        new ModelSummary("credit", List.of("1"), Map.of("champion", "1")),
                        new ModelSummary("digits", List.of("1"), Map.of("champion", "1")),
                        new ModelSummary("mood", List.of("1"), Map.of()),
                        new ModelSummary("shade", List.of("1"), Map.of()),
                        new ModelSummary("sum", List.of("1"), Map.of()));
    }

    @Test
    void namesEachBrokenPackageWithItsCauseInTheHealthDetail() {
        // When
        JsonNode health = RestAssured.get(text(management) + "/health/ready").as(JsonNode.class);

        // Then
        assertThat(health.path("status").asText()).isEqualTo("UP");
        JsonNode data = null;
        for (JsonNode check : health.path("checks")) {
            if (check.path("name").asText().equals("models")) {
                data = check.path("data");
            }
        }
        assertThat(data.path("churn/2").asText()).isEqualTo("ready");
        assertThat(data.path("churn/truncated").asText()).startsWith("broken: model.onnx:");
        assertThat(data.path("churn/tampered").asText()).contains("SHA-256");
        assertThat(data.path("churn/garbled").asText()).startsWith("broken: model.json:");
        assertThat(data.path("churn/mismatched").asText())
                .contains("feature seniority is not an input of the graph", "input senior_citizen is not a feature");
        assertThat(data.path("churn/misprofiled").asText()).contains("feature senior_citizen is missing");
        assertThat(data.path("churn/misplaced").asText()).contains("`version` is 7, but its folder says misplaced");
        assertThat(data.path("churn/bare").asText()).contains("model.json cannot be read");
        assertThat(data.path("churn/aliases.json").asText()).contains("lost names version truncated");
        assertThat(data.path("garbledtext/1").asText()).startsWith("broken: preparation.json:");
        assertThat(data.path("Bad Name").asText()).contains("name");
        assertThat(data.has(".hidden")).isFalse();
    }

    @Test
    void resolvesAliasesToVersions() {
        // When
        ModelVersion champion = version("churn", "champion");

        // Then
        assertThat(champion).isEqualTo(version("churn", "2"));
        assertThat(version("churn", "challenger").version()).isEqualTo("1");
        assertThat(client.get("/api/v1/models/churn/versions/champion/reference")
                        .as(ReferenceProfile.class)
                        .version())
                .isEqualTo("2");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/models/none/versions/1",
        "/api/v1/models/churn/versions/none",
        "/api/v1/models/churn/versions/truncated",
        "/api/v1/models/churn/versions/lost/reference",
    })
    void doesNotKnowOtherModelsAndVersions(String path) {
        // When
        Answer answer = client.get(path);

        // Then
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("content-type")).startsWith("application/problem+json");
        assertThat(answer.json().path("type").asText()).endsWith("/not-found");
    }

    @ParameterizedTest
    @CsvSource({"churn,1", "churn,2", "credit,1"})
    void answersTypedCallsAndTensorsLikeTheBareEngine(String model, String version) throws OrtException {
        // Given
        ModelVersion description = version(model, version);
        List<Feature> features = description.features();
        List<Map<String, Object>> rows = Rows.random(features, 25, 7);
        rows.add(Rows.example(features));
        List<float[]> expected = direct(model, version, features, rows);

        // When
        List<InferenceResult> typed = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            typed.add(client.post(typedPath(model, version), new InferenceRequest(row))
                    .as(InferenceResult.class));
        }
        JsonNode tensors = client.post(
                        "/v2/models/" + model + "/versions/" + version + "/infer", Rows.tensors(features, rows))
                .json();

        // Then
        JsonNode probabilities = output(tensors, "probabilities");
        assertThat(probabilities.path("shape").toString()).isEqualTo("[" + rows.size() + ",2]");
        for (int i = 0; i < rows.size(); i++) {
            float[] wanted = expected.get(i);
            InferenceResult result = typed.get(i);
            assertThat(result.version()).isEqualTo(version);
            assertThat(result.probabilities()).containsExactly((double) wanted[0], (double) wanted[1]);
            int positive = description.labels().indexOf(description.positiveLabel());
            assertThat(result.score()).isEqualTo((double) wanted[positive]);
            assertThat(result.label())
                    .isEqualTo(description
                            .labels()
                            .get(result.score() >= description.threshold() ? positive : 1 - positive));
            for (int label = 0; label < 2; label++) {
                // A batch may add its floats in another order than a single row.
                assertThat((float) probabilities.path("data").get(2 * i + label).asDouble())
                        .isEqualTo(wanted[label], within(1e-6f));
            }
        }
    }

    @Test
    void givesEachOfAThousandConcurrentCallersItsOwnAnswer() throws Exception {
        // Given
        List<Feature> features = version("churn", "2").features();
        List<Map<String, Object>> rows = Rows.random(features, 1000, 11);
        List<float[]> expected = direct("churn", "2", features, rows);
        Semaphore inFlight = new Semaphore(100);

        // When
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            inFlight.acquire();
            CompletableFuture<Answer> answer = client.postLater(typedPath("churn", "2"), new InferenceRequest(row));
            answers.add(answer.whenComplete((done, failed) -> inFlight.release()));
        }

        // Then
        for (int i = 0; i < rows.size(); i++) {
            Answer answer = answers.get(i).join();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.as(InferenceResult.class).probabilities().getLast())
                    .isEqualTo(expected.get(i)[1], within(1e-6));
        }
    }

    @Test
    void listsEveryViolationOfATypedCall() {
        // Given
        Map<String, Object> row =
                new HashMap<>(Rows.example(version("churn", "2").features()));
        row.put("senior_citizen", "yes");
        row.put("no_such_feature", 1);

        // When
        Answer answer = client.post(typedPath("churn", "2"), new InferenceRequest(row));

        // Then
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("violations").findValuesAsText("pointer"))
                .containsExactlyInAnyOrder("/features/senior_citizen", "/features/no_such_feature");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/internal/v1/models/none/versions/1/infer|404|{\"features\": {}}",
                "/internal/v1/models/churn/versions/none/infer|404|{\"features\": {}}",
                "/internal/v1/models/churn/versions/champion/infer|404|{\"features\": {}}",
                "/internal/v1/models/churn/versions/2/infer|400|{}",
                "/internal/v1/models/churn/versions/2/infer|400|{\"features\": 7}",
                "/internal/v1/models/churn/versions/2/infer|400|{\"features\":",
            })
    void refusesTypedCallsWithAProblem(String path, int status, String body) {
        // When
        Answer answer = client.post(path, body);

        // Then
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("content-type")).startsWith("application/problem+json");
    }

    @Test
    void doesNotComputeAfterTheDeadline() {
        // Given
        Map<String, Object> row = Rows.example(version("churn", "2").features());

        // When
        Answer late = client.post(typedPath("churn", "2"), new InferenceRequest(row), Headers.REQUEST_DEADLINE, "0");
        Answer inTime =
                client.post(typedPath("churn", "2"), new InferenceRequest(row), Headers.REQUEST_DEADLINE, "60000");
        Answer wrong =
                client.post(typedPath("churn", "2"), new InferenceRequest(row), Headers.REQUEST_DEADLINE, "tomorrow");

        // Then
        assertThat(late.status()).isEqualTo(504);
        assertThat(inTime.status()).isEqualTo(200);
        assertThat(wrong.status()).isEqualTo(400);
    }

    @Test
    void describesServerAndModelsByTheProtocol() {
        assertThat(client.get("/v2").json().path("name").asText()).isEqualTo("model-service");
        assertThat(client.get("/v2/health/live").json().toString()).isEqualTo("{\"live\":true}");
        assertThat(client.get("/v2/health/ready").json().toString()).isEqualTo("{\"ready\":true}");
        assertThat(client.get("/v2/models/churn/ready").json().toString())
                .isEqualTo("{\"name\":\"churn\",\"ready\":true}");
        assertThat(client.get("/v2/models/churn/versions/1/ready").status()).isEqualTo(200);
        assertThat(client.get("/v2/models/churn/versions/truncated/ready").status())
                .isEqualTo(404);
        assertThat(client.get("/v2/models/sum/versions/1").json().toString())
                .isEqualTo("{\"name\":\"sum\",\"versions\":[\"1\"],\"platform\":\"onnxruntime_onnx\",\"inputs\":["
                        + "{\"name\":\"a\",\"datatype\":\"FP32\",\"shape\":[-1,1]},"
                        + "{\"name\":\"b\",\"datatype\":\"FP32\",\"shape\":[-1,1]}],\"outputs\":["
                        + "{\"name\":\"probabilities\",\"datatype\":\"FP32\",\"shape\":[-1,2]},"
                        + "{\"name\":\"label\",\"datatype\":\"FP32\",\"shape\":[-1,1]}]}");
        JsonNode churn = client.get("/v2/models/churn").json();
        assertThat(churn.path("versions").toString()).isEqualTo("[\"1\",\"2\"]");
        assertThat(churn.path("inputs").findValuesAsText("name"))
                .containsExactlyElementsOf(version("churn", "2").features().stream()
                        .map(Feature::name)
                        .toList());
    }

    @Test
    void answersTheOutputsAskedForWithTheCallersId() {
        // Given
        String body = """
                {"id": "call 7", "outputs": [{"name": "label"}], "inputs": [
                  {"name": "b", "datatype": "FP32", "shape": [2, 1], "data": [[0.75], [null]]},
                  {"name": "a", "datatype": "FP32", "shape": [2, 1], "data": [0.25, null]}]}""";

        // When
        JsonNode answer = client.post("/v2/models/sum/infer", body).json();

        // Then
        assertThat(answer.toString())
                .isEqualTo("{\"model_name\":\"sum\",\"model_version\":\"1\",\"id\":\"call 7\",\"outputs\":["
                        + "{\"name\":\"label\",\"datatype\":\"FP32\",\"shape\":[2,1],\"data\":[0.25,null]}]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "none|404|{}|The model none does not exist.",
                "sum/versions/9|404|{}|Version 9 of model sum does not exist.",
                "sum|400|{|The JSON in the body is not valid",
                "sum|400|{\"inputs\": []}|These inputs are missing: a, b.",
                "sum|400|{\"inputs\": [{\"name\": \"a\", \"datatype\": \"FP32\", \"shape\": [1], \"data\": [1]}]}"
                        + "|Input `a` has the shape [1]; the model expects [-1, 1].",
            })
    void refusesTensorsInTheProtocolsForm(String model, int status, String body, String message) {
        // When
        Answer answer = client.post("/v2/models/" + model + "/infer", body);

        // Then
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("content-type")).startsWith("application/json");
        assertThat(answer.json().path("error").asText()).contains(message);
    }

    @Test
    void blamesTheCallerForTensorsThatFailInTheEngine() {
        // Given
        String uneven = """
                {"inputs": [
                  {"name": "a", "datatype": "FP32", "shape": [2, 1], "data": [1, 2]},
                  {"name": "b", "datatype": "FP32", "shape": [3, 1], "data": [1, 2, 3]}]}""";

        // When
        Answer answer = client.post("/v2/models/sum/infer", uneven);

        // Then
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error").asText()).startsWith("The model cannot compute these inputs");
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/models", "/v2", "/v2/health/ready", "/v2/models/churn"})
    void letsOnlyMembersAndServicesIn(String path) {
        String stranger = TokenIssuer.token(UUID.randomUUID(), UUID.randomUUID(), "stranger");
        String expired = TokenIssuer.expired(UUID.randomUUID(), UUID.randomUUID(), Role.MEMBER);
        String secret = org.eclipse.microprofile.config.ConfigProvider.getConfig()
                .getValue("auspex.service.secret", String.class);

        assertThat(RestAssured.get(path).statusCode()).isEqualTo(401);
        assertThat(status(path, "Authorization", "Bearer " + expired)).isEqualTo(401);
        assertThat(status(path, "Authorization", "Bearer " + stranger)).isEqualTo(403);
        assertThat(status(path, Headers.SERVICE_SECRET, "wrong")).isEqualTo(401);
        assertThat(status(path, Headers.SERVICE_SECRET, secret)).isEqualTo(200);
    }

    @Test
    void countsWhatItDoes() {
        // Given
        client.post(
                typedPath("churn", "1"),
                new InferenceRequest(Rows.example(version("churn", "1").features())));
        client.post(typedPath("churn", "1"), new InferenceRequest(Map.of()));

        // When
        String metrics = RestAssured.get(text(management) + "/metrics").asString();

        // Then
        assertThat(metrics)
                .contains("auspex_inference_requests_total{model=\"churn\",tenant=\"shared\",version=\"1\"}")
                .contains(
                        "auspex_inference_errors_total{cause=\"invalid\",model=\"churn\",tenant=\"shared\",version=\"1\"}")
                .contains("auspex_inference_queue_wait_seconds_bucket{model=\"churn\",tenant=\"shared\",version=\"1\"")
                .contains("auspex_inference_compute_seconds_count{model=\"churn\",tenant=\"shared\",version=\"1\"}")
                .contains("auspex_inference_batch_size_count{model=\"churn\",tenant=\"shared\",version=\"1\"}")
                .contains("auspex_inference_queue_depth{model=\"churn\",tenant=\"shared\",version=\"1\"} 0.0")
                .contains("auspex_models_versions{state=\"ready\"} 7.0");
    }

    private ModelVersion version(String model, String version) {
        return client.get("/api/v1/models/" + model + "/versions/" + version).as(ModelVersion.class);
    }

    private static String typedPath(String model, String version) {
        return "/internal/v1/models/" + model + "/versions/" + version + "/infer";
    }

    private static int status(String path, String header, String value) {
        return RestAssured.given().header(header, value).get(path).statusCode();
    }

    private static List<float[]> direct(
            String model, String version, List<Feature> features, List<Map<String, Object>> rows) throws OrtException {
        String file = ModelFolder.COMMITTED
                .resolve(model)
                .resolve(version)
                .resolve("model.onnx")
                .toString();
        List<float[]> answers = new ArrayList<>();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // Several threads share the trees of one row and add their sums in another order.
            options.setIntraOpNumThreads(1);
            OrtSession session = OrtEnvironment.getEnvironment().createSession(file, options);
            for (Map<String, Object> row : rows) {
                answers.add(Rows.direct(session, features, row));
            }
            session.close();
        }
        return answers;
    }

    private static JsonNode output(JsonNode answer, String name) {
        for (JsonNode output : answer.path("outputs")) {
            if (output.path("name").asText().equals(name)) {
                return output;
            }
        }
        throw new AssertionError("no output " + name + " in " + answer);
    }

    private static String text(URL url) {
        String text = url.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
