package dev.auspex.model.inference;

import java.awt.Color;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.auspex.chassis.budget.Budget;
import dev.auspex.graph.PreparedPackages;
import dev.auspex.localstack.testing.TokenIssuer;
import dev.auspex.model.ModelFolder;
import dev.auspex.model.ServiceClient;
import dev.auspex.model.ServiceClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What one tenant's images may take of the service's memory while they are decoded, and that another one does not notice. */
@QuarkusTest
@TestProfile(ImageMemoryTest.SmallBudget.class)
@WithTestResource(TokenIssuer.class)
@WithTestResource(ModelFolder.class)
class ImageMemoryTest {

    private static final String TYPED = "/internal/v1/models/shade/versions/1/infer";
    private static final String TENSORS = "/v2/models/shade/infer";
    private static final int AT_ONCE = 24;

    /** 5.5 MiB of pixels in a file of some KiB. */
    private static final int WIDTH = 1600;

    private static final int HEIGHT = 1200;

    /** One tenant may decode one of these images at a time, and several tenants may. */
    public static class SmallBudget implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "auspex.budget.bytes", "64M",
                    "auspex.budget.caller-percent", "16",
                    "auspex.inference.workers", "4");
        }
    }

    @TestHTTPResource
    URL service;

    @Inject
    Budget budget;

    private final UUID tenant = UUID.randomUUID();
    private ServiceClient greedy;
    private ServiceClient other;

    @BeforeEach
    void waitUntilReady() {
        String base = service.toString().replaceFirst("/$", "");
        greedy = new ServiceClient(base, tenant);
        other = new ServiceClient(base, UUID.randomUUID());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> other.get("/v2/health/ready").status() == 200);
    }

    @ParameterizedTest
    @CsvSource({TYPED + ", png", TYPED + ", jpg", TENSORS + ", png", TENSORS + ", jpg"})
    void refusesImagesBeyondWhatOneMayDecodeAndNobodyElses(String path, String format) {
        // Given
        Object body = body(path, format, WIDTH, HEIGHT);
        assertThat(greedy.post(path, body).status()).isEqualTo(200);
        List<CompletableFuture<Answer>> flood = new ArrayList<>();

        // When
        for (int i = 0; i < AT_ONCE; i++) {
            flood.add(greedy.postLater(path, body));
        }
        List<Answer> others = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            others.add(other.post(path, body));
        }

        // Then
        List<Answer> answers = flood.stream().map(CompletableFuture::join).toList();
        assertThat(answers).extracting(Answer::status).contains(200, 429).containsOnly(200, 429);
        assertThat(answers).filteredOn(it -> it.status() == 429).allSatisfy(it -> assertThat(it.header("Retry-After"))
                .isEqualTo("1"));
        assertThat(others).extracting(Answer::status).containsOnly(200);
        await().atMost(Duration.ofSeconds(10)).until(() -> budget.used(tenant.toString()) == 0);
        assertThat(greedy.post(path, body).status()).isEqualTo(200);
    }

    @Test
    void saysThatAnImageCanNeverBeDecoded() {
        // When
        Answer answer = greedy.post(TYPED, body(TYPED, "png", 2048, 2048));

        // Then
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().path("type").asText()).endsWith("/body-too-large");
        await().atMost(Duration.ofSeconds(10)).until(() -> budget.used(tenant.toString()) == 0);
    }

    private static Object body(String path, String format, int width, int height) {
        String image = Base64.getEncoder().encodeToString(PreparedPackages.plain(format, width, height, Color.GRAY));
        return path.equals(TYPED)
                ? Map.of("features", Map.of("picture", image))
                : Map.of(
                        "inputs",
                        List.of(Map.of(
                                "name",
                                "picture",
                                "datatype",
                                "BYTES",
                                "shape",
                                List.of(1, 1),
                                "data",
                                List.of(image))));
    }
}
