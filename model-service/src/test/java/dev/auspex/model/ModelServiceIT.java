package dev.auspex.model;

import java.awt.Color;
import java.net.URL;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.auspex.contracts.model.Explanation;
import dev.auspex.contracts.model.ExplanationMethod;
import dev.auspex.contracts.model.ExplanationRequest;
import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.InferenceRequest;
import dev.auspex.contracts.model.InferenceResult;
import dev.auspex.contracts.model.ModelSummary;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.ReferenceProfile;
import dev.auspex.graph.PreparedPackages;
import dev.auspex.localstack.testing.TokenIssuer;
import dev.auspex.model.ServiceClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/** The built artifact, jar or executable. The broken packages and the failing run take the engine's exceptions through JNI. */
@QuarkusIntegrationTest
@WithTestResource(TokenIssuer.class)
@WithTestResource(value = ModelFolder.class, initArgs = @ResourceArg(name = "matrices", value = "true"))
class ModelServiceIT {

    @TestHTTPResource
    URL service;

    private ServiceClient client;

    @BeforeEach
    void waitUntilReady() {
        client = new ServiceClient(service.toString().replaceFirst("/$", ""));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> client.get("/v2/health/ready").status() == 200);
    }

    @Test
    void servesTheGoodPackagesAndSurvivesTheBrokenOnes() {
        // When
        ModelSummary[] models = client.get("/api/v1/models").as(ModelSummary[].class);

        // Then
        assertThat(models)
                .extracting(ModelSummary::name)
                .containsExactly("churn", "credit", "digits", "mail", "mood", "parts", "rounds", "shade", "sum");
        assertThat(models[0].versions()).containsExactly("1", "2");
        assertThat(client.get("/v2/models/churn/versions/truncated").status()).isEqualTo(404);
    }

    @Test
    void answersTypedCallsAndTensorsAlike() {
        // Given
        ModelVersion description =
                client.get("/api/v1/models/churn/versions/champion").as(ModelVersion.class);
        List<Feature> features = description.features();
        Map<String, Object> row = Rows.example(features);

        // When
        Answer typed = client.post("/internal/v1/models/churn/versions/2/infer", new InferenceRequest(row));
        Answer tensors = client.post("/v2/models/churn/infer", Rows.tensors(features, List.of(row)));

        // Then
        assertThat(typed.status()).isEqualTo(200);
        assertThat(tensors.status()).isEqualTo(200);
        InferenceResult result = typed.as(InferenceResult.class);
        assertThat(description.labels()).contains(result.label());
        for (JsonNode output : tensors.json().path("outputs")) {
            if (output.path("name").asText().equals("probabilities")) {
                assertThat((double) (float) output.path("data").get(1).asDouble())
                        .isEqualTo(result.probabilities().get(1));
            }
        }
        assertThat(tensors.json().path("outputs").findValuesAsText("name"))
                .containsExactlyInAnyOrder("label", "probabilities");
    }

    /** Texts go through the tokenizers' own library, images through the decoders; both take their errors through it as well. */
    @Test
    void takesTextsAndImages() {
        // Given
        String png = Base64.getEncoder().encodeToString(PreparedPackages.plain("png", 9, 9, Color.WHITE));
        String jpeg = Base64.getEncoder().encodeToString(PreparedPackages.plain("jpeg", 16, 16, Color.BLACK));
        String mood = "/internal/v1/models/mood/versions/1/infer";
        String shade = "/internal/v1/models/shade/versions/1/infer";

        // When
        InferenceResult text = client.post(mood, new InferenceRequest(Map.of("review", "good good bad \uD83D\uDE00")))
                .as(InferenceResult.class);
        InferenceResult cut = client.post(mood, new InferenceRequest(Map.of("review", "tea ".repeat(30))))
                .as(InferenceResult.class);
        InferenceResult light =
                client.post(shade, new InferenceRequest(Map.of("picture", png))).as(InferenceResult.class);
        InferenceResult dark = client.post(shade, new InferenceRequest(Map.of("picture", jpeg)))
                .as(InferenceResult.class);
        Answer broken = client.post(shade, new InferenceRequest(Map.of("picture", png.substring(0, 40))));

        // Then
        assertThat(text.label()).isEqualTo("yes");
        assertThat(text.warnings()).isEmpty();
        assertThat(cut.warnings()).hasSize(1);
        assertThat(light.label()).isEqualTo("light");
        assertThat(dark.label()).isEqualTo("dark");
        assertThat(broken.status()).isEqualTo(400);
        assertThat(client.get("/v2/models/garbledtext").status()).isEqualTo(404);
    }

    @Test
    void explainsPredictionsExactlyAndBySampling() {
        // Given
        Map<String, Object> row = Rows.example(client.get("/api/v1/models/churn/versions/2")
                .as(ModelVersion.class)
                .features());
        double score = client.post("/internal/v1/models/churn/versions/2/infer", new InferenceRequest(row))
                .as(InferenceResult.class)
                .score();

        // When
        Answer exact = client.post("/api/v1/models/churn/versions/2/explain", new ExplanationRequest(row, null));
        Answer sampled = client.post("/api/v1/models/churn/versions/1/explain", new ExplanationRequest(row, 100));
        Answer none = client.post("/api/v1/models/sum/versions/1/explain", new ExplanationRequest(Map.of("a", 1), 100));

        // Then
        assertThat(exact.status()).isEqualTo(200);
        Explanation explanation = exact.as(Explanation.class);
        assertThat(explanation.method()).isEqualTo(ExplanationMethod.TREE_SHAP);
        assertThat(explanation.score()).isEqualTo(score);
        assertThat(explanation.additivityError()).isLessThan(1e-4);
        assertThat(explanation.contributions()).hasSize(19);
        assertThat(sampled.status()).isEqualTo(200);
        assertThat(sampled.as(Explanation.class).method()).isEqualTo(ExplanationMethod.SAMPLING_SHAPLEY);
        assertThat(sampled.as(Explanation.class).contributions()).hasSize(19);
        assertThat(none.status()).isEqualTo(409);
    }

    @Test
    void answersBinaryTensors() {
        // Given
        String request = """
                {"parameters": {"binary_data_output": true}, "inputs": [
                  {"name": "a", "datatype": "FP32", "shape": [1, 1], "data": [0.25]},
                  {"name": "b", "datatype": "FP32", "shape": [1, 1], "data": [0.75]}]}""";

        // When
        Answer answer = client.post("/v2/models/sum/infer", request);

        // Then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/octet-stream");
        // Behind the JSON two probabilities and a label, each of four bytes.
        int json = Integer.parseInt(answer.header("Inference-Header-Content-Length"));
        assertThat(Integer.parseInt(answer.header("Content-Length"))).isEqualTo(json + 3 * Float.BYTES);
    }

    /** Maps and sequences reach Java by calls back from the engine's native code, strings among them. */
    @Test
    void answersMapsAndSequencesAsTensorsAndTypedRowsOfThem() {
        // Given
        String matrix = """
                {"inputs": [{"name": "%s", "datatype": "FP32", "shape": [2, 2], "data": [2, 1, 0, 3]}]}""";
        InferenceRequest row = new InferenceRequest(Map.of("links", 2, "length", 1));

        // When
        Answer maps = client.post("/v2/models/mail/infer", matrix.formatted("X"));
        Answer sequence = client.post("/v2/models/parts/infer", matrix.formatted("x"));
        Answer typed = client.post("/internal/v1/models/mail/versions/1/infer", row);

        // Then
        assertThat(maps.status()).isEqualTo(200);
        assertThat(output(maps, "output_probability").path("shape").toString()).isEqualTo("[2,2]");
        assertThat(output(maps, "output_probability.labels").path("data").toString())
                .isEqualTo("[\"ham\",\"spam\"]");
        assertThat(output(maps, "output_label").path("data").toString()).isEqualTo("[\"spam\",\"ham\"]");
        assertThat(sequence.status()).isEqualTo(200);
        assertThat(output(sequence, "columns").path("shape").toString()).isEqualTo("[2,2,1]");
        assertThat(output(sequence, "columns").path("data").toString()).isEqualTo("[2.0,0.0,1.0,3.0]");
        assertThat(typed.status()).isEqualTo(200);
        assertThat(typed.as(InferenceResult.class).label()).isEqualTo("spam");
        assertThat(typed.as(InferenceResult.class).score()).isCloseTo(1 / (1 + Math.exp(-2.5)), within(1e-6));
        assertThat(client.post("/internal/v1/models/parts/versions/1/infer", row)
                        .as(InferenceResult.class)
                        .label())
                .isEqualTo("ham");
    }

    @Test
    void endsALoopAtTheDeadlineAndGoesOn() {
        // Given
        String call = """
                {"parameters": {"timeout": 300000}, "outputs": [{"name": "added"}],
                 "inputs": [{"name": "x", "datatype": "FP32", "shape": [1, 2], "data": [1, %s]}]}""";

        // When
        Answer endless = client.post("/v2/models/rounds/infer", call.formatted("9e17"));
        Answer three = client.post("/v2/models/rounds/infer", call.formatted("3"));

        // Then
        assertThat(endless.status()).isEqualTo(504);
        assertThat(three.status()).isEqualTo(200);
        assertThat(output(three, "added").path("data").toString()).isEqualTo("[8.0,24.0]");
    }

    private static JsonNode output(Answer answer, String name) {
        for (JsonNode output : answer.json().path("outputs")) {
            if (output.path("name").asText().equals(name)) {
                return output;
            }
        }
        throw new AssertionError("no output " + name + " in " + answer.json());
    }

    @Test
    void describesModels() {
        assertThat(client.get("/v2/models/churn").json().path("inputs")).hasSize(19);
        assertThat(client.get("/v2").json().path("name").asText()).isEqualTo("model-service");
        assertThat(client.get("/api/v1/models/credit/versions/1/reference")
                        .as(ReferenceProfile.class)
                        .features())
                .isNotEmpty();
    }

    @Test
    void refusesWrongInput() {
        // Given
        String wrongShape = "{\"inputs\": [{\"name\": \"a\", \"datatype\": \"FP32\", \"shape\": [1], \"data\": [1]}]}";
        String uneven = """
                {"inputs": [
                  {"name": "a", "datatype": "FP32", "shape": [2, 1], "data": [1, 2]},
                  {"name": "b", "datatype": "FP32", "shape": [3, 1], "data": [1, 2, 3]}]}""";

        // When
        Answer refused = client.post("/v2/models/sum/infer", wrongShape);
        Answer failed = client.post("/v2/models/sum/infer", uneven);
        Answer typed =
                client.post("/internal/v1/models/churn/versions/2/infer", new InferenceRequest(Map.of("unknown", 1)));

        // Then
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("error").asText()).contains("shape");
        assertThat(failed.status()).isEqualTo(400);
        assertThat(failed.json().path("error").asText()).startsWith("The model cannot compute these inputs");
        assertThat(typed.status()).isEqualTo(400);
        assertThat(typed.json().path("violations")).isNotEmpty();
    }
}
