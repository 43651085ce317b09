package dev.auspex.model.publish;

import java.net.URL;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

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

/** What the registry tells of large graphs is charged to whoever asks. */
@QuarkusTest
@TestProfile(ListingMemoryTest.Settings.class)
@WithTestResource(TokenIssuer.class)
@WithTestResource(ModelFolder.class)
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "postgres"), @ResourceArg(name = "database", value = "model")
        })
class ListingMemoryTest {

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
        await().atMost(Duration.ofSeconds(30)).until(() -> admin.get("/api/v1/models/churn/versions/2/status")
                .text()
                .contains("\"ready\""));
    }

    @Test
    void refusesAListOfLargeSchemasToWhoeverHasNoRoomForIt() throws Exception {
        // Given: room for requests and for nothing large
        upload(admin).expect(201);
        upload(other).expect(201);
        Charge most = budget.open(tenant.toString());
        for (long step = 64L << 20; step >= 1024; step /= 2) {
            while (most.take(step) == Verdict.TAKEN) {
                // More of the same.
            }
        }
        most.settle(most.bytes() - INPUTS * NAME);

        // When
        Answer list = admin.get("/api/v1/models/wide/versions");
        Answer status = admin.get("/api/v1/models/wide/versions/1/status");
        Answer small = admin.get("/api/v1/models/churn/versions");
        Answer others = other.get("/api/v1/models/wide/versions");
        most.close();
        Answer again = admin.get("/api/v1/models/wide/versions");

        // Then
        assertThat(list.expect(429).response().headers().firstValue("Retry-After"))
                .contains("1");
        status.expect(429);
        small.expect(200);
        assertThat(others.expect(200).json().at("/0/inputs")).hasSize(INPUTS + 1);
        assertThat(again.expect(200).json().at("/0/inputs")).hasSize(INPUTS + 1);
        await().atMost(Duration.ofSeconds(10)).until(() -> budget.used(tenant.toString()) == 0);
    }

    private static Answer upload(RegistryClient caller) throws InvalidProtocolBufferException {
        return caller.upload("wide", "m.onnx", wide(), "version", "1", "load", "false");
    }

    /** A small graph with many inputs of long names that it does not use. */
    private static byte[] wide() throws InvalidProtocolBufferException {
        ModelProto.Builder model = ModelProto.parseFrom(Onnx.times(2)).toBuilder();
        ValueInfoProto first = model.getGraph().getInput(0);
        for (int i = 0; i < INPUTS; i++) {
            model.getGraphBuilder().addInput(first.toBuilder().setName("unused_" + i + "_".repeat(NAME)));
        }
        return model.build().toByteArray();
    }
}
