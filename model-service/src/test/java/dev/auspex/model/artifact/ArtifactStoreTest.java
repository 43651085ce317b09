package dev.auspex.model.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

import ai.onnx.proto.OnnxMl.ModelProto;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.model.Configs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Both stores, the one in a bucket against a real server. */
class ArtifactStoreTest {

    @TempDir
    static Path server;

    private static S3Server s3;

    @TempDir
    Path work;

    private final String key = ArtifactKey.of(UUID.randomUUID(), "churn", "2", "abc");
    private Path file;

    @BeforeAll
    static void startServer() throws IOException, InterruptedException {
        s3 = new S3Server(server);
    }

    @AfterAll
    static void stopServer() {
        s3.close();
    }

    @BeforeEach
    void writeFile() throws IOException {
        file = Files.write(work.resolve("file"), fileOfProducer());
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "s3"})
    void keepsGivesReplacesAndDeletes(String kind) throws ArtifactException, IOException {
        // Given
        ArtifactStore store = store(kind, Map.of());
        Path fetched = work.resolve("fetched");
        assertThat(store.holds(key)).isFalse();

        // When
        store.put(key, file);
        store.put(key, file);

        // Then
        assertThat(store.holds(key)).isTrue();
        store.fetch(key, fetched);
        store.fetch(key, fetched);
        assertThat(fetched).hasSameBinaryContentAs(file);
        store.delete(key);
        store.delete(key);
        assertThat(store.holds(key)).isFalse();
        assertThatThrownBy(() -> store.fetch(key, fetched))
                .isInstanceOfSatisfying(
                        ArtifactException.class, e -> assertThat(e.lasting()).isFalse())
                .hasMessageContaining(key);
    }

    @Test
    void saysWithoutSecretsThatABucketOrServerIsNotThere() throws IOException {
        assertThatThrownBy(() -> store("s3", Map.of("auspex.artifacts.s3.secret-key", "wrong-secret"))
                        .put(key, file))
                .hasMessageContaining("403")
                .hasMessageNotContaining("wrong-secret");
        assertThatThrownBy(() -> store("s3", Map.of("auspex.artifacts.s3.bucket", "nowhere"))
                        .put(key, file))
                .hasMessageContaining("nowhere")
                .hasMessageContaining("404");
        assertThatThrownBy(() -> store("s3", Map.of("auspex.artifacts.s3.endpoint", "http://127.0.0.1:1"))
                        .put(key, file))
                .isInstanceOf(ArtifactException.class);
        assertThatThrownBy(() -> store("s3", Map.of("auspex.artifacts.s3.secret-key", "")))
                .hasMessageContaining("belong together");
    }

    @Test
    void unpacksFromTheStoreOnceAndNoticesAnotherContent() throws ArtifactException, IOException {
        // Given
        ArtifactStore store = store("s3", Map.of());
        ArtifactCache cache = new ArtifactCache(store, config(Map.of()));
        store.put(key, file);
        String sha256 = Sha256.of(file);

        // When
        Path folder = cache.folder(key, sha256, true);

        // Then
        assertThat(folder.resolve("model.onnx")).hasSameBinaryContentAs(file);
        store.delete(key);
        assertThat(cache.folder(key, sha256, true)).isEqualTo(folder);
        cache.keepOnly(java.util.Set.of());
        assertThat(folder).doesNotExist();
        store.put(key, Files.writeString(work.resolve("other"), "other"));
        assertThatThrownBy(() -> cache.folder(key, sha256, true))
                .hasMessageContaining("the registered one has " + sha256);
    }

    /** An ONNX file that says nothing but who wrote it, in as many letters as it takes to send it in parts. */
    private static byte[] fileOfProducer() {
        StringBuilder name = new StringBuilder();
        new Random(1).ints(3 << 20, 'a', 'z').forEach(letter -> name.append((char) letter));
        return ModelProto.newBuilder().setProducerName(name.toString()).build().toByteArray();
    }

    private ArtifactStore store(String kind, Map<String, String> changes) {
        return kind.equals("folder")
                ? new FolderStore(work.resolve("store"))
                : new S3Store(config(changes).s3());
    }

    private ArtifactConfig config(Map<String, String> changes) {
        Map<String, String> values = new HashMap<>(Map.of(
                "auspex.artifacts.cache-directory", work.resolve("cache").toString(),
                "auspex.artifacts.s3.bucket", S3Server.BUCKET,
                "auspex.artifacts.s3.endpoint", s3.endpoint(),
                "auspex.artifacts.s3.access-key", S3Server.ACCESS_KEY,
                "auspex.artifacts.s3.secret-key", S3Server.SECRET_KEY));
        values.putAll(changes);
        return Configs.of(ArtifactConfig.class, values);
    }
}
