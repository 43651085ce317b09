package dev.auspex.model.catalogue;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
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
import dev.auspex.localstack.testing.TestDatabase;
import dev.auspex.localstack.testing.TokenIssuer;
import dev.auspex.model.publish.RegistryClient;
import dev.auspex.model.publish.RegistryClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A service of today starts on a database of the first schema that is in use. */
@QuarkusTest
@TestProfile(MigrationTest.Settings.class)
@WithTestResource(TokenIssuer.class)
@WithTestResource(FirstRegistry.class)
class MigrationTest {

    private static final String EVERYTHING = "*";

    public static class Settings implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            // What waited in the outbox stays there to be looked at.
            return Map.of("auspex.changes.kafka", "false");
        }
    }

    @TestHTTPResource
    URL service;

    @ConfigProperty(name = "auspex.service.secret")
    String secret;

    private final TestDatabase database = TestDatabase.owner();
    private RegistryClient admin;
    private RegistryClient other;

    @BeforeEach
    void waitUntilEverythingIsLoaded() {
        admin = RegistryClient.of(service.toString(), FirstRegistry.TENANT, Role.ADMIN);
        other = RegistryClient.of(service.toString(), FirstRegistry.OTHER_TENANT, Role.ADMIN);
        await().atMost(Duration.ofSeconds(30)).until(() -> admin.get("/api/v1/models/churn/versions/2/status")
                .text()
                .contains("\"ready\""));
        for (String path : List.of("rates/versions/1", "rates/versions/2", "risk/versions/1", "open/versions/1")) {
            awaitReady(admin, path);
        }
        awaitReady(other, "risk/versions/1");
    }

    private static void awaitReady(RegistryClient caller, String version) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(caller.get("/api/v1/models/" + version + "/status")
                                .json()
                                .path("state")
                                .asText())
                        .isEqualTo("ready"));
    }

    @Test
    void runsAllMigrationsAndGivesNewColumnsTheirValues() throws IOException {
        // When
        List<Object> migrations = database.query(
                EVERYTHING, "SELECT version FROM flyway_schema_history WHERE success ORDER BY installed_rank");

        // Then
        try (Stream<Path> files = Files.list(FirstRegistry.MIGRATIONS)) {
            assertThat(migrations)
                    .containsExactlyElementsOf(
                            files.map(file -> file.getFileName().toString().replaceFirst("^V(\\d+)__.*", "$1"))
                                    .sorted()
                                    .toList());
        }
        assertThat(database.query(
                        EVERYTHING,
                        "SELECT w.schema_used_at FROM version_wish w JOIN version v ON v.id = w.version_id"
                                + " WHERE v.model IN ('rates', 'risk') AND w.description IS NOT NULL"))
                .containsExactly(Timestamp.from(FirstRegistry.CHANGED.toInstant()));
        assertThat(database.query(
                        EVERYTHING,
                        "SELECT w.schema_used_at FROM version_wish w JOIN version v ON v.id = w.version_id"
                                + " WHERE v.model IN ('rates', 'risk') AND w.description IS NULL"))
                .hasSize(5)
                .containsOnlyNulls();
        assertThat(database.query(EVERYTHING, "SELECT followed FROM replica WHERE id = ?", FirstRegistry.REPLICA))
                .containsExactly(0L);
        assertThat(database.query(EVERYTHING, "SELECT single FROM registry_revision"))
                .containsExactly(true);
    }

    @Test
    void losesNoRow() {
        // When
        List<Object> versions = database.query(
                EVERYTHING,
                "SELECT concat_ws('/', v.tenant_id, v.model, v.version, w.loaded, w.generation, v.deleted_at IS NOT NULL) FROM version v"
                        + " JOIN version_wish w ON w.version_id = v.id WHERE v.model IN ('rates', 'risk') ORDER BY 1");

        // Then
        String tenant = FirstRegistry.TENANT.toString();
        assertThat(versions)
                .containsExactlyInAnyOrder(
                        "rates/1/t/1/f",
                        "rates/2/t/4/f",
                        tenant + "/risk/1/t/2/f",
                        tenant + "/risk/2/f/1/t",
                        tenant + "/risk/3/f/1/f",
                        FirstRegistry.OTHER_TENANT + "/risk/1/t/1/f");
        assertThat(database.query(
                        EVERYTHING,
                        "SELECT concat_ws('/', tenant_id, model, alias, version) FROM alias"
                                + " WHERE model IN ('rates', 'risk') AND alias <> 'stable'"))
                .containsExactlyInAnyOrder(
                        "rates/champion/2", tenant + "/risk/champion/1", FirstRegistry.OTHER_TENANT + "/risk/live/1");
        assertThat(database.count(
                        EVERYTHING, "SELECT count(*) FROM alias_move WHERE moved_at = ?", FirstRegistry.CHANGED))
                .isEqualTo(4);
        assertThat(database.count(
                        EVERYTHING, "SELECT count(*) FROM outbox WHERE created_at = ?", FirstRegistry.CHANGED))
                .isOne();
    }

    @Test
    void listsAndServesWhatWasRegistered() {
        // When
        JsonNode rates = admin.get("/api/v1/models/rates/versions").expect(200).json();
        JsonNode risk = admin.get("/api/v1/models/risk/versions").expect(200).json();
        JsonNode others = other.get("/api/v1/models/risk/versions").expect(200).json();

        // Then
        assertThat(rates.findValuesAsText("version")).containsExactly("1", "2");
        assertThat(rates.at("/1/shared").asBoolean()).isTrue();
        assertThat(rates.at("/1/aliases/0").asText()).isEqualTo("champion");
        assertThat(rates.at("/1/generation").asLong()).isEqualTo(4);
        assertThat(risk.findValuesAsText("version")).containsExactly("1", "3");
        assertThat(risk.at("/0/described").asBoolean()).isTrue();
        assertThat(risk.at("/0/metrics/auc").asDouble()).isEqualTo(0.875);
        assertThat(risk.at("/0/provenance/at").asText())
                .isEqualTo(FirstRegistry.REGISTERED.toInstant().toString());
        assertThat(risk.at("/0/provenance/account").asText()).isEqualTo(FirstRegistry.ACCOUNT.toString());
        assertThat(risk.at("/1/state").asText()).isEqualTo("unloaded");
        assertThat(others.findValuesAsText("version")).containsExactly("1");
        assertThat(admin.get("/api/v1/models/rates/aliases/champion/moves")
                        .json()
                        .findValuesAsText("to"))
                .containsExactly("2", "1");
        assertThat(admin.factor("rates", null)).isEqualTo(3);
        assertThat(admin.factor("rates", "1")).isEqualTo(2);
        assertThat(other.factor("risk", "live")).isEqualTo(7);
        admin.json("POST", "/internal/v1/models/risk/versions/1/infer", "{\"features\": {\"a\": 0.25, \"b\": 0.75}}")
                .expect(200);
    }

    @Test
    void keepsADescriptionThatMayHaveBeenUsedAndTakesANewOne() {
        // Given
        String description = """
                {"features": [{"name": "a", "type": "number", "example": 0.25}, {"name": "b", "type": "number", "example": 0.75}],
                 "labels": ["bad", "good"], "positiveLabel": "good"}""";

        // When
        Answer used = admin.json("PATCH", "/api/v1/models/risk/versions/1", description);
        Answer unused = admin.json("PATCH", "/api/v1/models/open/versions/1", description);

        // Then
        assertThat(used.expect(409).text()).contains("can no longer change");
        assertThat(unused.expect(200).json().at("/labels/1").asText()).isEqualTo("good");
    }

    @Test
    void goesOnWhereTheFirstServiceEnded() {
        // Given
        RegistryClient operator = RegistryClient.operator(service.toString(), secret);
        long before = database.count(EVERYTHING, "SELECT revision FROM registry_revision");

        // When
        Answer again = admin.upload("open", "m.onnx", Onnx.times(9), "load", "false");
        Answer deleted = admin.upload("risk", "m.onnx", Onnx.times(9), "version", "2", "load", "false");
        Answer moved = operator.json("PUT", "/api/v1/models/rates/aliases/stable", "{\"version\": \"1\"}");

        // Then
        assertThat(again.expect(201).json().path("version").asText()).isEqualTo("2");
        assertThat(deleted.expect(409).text()).contains("was deleted");
        moved.expect(200);
        assertThat(admin.factor("rates", "stable")).isEqualTo(2);
        assertThat(database.count(EVERYTHING, "SELECT revision FROM registry_revision"))
                .isEqualTo(before + 2);
    }
}
