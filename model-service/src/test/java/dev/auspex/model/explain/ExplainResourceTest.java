package dev.auspex.model.explain;

import java.net.URL;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.model.Contribution;
import dev.auspex.contracts.model.Explanation;
import dev.auspex.contracts.model.ExplanationMethod;
import dev.auspex.contracts.model.ExplanationRequest;
import dev.auspex.contracts.model.ExplanationScale;
import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.InferenceRequest;
import dev.auspex.contracts.model.InferenceResult;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.localstack.testing.TokenIssuer;
import dev.auspex.model.ModelFolder;
import dev.auspex.model.Rows;
import dev.auspex.model.ServiceClient;
import dev.auspex.model.ServiceClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

@QuarkusTest
@WithTestResource(TokenIssuer.class)
@WithTestResource(ModelFolder.class)
class ExplainResourceTest {

    @TestHTTPResource
    URL service;

    @TestHTTPResource(management = true)
    URL management;

    private ServiceClient client;

    @BeforeEach
    void waitUntilReady() {
        client = new ServiceClient(service.toString().replaceFirst("/$", ""));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> client.get("/v2/health/ready").status() == 200);
    }

    @ParameterizedTest
    @CsvSource({
        "churn,2,TREE_SHAP,LOG_ODDS",
        "credit,1,TREE_SHAP,LOG_ODDS",
        "churn,1,SAMPLING_SHAPLEY,PROBABILITY",
    })
    void explainsTheScoreThatAPredictionGives(
            String model, String version, ExplanationMethod method, ExplanationScale scale) {
        // Given
        List<Feature> features = features(model, version);
        Map<String, Object> row = Rows.random(features, 3, 23).getLast();
        double score = client.post(
                        "/internal/v1/models/" + model + "/versions/" + version + "/infer", new InferenceRequest(row))
                .as(InferenceResult.class)
                .score();

        // When
        Answer answer = client.post(path(model, version), new ExplanationRequest(row, null));

        // Then
        assertThat(answer.status()).isEqualTo(200);
        Explanation explanation = answer.as(Explanation.class);
        assertThat(explanation.model()).isEqualTo(model);
        assertThat(explanation.version()).isEqualTo(version);
        assertThat(explanation.method()).isEqualTo(method);
        assertThat(explanation.scale()).isEqualTo(scale);
        assertThat(explanation.score()).isEqualTo(score);
        assertThat(Long.parseLong(answer.header(Headers.COST)))
                .isEqualTo(Math.max(1, Math.ceilDiv(explanation.computeMicros(), 10_000)));
        assertThat(explanation.additivityError()).isBetween(0.0, 1e-4);
        assertThat(explanation.baseScore()).isBetween(0.01, 0.99);
        double sum = explanation.base()
                + explanation.contributions().stream()
                        .mapToDouble(Contribution::contribution)
                        .sum();
        assertThat(sum).isEqualTo(explanation.output(), within(1e-9));
        double asScore = scale == ExplanationScale.LOG_ODDS ? 1 / (1 + Math.exp(-sum)) : sum;
        assertThat(asScore).isEqualTo(score, within(1e-4));
        assertThat(explanation.contributions())
                .extracting(Contribution::feature)
                .containsExactlyInAnyOrderElementsOf(
                        features.stream().map(Feature::name).toList());
        assertThat(explanation.contributions())
                .isSortedAccordingTo((a, b) -> Double.compare(Math.abs(b.contribution()), Math.abs(a.contribution())));
        boolean sampled = method == ExplanationMethod.SAMPLING_SHAPLEY;
        assertThat(explanation.permutations()).isEqualTo(sampled ? (Integer) 800 : null);
        assertThat(explanation.contributions())
                .allSatisfy(it -> assertThat(it.standardError() != null).isEqualTo(sampled))
                .allSatisfy(it -> assertThat(text(it.value())).isEqualTo(text(row.get(it.feature()))));
    }

    @Test
    void takesAnAliasAndAnotherNumberOfPermutations() {
        // Given
        Map<String, Object> row = Rows.example(features("churn", "1"));

        // When
        Explanation champion = client.post(path("churn", "champion"), new ExplanationRequest(row, null))
                .as(Explanation.class);
        Explanation challenger = client.post(path("churn", "challenger"), new ExplanationRequest(row, 40))
                .as(Explanation.class);

        // Then
        assertThat(champion.version()).isEqualTo("2");
        assertThat(challenger.version()).isEqualTo("1");
        assertThat(challenger.permutations()).isEqualTo(40);
        assertThat(challenger.backgroundRows()).isEqualTo(10);
    }

    @Test
    void saysThatAVersionWithoutBackgroundRowsCannotBeExplained() {
        // When
        Answer answer = client.post(path("sum", "1"), new ExplanationRequest(Map.of("a", 0.25, "b", 0.75), null));

        // Then
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.header("content-type")).startsWith("application/problem+json");
        assertThat(answer.json().path("type").asText()).endsWith("/conflict");
        assertThat(answer.json().path("detail").asText()).contains("background.json");
    }

    @Test
    void listsEveryViolation() {
        // Given
        Map<String, Object> row = new HashMap<>(Rows.example(features("churn", "2")));
        row.put("senior_citizen", "yes");
        row.put("no_such_feature", 1);
        row.put("contract", "Three year");
        row.remove("tenure");

        // When
        Answer answer = client.post(path("churn", "2"), new ExplanationRequest(row, null));

        // Then
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("violations").findValuesAsText("pointer"))
                .containsExactlyInAnyOrder(
                        "/features/senior_citizen",
                        "/features/no_such_feature",
                        "/features/tenure",
                        "/features/contract");
        assertThat(answer.json().path("violations").findValuesAsText("message"))
                .contains("`contract` is \"Three year\". Allowed values: Month-to-month, One year, Two year.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none/versions/1|404|{\"features\": {}}",
                "churn/versions/none|404|{\"features\": {}}",
                "churn/versions/2|400|{}",
                "churn/versions/2|400|{\"features\": 7}",
                "churn/versions/2|400|{\"features\":",
                "churn/versions/2|400|",
                "sum/versions/1|400|{\"features\": {\"a\": 1}, \"permutations\": 3}",
                "sum/versions/1|400|{\"features\": {\"a\": 1}, \"permutations\": 10001}",
                "sum/versions/1|400|{\"features\": {\"a\": 1}, \"permutations\": \"many\"}",
            })
    void refusesWithAProblem(String version, int status, String body) {
        // When
        Answer answer = client.post("/api/v1/models/" + version + "/explain", body == null ? "" : body);

        // Then
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("content-type")).startsWith("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3, 10_001, Integer.MAX_VALUE})
    void tellsHowManyPermutationsThereMayBe(int permutations) {
        // When
        JsonNode problem = client.post(path("sum", "1"), new ExplanationRequest(Map.of("a", 1), permutations))
                .json();

        // Then
        assertThat(problem.path("violations").get(0).path("pointer").asText()).isEqualTo("/permutations");
        assertThat(problem.path("detail").asText()).isEqualTo("`permutations` must be from 4 to 10000.");
    }

    @Test
    void doesNotExplainAfterTheDeadline() {
        // Given
        ExplanationRequest request = new ExplanationRequest(Rows.example(features("churn", "2")), null);

        // When
        Answer late = client.post(path("churn", "2"), request, Headers.REQUEST_DEADLINE, "0");

        // Then
        assertThat(late.status()).isEqualTo(504);
    }

    @Test
    void letsOnlyMembersIn() {
        // Given
        String stranger = TokenIssuer.token(UUID.randomUUID(), UUID.randomUUID(), "stranger");
        String body = "{\"features\": {}}";
        String url = service.toString().replaceFirst("/$", "") + path("churn", "2");

        // When
        int anonymous = RestAssured.given()
                .contentType("application/json")
                .body(body)
                .post(url)
                .statusCode();
        int other = RestAssured.given()
                .header("Authorization", "Bearer " + stranger)
                .contentType("application/json")
                .body(body)
                .post(url)
                .statusCode();

        // Then
        assertThat(anonymous).isEqualTo(401);
        assertThat(other).isEqualTo(403);
    }

    @Test
    void countsWhatItDoes() {
        // Given
        client.post(path("churn", "2"), new ExplanationRequest(Rows.example(features("churn", "2")), null));
        client.post(path("churn", "2"), new ExplanationRequest(Map.of(), null));

        // When
        String metrics = RestAssured.get(management.toString().replaceFirst("/$", "") + "/metrics")
                .asString();

        // Then
        assertThat(metrics)
                .contains(
                        "auspex_explanations_seconds_count{method=\"tree-shap\",model=\"churn\",tenant=\"shared\",version=\"2\"}")
                .contains(
                        "auspex_explanations_errors_total{cause=\"invalid\",model=\"churn\",tenant=\"shared\",version=\"2\"}")
                .contains("auspex_explanations_waiting 0.0");
    }

    private List<Feature> features(String model, String version) {
        return client.get("/api/v1/models/" + model + "/versions/" + version)
                .as(ModelVersion.class)
                .features();
    }

    private static String path(String model, String version) {
        return "/api/v1/models/" + model + "/versions/" + version + "/explain";
    }

    private static String text(Object value) {
        return value instanceof Number number ? Double.toString(number.doubleValue()) : String.valueOf(value);
    }
}
