package dev.auspex.model.publish;

import java.io.IOException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.InvalidProtocolBufferException;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.auspex.contracts.http.Role;
import dev.auspex.graph.onnx.Onnx;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;
import dev.auspex.model.ModelFolder;
import dev.auspex.model.publish.RegistryClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/** What one tenant may keep, in bytes and in versions, however it sends its uploads. */
@QuarkusTest
@TestProfile(TenantQuotaTest.Settings.class)
@WithTestResource(TokenIssuer.class)
@WithTestResource(ModelFolder.class)
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "postgres"), @ResourceArg(name = "database", value = "model")
        })
class TenantQuotaTest {

    private static final int LARGE = 64 << 10;
    private static final int LARGE_FILES = 3;
    private static final int VERSIONS = 4;
    private static final int AT_ONCE = 7;

    /** Room for three large files, or for four small ones. */
    public static class Settings implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "auspex.upload.most-bytes",
                    Integer.toString(LARGE_FILES * LARGE + LARGE / 2),
                    "auspex.upload.most-versions",
                    Integer.toString(VERSIONS),
                    "auspex.validation.patience",
                    "2m",
                    "auspex.changes.kafka",
                    "false");
        }
    }

    @TestHTTPResource
    URL service;

    @ConfigProperty(name = "auspex.artifacts.directory")
    Path artifacts;

    private final UUID tenant = UUID.randomUUID();
    private RegistryClient admin;
    private RegistryClient other;

    @BeforeEach
    void callers() {
        admin = RegistryClient.of(service.toString(), tenant, Role.ADMIN);
        other = RegistryClient.of(service.toString(), UUID.randomUUID(), Role.ADMIN);
        admin.awaitState("churn", "2", "ready");
    }

    @Test
    void refusesAFileBeyondTheStorageUntilAVersionIsDeleted() {
        // Given
        for (int i = 1; i <= LARGE_FILES; i++) {
            large(admin, "full", i).expect(201);
        }

        // When
        Answer beyond = large(admin, "full", 9);
        Answer same = large(admin, "full", 1);
        Answer others = large(other, "full", 1);
        admin.delete("/api/v1/models/full/versions/2").expect(204);
        Answer afterwards = large(admin, "full", 9);

        // Then
        JsonNode problem = beyond.expect(409).json();
        assertThat(problem.path("type").asText()).endsWith("/conflict");
        assertThat(problem.path("detail").asText())
                .contains("The file has " + largeFile(9).length + " bytes", "are free", "AUSPEX_TENANT_STORAGE");
        same.expect(200);
        others.expect(201);
        afterwards.expect(201);
    }

    @Test
    void holdsTheStorageInSumWhereUploadsComeAtOnce() throws Exception {
        // When
        List<Answer> answers = atOnce(i -> large(admin, "burst" + i, 1));

        // Then
        assertThat(answers).extracting(Answer::status).containsOnly(201, 409);
        assertThat(answers).filteredOn(it -> it.status() == 201).hasSize(LARGE_FILES);
        assertThat(keptFiles()).isEqualTo(LARGE_FILES);
        large(other, "burst", 1).expect(201);
    }

    @Test
    void holdsTheNumberOfVersionsWhereUploadsComeAtOnce() throws Exception {
        // When
        List<Answer> answers = atOnce(i -> small(admin, "swarm" + i));

        // Then
        assertThat(answers).extracting(Answer::status).containsOnly(201, 409);
        assertThat(answers).filteredOn(it -> it.status() == 201).hasSize(VERSIONS);
        assertThat(answers.stream().filter(it -> it.status() == 409))
                .allSatisfy(it -> assertThat(it.json().path("detail").asText())
                        .contains(VERSIONS + " versions", "which is the maximum"));
        assertThat(keptFiles()).isEqualTo(VERSIONS);
        small(other, "swarm").expect(201);
    }

    @Test
    void countsWeightsThatComeBesideTheGraph() throws Exception {
        // Given
        byte[] weights = weights(LARGE * LARGE_FILES);

        // When
        Answer first = admin.uploadWithWeights("heavy", graphOf(weights), "w.bin", weights, "load", "false");
        Answer second = admin.uploadWithWeights("heavier", graphOf(weights), "w.bin", weights, "load", "false");

        // Then
        long size = first.expect(201).json().path("sizeBytes").asLong();
        assertThat(size).isGreaterThan(weights.length);
        assertThat(second.expect(409).json().path("detail").asText()).contains("The file has " + size + " bytes");
        assertThat(keptFiles()).isOne();
    }

    private static List<Answer> atOnce(IntFunction<Answer> upload) throws InterruptedException, ExecutionException {
        try (ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Answer>> answers = IntStream.range(0, AT_ONCE)
                    .mapToObj(i -> callers.submit(() -> upload.apply(i)))
                    .toList();
            List<Answer> all = new ArrayList<>();
            for (Future<Answer> answer : answers) {
                all.add(answer.get());
            }
            return all;
        }
    }

    /** Files of this test's tenant in the store: what is refused must not stay there. */
    private long keptFiles() throws IOException {
        try (Stream<Path> files = Files.walk(artifacts.resolve(tenant.toString()))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    private static Answer small(RegistryClient caller, String model) {
        return caller.upload(model, "m.onnx", Onnx.times(2), "version", "1", "load", "false");
    }

    private static Answer large(RegistryClient caller, String model, int version) {
        return caller.upload(
                model, "m.onnx", largeFile(version), "version", Integer.toString(version), "load", "false");
    }

    /** A small graph with much to say of itself. */
    private static byte[] largeFile(int factor) {
        try {
            return ModelProto.parseFrom(Onnx.times(factor)).toBuilder()
                    .setDocString("x".repeat(LARGE))
                    .build()
                    .toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] weights(int bytes) {
        ByteBuffer floats = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Random random = new Random(7);
        while (floats.hasRemaining()) {
            floats.putFloat(random.nextFloat());
        }
        return floats.array();
    }

    /** Multiplies by weights that stand in the file {@code w.bin}. */
    private static byte[] graphOf(byte[] weights) throws InvalidProtocolBufferException {
        ModelProto.Builder model = ModelProto.parseFrom(Onnx.times(1)).toBuilder();
        model.getGraphBuilder()
                .setInitializer(
                        0,
                        TensorProto.newBuilder()
                                .setName("factor")
                                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                                .addDims(weights.length / Float.BYTES)
                                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                                .addExternalData(StringStringEntryProto.newBuilder()
                                        .setKey("location")
                                        .setValue("w.bin")));
        return model.build().toByteArray();
    }
}
