package dev.auspex.model.inference;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.auspex.chassis.identity.ServiceSecret;
import dev.auspex.contracts.http.Role;
import dev.auspex.contracts.model.ExplanationRequest;
import dev.auspex.contracts.model.InferenceRequest;
import dev.auspex.contracts.model.InferenceResult;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.RowsRequest;
import dev.auspex.contracts.model.RowsResult;
import dev.auspex.contracts.problem.Violation;
import dev.auspex.graph.PreparedPackages;
import dev.auspex.localstack.testing.TokenIssuer;
import dev.auspex.model.ModelFolder;
import dev.auspex.model.ServiceClient;
import dev.auspex.model.ServiceClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/** Models of texts and images through the service: typed calls, the Open Inference Protocol, and what is refused. */
@QuarkusTest
@WithTestResource(TokenIssuer.class)
@WithTestResource(ModelFolder.class)
class PreparedModelsTest {

    private static final String MOOD = "/internal/v1/models/mood/versions/1/infer";
    private static final String SHADE = "/internal/v1/models/shade/versions/1/infer";

    @TestHTTPResource
    URL service;

    @Inject
    ServiceSecret secret;

    private String base;
    private ServiceClient client;

    @BeforeEach
    void waitUntilReady() {
        base = service.toString().replaceFirst("/$", "");
        client = new ServiceClient(base);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> client.get("/v2/health/ready").status() == 200);
    }

    @Test
    void answersATextWithLabelAndScore() {
        // When
        Answer answer = client.post(MOOD, new InferenceRequest(Map.of("review", "Good, good TEA")));

        // Then
        assertThat(answer.status()).isEqualTo(200);
        InferenceResult result = answer.as(InferenceResult.class);
        assertThat(result.label()).isEqualTo("yes");
        assertThat(result.score()).isCloseTo(logistic(4.25), within(1e-6));
        assertThat(result.warnings()).isEmpty();
    }

    @Test
    void warnsOfATextThatIsLongerThanTheModelReads() {
        // When
        InferenceResult result = client.post(
                        MOOD, new InferenceRequest(Map.of("review", "good good good good good good bad bad bad")))
                .as(InferenceResult.class);

        // Then
        assertThat(result.score()).isCloseTo(logistic(12), within(1e-6));
        assertThat(result.warnings()).extracting(Violation::code).containsExactly("truncated");
        assertThat(result.warnings().getFirst().pointer()).isEqualTo("/features/review");
    }

    @Test
    void answersTextsOfOneCallAndOfManyAtOnceEachForItself() {
        // Given
        List<RowsRequest.Row> rows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            rows.add(new RowsRequest.Row(Map.of("review", "bad ".repeat(i % 5) + "tea"), 5_000));
        }
        List<CompletableFuture<Answer>> alone = new ArrayList<>();

        // When
        RowsResult together = client.asService(secret.value())
                .post("/internal/v1/models/mood/versions/1/infer-rows", new RowsRequest(rows))
                .as(RowsResult.class);
        rows.forEach(row -> alone.add(client.postLater(MOOD, new InferenceRequest(row.features()))));

        // Then
        for (int i = 0; i < 40; i++) {
            double wanted = logistic(0.25 - 3 * (i % 5));
            assertThat(together.rows().get(i).result().score()).isCloseTo(wanted, within(1e-6));
            assertThat(alone.get(i).join().as(InferenceResult.class).score()).isCloseTo(wanted, within(1e-6));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|required",
                "{\"review\": 7}|type",
                "{\"review\": \"   \"}|blank",
                "{\"review\": \"a\", \"more\": 1}|unknown"
            })
    void refusesWhatIsNoTextWithItsField(String features, String code) {
        // When
        Answer answer = client.post(MOOD, "{\"features\": " + features + "}");

        // Then
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("violations").findValuesAsText("code")).containsExactly(code);
    }

    @Test
    void takesTextsAsBytesInTheProtocolAndGivesEveryOutput() {
        // Given
        Map<String, Object> request = Map.of(
                "inputs",
                List.of(Map.of(
                        "name",
                        "review",
                        "datatype",
                        "BYTES",
                        "shape",
                        List.of(3, 1),
                        "data",
                        List.of("good", "bad bad bad", "tea"))));

        // When
        JsonNode metadata = client.get("/v2/models/mood").json();
        Answer answer = client.post("/v2/models/mood/infer", request);

        // Then
        assertThat(metadata.path("inputs").toString())
                .isEqualTo("[{\"name\":\"review\",\"datatype\":\"BYTES\",\"shape\":[-1,1]}]");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(output(answer, "label").path("data").toString()).isEqualTo("[\"yes\",\"no\",\"yes\"]");
        assertThat(output(answer, "probabilities").path("shape").toString()).isEqualTo("[3,2]");
        assertThat(output(answer, "embedding").path("data").toString()).isEqualTo("[2.0,-9.0,0.25]");
    }

    @Test
    void refusesMoreTextsThanOneRequestMayBring() {
        // Given
        int most = Preparations.MOST_VALUES;
        Map<String, Object> request = Map.of(
                "inputs",
                List.of(Map.of(
                        "name",
                        "review",
                        "datatype",
                        "BYTES",
                        "shape",
                        List.of(most + 1, 1),
                        "data",
                        Collections.nCopies(most + 1, "tea"))));

        // When
        Answer answer = client.post("/v2/models/mood/infer", request);

        // Then
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error").asText()).contains("at most " + most);
    }

    @Test
    void saysThatATextIsNotExplained() {
        // When
        Answer answer = client.post(
                "/api/v1/models/mood/versions/1/explain", new ExplanationRequest(Map.of("review", "good"), null));

        // Then
        assertThat(answer.status()).isEqualTo(409);
    }

    @Test
    void answersAnImageInBase64() {
        for (String format : new String[] {"png", "jpeg"}) {
            // Given
            byte[] file = PreparedPackages.plain(format, 30, 20, new Color(204, 204, 204));
            String base64 = Base64.getEncoder().encodeToString(file);

            // When
            InferenceResult result = client.post(SHADE, new InferenceRequest(Map.of("picture", base64)))
                    .as(InferenceResult.class);

            // Then
            assertThat(result.label()).isEqualTo("light");
            assertThat(result.score()).isCloseTo(0.8, within(0.005));
        }
    }

    @Test
    void readsTheDigitOfTheBundledExample() {
        // Given
        ModelVersion digits =
                client.get("/api/v1/models/digits/versions/champion").as(ModelVersion.class);
        Object example = digits.features().getFirst().example();

        // When
        InferenceResult result = client.post(
                        "/internal/v1/models/digits/versions/1/infer", new InferenceRequest(Map.of("image", example)))
                .as(InferenceResult.class);

        // Then
        assertThat(result.label()).isEqualTo("0");
        assertThat(result.score()).isGreaterThan(0.9);
        assertThat(result.probabilities()).hasSize(10);
    }

    @Test
    void takesImagesAsRawBytesInTheProtocol() throws Exception {
        // Given
        byte[] light = PreparedPackages.plain("png", 9, 9, Color.WHITE);
        byte[] dark = PreparedPackages.plain("jpeg", 16, 16, Color.BLACK);
        ByteArrayOutputStream binary = new ByteArrayOutputStream();
        for (byte[] image : new byte[][] {light, dark}) {
            binary.writeBytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(image.length)
                    .array());
            binary.writeBytes(image);
        }
        byte[] head = ("{\"inputs\": [{\"name\": \"picture\", \"datatype\": \"BYTES\", \"shape\": [2, 1],"
                        + " \"parameters\": {\"binary_data_size\": " + binary.size()
                        + "}}], \"outputs\": [{\"name\": \"mean\"}, {\"name\": \"label\"}]}")
                .getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(head);
        body.writeBytes(binary.toByteArray());

        // When
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(base + "/v2/models/shade/infer"))
                                .header(
                                        "Authorization",
                                        "Bearer "
                                                + TokenIssuer.token(UUID.randomUUID(), UUID.randomUUID(), Role.MEMBER))
                                .header("Inference-Header-Content-Length", Integer.toString(head.length))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        // Then
        Answer answer = new Answer(response);
        assertThat(answer.status()).as(response.body()).isEqualTo(200);
        assertThat(output(answer, "label").path("data").toString()).isEqualTo("[\"light\",\"dark\"]");
        assertThat(output(answer, "mean").path("data").get(1).asDouble()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"base64, %%%, base64", "no image, aGVsbG8=, image"})
    void refusesWhatIsNoImageAndServesTheNextOne(String what, String value, String code) {
        // When
        Answer answer = client.post(SHADE, new InferenceRequest(Map.of("picture", value)));

        // Then
        assertThat(answer.status()).as(what).isEqualTo(400);
        assertThat(answer.json().path("violations").findValuesAsText("code")).containsExactly(code);
        String good = Base64.getEncoder().encodeToString(PreparedPackages.plain("png", 2, 2, Color.WHITE));
        assertThat(client.post(SHADE, new InferenceRequest(Map.of("picture", good)))
                        .status())
                .isEqualTo(200);
    }

    private static JsonNode output(Answer answer, String name) {
        for (JsonNode output : answer.json().path("outputs")) {
            if (output.path("name").asText().equals(name)) {
                return output;
            }
        }
        throw new AssertionError("no output " + name + ": " + answer.json());
    }

    private static double logistic(double sum) {
        return 1 / (1 + Math.exp(-sum));
    }
}
