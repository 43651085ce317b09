package dev.auspex.model.publish;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.auspex.contracts.http.Role;
import dev.auspex.graph.onnx.Onnx;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A replica with room for two versions, and without any that came with it. */
@QuarkusTest
@TestProfile(MemoryRoomTest.Settings.class)
@WithTestResource(TokenIssuer.class)
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "postgres"), @ResourceArg(name = "database", value = "model")
        })
class MemoryRoomTest {

    public static class Settings implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                Path work = Files.createTempDirectory(Files.createDirectories(Path.of("target", "test-models")), "room")
                        .toAbsolutePath();
                long gibibytesEach = 1L << 30;
                return Map.of(
                        "auspex.models.directory",
                        Files.createDirectory(work.resolve("empty")).toString(),
                        "auspex.artifacts.directory",
                        work.resolve("artifacts").toString(),
                        "auspex.artifacts.cache-directory",
                        work.resolve("cache").toString(),
                        "auspex.changes.kafka",
                        "false",
                        "auspex.models.grace",
                        "10ms",
                        // Every graph counts as a gibibyte, whatever its trial took.
                        "auspex.memory.factor",
                        Double.toString(gibibytesEach / (double) Onnx.times(1).length),
                        "auspex.memory.budget",
                        "2G",
                        "auspex.memory.per-tenant",
                        "4G",
                        "auspex.memory.unload-least-used",
                        "true");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @TestHTTPResource
    URL service;

    @Test
    void unloadsWhatNobodyNamesAndRefusesWhereAllIsNamed() {
        // Given
        RegistryClient admin = RegistryClient.of(service.toString(), UUID.randomUUID(), Role.ADMIN);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> admin.get("/v2/health/ready").status() == 200);
        admin.uploaded("room", "1", Onnx.times(1));
        admin.uploaded("room", "2", Onnx.times(2));
        assertThat(admin.factor("room", "1")).isEqualTo(1);

        // When: the second one is the least recently used
        admin.uploaded("room", "3", Onnx.times(3));

        // Then
        admin.awaitState("room", "2", "unloaded");
        assertThat(admin.factor("room", "1")).isEqualTo(1);
        assertThat(admin.factor("room", "3")).isEqualTo(3);

        // Given
        admin.json("PUT", "/api/v1/models/room/aliases/champion", "{\"version\": \"1\"}")
                .expect(200);
        admin.json("PUT", "/api/v1/models/room/aliases/challenger", "{\"version\": \"3\"}")
                .expect(200);

        // When, Then
        assertThat(admin.post("/api/v1/models/room/versions/2/load").expect(409).text())
                .contains("Version 2 needs 1024 MiB", "only 0 of 2048 MiB are free");
        assertThat(admin.upload("room", "m.onnx", Onnx.times(4), "version", "4")
                        .expect(409)
                        .text())
                .contains("Version 4 needs");
        admin.upload("room", "m.onnx", Onnx.times(4), "version", "4", "load", "false")
                .expect(201);
        RegistryClient other = RegistryClient.of(service.toString(), UUID.randomUUID(), Role.ADMIN);
        assertThat(other.upload("mine", "m.onnx", Onnx.times(1)).expect(409).text())
                .contains("are free");
    }
}
