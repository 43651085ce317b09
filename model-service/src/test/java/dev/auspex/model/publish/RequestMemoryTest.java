package dev.auspex.model.publish;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.auspex.chassis.budget.Budget;
import dev.auspex.chassis.budget.ByteBudget.Charge;
import dev.auspex.chassis.budget.ByteBudget.Verdict;
import dev.auspex.contracts.http.Role;
import dev.auspex.graph.onnx.Onnx;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;
import dev.auspex.model.ModelFolder;
import dev.auspex.model.publish.RegistryClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What requests read of large graphs and packages is charged to the tenant that asks; another tenant does not notice. */
@QuarkusTest
@TestProfile(RequestMemoryTest.Settings.class)
@WithTestResource(TokenIssuer.class)
@WithTestResource(ModelFolder.class)
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "postgres"), @ResourceArg(name = "database", value = "model")
        })
class RequestMemoryTest {

    private static final int INPUTS = 200;
    private static final int NAME = 2_000;

    public static class Settings implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("auspex.changes.kafka", "false");
        }
    }

    @TestHTTPResource
    URL service;

    @Inject
    Budget budget;

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
    void refusesLargeAnswersToATenantThatHasNoMemoryLeft() throws Exception {
        // Given
        upload(admin).expect(201);
        upload(other).expect(201);
        admin.awaitState("wide", "1", "ready");
        other.awaitState("wide", "1", "ready");
        Charge most = everythingFor(tenant);

        // When
        Answer list = admin.get("/api/v1/models/wide/versions");
        Answer status = admin.get("/api/v1/models/wide/versions/1/status");
        Answer metadata = admin.get("/v2/models/wide/versions/1");
        Answer small = admin.get("/api/v1/models/churn/versions");
        Answer index = admin.post("/v2/repository/index");
        Answer aliases = admin.get("/api/v1/models/wide/aliases");
        Answer ofOther = other.get("/api/v1/models/wide/versions");
        Answer metadataOfOther = other.get("/v2/models/wide/versions/1");
        most.close();
        Answer again = admin.get("/api/v1/models/wide/versions");
        Answer metadataAgain = admin.get("/v2/models/wide/versions/1");

        // Then
        assertThat(list.expect(429).response().headers().firstValue("Retry-After"))
                .contains("1");
        status.expect(429);
        metadata.expect(429);
        small.expect(200);
        assertThat(index.expect(200).text()).contains("\"wide\"");
        aliases.expect(200);
        assertThat(ofOther.expect(200).json().at("/0/inputs")).hasSize(INPUTS + 1);
        assertThat(metadataOfOther.expect(200).json().at("/inputs")).hasSize(INPUTS + 1);
        assertThat(again.expect(200).json().at("/0/inputs")).hasSize(INPUTS + 1);
        assertThat(metadataAgain.expect(200).json().at("/inputs")).hasSize(INPUTS + 1);
        await().atMost(Duration.ofSeconds(10)).until(() -> budget.used(tenant.toString()) == 0);
    }

    @Test
    void deletesAndUnloadsALargeVersionWithoutMemoryForItsDescription() throws Exception {
        // Given
        upload(admin).expect(201);
        Charge most = everythingFor(tenant);

        // When
        Answer unloaded = admin.post("/v2/repository/models/wide/unload");
        Answer deleted = admin.delete("/api/v1/models/wide/versions/1");
        most.close();

        // Then
        unloaded.expect(200);
        deleted.expect(204);
        admin.get("/api/v1/models/wide/versions").expect(404);
    }

    @Test
    void chargesTheDescriptionOfAPackageBeforeItIsRead() throws Exception {
        // Given
        byte[] large = largePackage();
        Charge most = everythingFor(tenant);

        // When
        Answer refused = admin.upload("large", "m.zip", large, "version", "1");
        Answer ofOther = other.upload("large", "m.zip", large, "version", "1");
        most.close();
        Answer again = admin.upload("large", "m.zip", large, "version", "1");

        // Then
        refused.expect(429);
        assertThat(ofOther.expect(400).text()).contains("model.json");
        assertThat(again.expect(400).text()).contains("model.json");
    }

    /** A package whose schema is a megabyte of JSON that is no schema. */
    private static byte[] largePackage() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("model.json"));
            zip.write(("{\"model\": \"large\", \"title\": \"" + "x".repeat(1 << 20) + "\", \"features\": 7}")
                    .getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("model.onnx"));
            zip.write(Onnx.times(2));
        }
        return bytes.toByteArray();
    }

    /** Takes all memory that one tenant may hold, but for what small requests need. */
    private Charge everythingFor(UUID whom) {
        Charge most = budget.open(whom.toString());
        for (long step = 64L << 20; step >= 1024; step /= 2) {
            while (most.take(step) == Verdict.TAKEN) {
                // More of the same.
            }
        }
        most.settle(most.bytes() - INPUTS * NAME);
        return most;
    }

    private static Answer upload(RegistryClient caller) throws InvalidProtocolBufferException {
        return caller.upload("wide", "m.onnx", wide(INPUTS), "version", "1");
    }

    /** A small graph with many inputs of long names that it does not use. */
    private static byte[] wide(int inputs) throws InvalidProtocolBufferException {
        ModelProto.Builder model = ModelProto.parseFrom(Onnx.times(2)).toBuilder();
        ValueInfoProto first = model.getGraph().getInput(0);
        for (int i = 0; i < inputs; i++) {
            model.getGraphBuilder().addInput(first.toBuilder().setName("unused_" + i + "_".repeat(NAME)));
        }
        return model.build().toByteArray();
    }
}
