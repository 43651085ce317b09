package dev.auspex.model.catalogue;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.auspex.chassis.id.UuidV7;
import dev.auspex.contracts.event.ModelChanged;
import dev.auspex.contracts.event.Topics;
import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.http.Role;
import dev.auspex.graph.engine.InferenceEngine;
import dev.auspex.graph.onnx.Onnx;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;
import dev.auspex.model.ModelFolder;
import dev.auspex.model.announce.Listening;
import dev.auspex.model.artifact.ArtifactStore;
import dev.auspex.model.artifact.Artifacts;
import dev.auspex.model.publish.RegistryClient;
import dev.auspex.model.registry.Replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two replicas on one registry. */
@QuarkusTest
@WithTestResource(TokenIssuer.class)
@WithTestResource(ModelFolder.class)
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {
            @ResourceArg(name = "servers", value = "postgres,kafka"),
            @ResourceArg(name = "database", value = "model")
        })
class ConvergenceTest {

    private static final Duration SOON = Duration.ofSeconds(15);

    @TestHTTPResource
    URL service;

    @TempDir
    Path work;

    @Inject
    Sql sql;

    @Inject
    Catalogue catalogue;

    @Inject
    FactsReader facts;

    @Inject
    ArtifactStore store;

    @Inject
    InferenceEngine engine;

    @Inject
    UuidV7 ids;

    @Inject
    Outbox outbox;

    @Inject
    ObjectMapper json;

    private final UUID tenant = UUID.randomUUID();
    private RegistryClient admin;

    @BeforeEach
    void waitUntilReady() {
        admin = RegistryClient.of(service.toString(), tenant, Role.ADMIN);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> admin.get("/api/v1/models/churn/versions/2/status").status() == 200);
    }

    @Test
    void followAtOnceByKafkaAndLoadBeforeTheySwap() throws IOException, InterruptedException {
        // Given
        admin.uploaded("seed", "1", Onnx.times(1));
        try (Replica other = replica("1h");
                Listening listening = new Listening(other.bell())) {
            await().atMost(SOON).until(() -> other.serves(tenant, "seed", "1"));

            // When
            admin.upload("swift", "m.onnx", Onnx.times(2), "version", "1").expect(201);

            // Then
            await().atMost(SOON).until(() -> other.serves(tenant, "swift", "1"));
            admin.awaitState("swift", "1", "ready");
            assertThat(admin.get("/api/v1/models/swift/versions/1/status")
                            .json()
                            .path("replicas"))
                    .hasSize(2);

            // When
            admin.json("PUT", "/api/v1/models/swift/aliases/champion", "{\"version\": \"1\"}")
                    .expect(200);
            await().atMost(SOON).until(() -> "1".equals(other.alias(tenant, "swift", "champion")));
            admin.upload("swift", "m.onnx", Onnx.times(3), "version", "2").expect(201);
            admin.json("PUT", "/api/v1/models/swift/aliases/champion", "{\"version\": \"2\"}")
                    .expect(200);

            // Then
            await().atMost(SOON).until(() -> {
                String named = other.alias(tenant, "swift", "champion");
                assertThat(named).isNotNull();
                assertThat(other.serves(tenant, "swift", named)).isTrue();
                return named.equals("2");
            });
            admin.post("/api/v1/models/swift/versions/1/unload").expect(200);
            await().atMost(SOON).until(() -> !other.serves(tenant, "swift", "1"));
            await().atMost(SOON).until(() -> outbox.size() == 0);
        }
    }

    @Test
    void followAnAliasBeforeItsMoveIsAnsweredAndTellThatTheyDo() throws Exception {
        // Given
        admin.uploaded("prompt", "1", Onnx.times(2));
        admin.uploaded("prompt", "2", Onnx.times(3));
        try (Replica other = replica("1h");
                Listening listening = new Listening(other.bell())) {
            admin.awaitState("prompt", "2", "ready");
            await().atMost(SOON)
                    .until(() -> admin.get("/api/v1/models/prompt/versions/2/status")
                                    .json()
                                    .path("replicas")
                                    .size()
                            == 2);
            for (int i = 0; i < 10; i++) {
                String version = Integer.toString(1 + i % 2);

                // When
                RegistryClient.Answer answer = admin.json(
                                "PUT", "/api/v1/models/prompt/aliases/champion", "{\"version\": \"" + version + "\"}")
                        .expect(200);

                // Then
                assertThat(answer.response().headers().firstValue(Headers.EFFECTIVE_BY))
                        .isEmpty();
                assertThat(other.alias(tenant, "prompt", "champion")).isEqualTo(version);
                assertThat(admin.factor("prompt", null)).isEqualTo(version.equals("1") ? 2 : 3);
            }

            // When
            admin.delete("/api/v1/models/prompt/aliases/champion").expect(204);

            // Then
            assertThat(other.alias(tenant, "prompt", "champion")).isNull();
            await().atMost(SOON).until(() -> outbox.size() == 0);
            assertThat(toldOf("champion"))
                    .hasSize(22)
                    .filteredOn(it -> Boolean.TRUE.equals(it.followed()))
                    .hasSize(11);
        }
    }

    @Test
    void sayByWhenAChangeHoldsWhereOneOfThemHearsNothing() throws IOException {
        // Given
        admin.uploaded("deaf", "1", Onnx.times(2));
        try (Replica other = replica("1h")) {
            await().atMost(SOON)
                    .until(() -> admin.get("/api/v1/models/deaf/versions/1/status")
                                    .json()
                                    .path("replicas")
                                    .size()
                            == 2);

            // When
            RegistryClient.Answer answer = admin.json(
                            "PUT", "/api/v1/models/deaf/aliases/champion", "{\"version\": \"1\"}")
                    .expect(200);

            // Then
            Instant effective = Instant.parse(
                    answer.response().headers().firstValue(Headers.EFFECTIVE_BY).orElseThrow());
            assertThat(effective).isAfter(Instant.now());
            assertThat(other.alias(tenant, "deaf", "champion")).isNull();
        }

        // When
        RegistryClient.Answer again = admin.json("PUT", "/api/v1/models/deaf/aliases/champion", "{\"version\": \"1\"}")
                .expect(200);

        // Then: the deaf one said that it leaves
        assertThat(again.response().headers().firstValue(Headers.EFFECTIVE_BY)).isEmpty();
    }

    private List<ModelChanged> toldOf(String alias) throws IOException {
        List<ModelChanged> events = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                LocalStackResource.kafka(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition only = new TopicPartition(Topics.MODEL_CHANGED, 0);
            consumer.assign(List.of(only));
            consumer.seekToBeginning(List.of(only));
            long end = consumer.endOffsets(List.of(only)).get(only);
            while (consumer.position(only) < end) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofSeconds(1))) {
                    ModelChanged event = json.readValue(message.value(), ModelChanged.class);
                    if (tenant.equals(event.tenantId()) && alias.equals(event.alias())) {
                        events.add(event);
                    }
                }
            }
        }
        return events;
    }

    @Test
    void followByTheirOwnLookWhileKafkaIsAway() throws IOException {
        // Given
        LocalStackResource.stopServer("kafka");
        try (Replica other = replica("300ms")) {

            // When
            admin.upload("patient", "m.onnx", Onnx.times(2), "version", "1").expect(201);

            // Then
            await().atMost(SOON).until(() -> other.serves(tenant, "patient", "1"));
            assertThat(outbox.size()).isPositive();
        } finally {
            LocalStackResource.startServer("kafka");
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> outbox.size() == 0);
    }

    @Test
    void serveOnWhileTheDatabaseIsAwayAndFollowAgainAfterwards() {
        // Given
        admin.uploaded("steady", "1", Onnx.times(5));
        LocalStackResource.stopServer("postgres");
        try {
            // When, Then
            assertThat(admin.factor("steady", "1")).isEqualTo(5);
            assertThat(admin.upload("steady", "m.onnx", Onnx.times(6), "version", "2")
                            .status())
                    .isEqualTo(503);
            assertThat(admin.get("/v2/health/ready").status()).isEqualTo(200);
        } finally {
            LocalStackResource.startServer("postgres");
        }
        // 200 where an upload before it was stored after all.
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(admin.upload("steady", "m.onnx", Onnx.times(6), "version", "2")
                                .status())
                        .isIn(200, 201));
        admin.awaitState("steady", "2", "ready");
        assertThat(admin.factor("steady", "2")).isEqualTo(6);
    }

    @Test
    void tellWhyOneOfThemCannotLoad() throws IOException {
        // Given
        admin.uploaded("partial", "1", Onnx.times(2));
        Path elsewhere = Files.createDirectories(work.resolve("elsewhere"));
        RegistryState state =
                new RegistryState(sql, catalogue, facts, Artifacts.store(elsewhere), Artifacts.cache(elsewhere), ids);
        try (Replica other = new Replica(
                state, Artifacts.cache(elsewhere), engine, bundled(), Map.of("reconcile", "300ms", "grace", "1ms"))) {

            // When
            admin.awaitState("partial", "1", "failed");

            // Then
            assertThat(admin.get("/api/v1/models/partial/versions/1/status").text())
                    .contains("the artifacts folder has no file for");
            assertThat(admin.factor("partial", "1")).isEqualTo(2);
            assertThat(admin.json("PUT", "/api/v1/models/partial/aliases/champion", "{\"version\": \"1\"}")
                            .expect(409)
                            .text())
                    .contains("failed to load");
            assertThat(other.serves(tenant, "partial", "1")).isFalse();
        }
    }

    private Replica replica(String reconcile) throws IOException {
        Path own = Files.createTempDirectory(work, "replica");
        RegistryState state = new RegistryState(sql, catalogue, facts, store, Artifacts.cacheOf(store, own), ids);
        return new Replica(
                state,
                Artifacts.cacheOf(store, own),
                engine,
                bundled(),
                Map.of("reconcile", reconcile, "retry", "300ms", "grace", "1ms"));
    }

    private Path bundled() throws IOException {
        return Files.createDirectories(work.resolve("nothing-bundled"));
    }
}
