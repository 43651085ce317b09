package dev.auspex.e2e.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.contracts.event.EventAccess;
import dev.auspex.e2e.suite.Suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** No Docker engine runs in CI: the Compose file is held against the Compose schema and the services' real keys. */
class ComposeFileTest {

    private static JsonNode compose;

    @BeforeAll
    static void read() throws IOException {
        // YAML anchors and merge keys ("<<") are resolved before the schema sees the document.
        compose = new ObjectMapper()
                .valueToTree(new org.yaml.snakeyaml.Yaml()
                        .load(Files.readString(Suite.root().resolve("docker-compose.yml"))));
    }

    @Test
    void followsTheComposeSchema() throws IOException {
        try (InputStream text = getClass().getResourceAsStream("/compose-spec.json")) {
            JsonNode rules = new ObjectMapper().readTree(text);
            withoutOldIds(rules);
            JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909)
                    .getSchema(rules);

            assertEquals(Set.of(), schema.validate(compose));
        }
    }

    /** The published schema carries ids of an older draft, which the validator refuses; nothing refers to them. */
    private static void withoutOldIds(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("id").isTextual()) {
            object.remove("id");
        }
        node.forEach(ComposeFileTest::withoutOldIds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "auth", "prediction", "model", "monitoring"})
    void setsOnlyKeysThatTheServiceReads(String service) {
        // Given
        JsonNode environment = compose.at("/services/" + service + "/environment");
        assertTrue(environment.isObject(), service + " has no environment");

        // When
        Set<String> unknown = new HashSet<>();
        environment.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(ServiceKeys.of(service));

        // Then
        assertEquals(Set.of(), unknown, "set for " + service + " but read nowhere");
    }

    @Test
    void givesEachServiceItsOwnUserInKafkaAndTheRightsOfTheTable() throws IOException {
        // Given
        Set<String> wanted = new TreeSet<>();
        for (EventAccess access : EventAccess.values()) {
            access.writes().forEach(topic -> wanted.add("writes " + access.user() + " " + topic));
            access.reads().forEach(topic -> wanted.add("reads " + access.user() + " " + topic));
            access.groups().forEach(group -> wanted.add("joins " + access.user() + " " + group));
        }

        // When
        Set<String> script = Files.readAllLines(Suite.root().resolve("deploy/docker/kafka-access.sh")).stream()
                .filter(line -> line.matches("(writes|reads|joins) auspex-.*"))
                .collect(Collectors.toCollection(TreeSet::new));

        // Then
        assertEquals(wanted, script);
        for (EventAccess access : EventAccess.values()) {
            JsonNode environment = compose.at("/services/" + access.service() + "/environment");
            assertEquals(access.user(), environment.path("AUSPEX_KAFKA_USER").asText());
            assertTrue(environment.path("AUSPEX_KAFKA_PASSWORD").asText().startsWith("${KAFKA_"), access.service());
        }
        String listeners = compose.at("/services/kafka/environment/KAFKA_LISTENER_SECURITY_PROTOCOL_MAP")
                .asText();
        assertEquals("CLIENT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT", listeners);
    }

    @Test
    void documentsTheSameRights() throws IOException {
        // Given
        String events = Files.readString(Suite.root().resolve("docs/events.md"));

        // Then
        for (EventAccess access : EventAccess.values()) {
            String row = events.lines()
                    .filter(line -> line.startsWith("| `" + access.user() + "` |"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no row of " + access.user()));
            assertEquals(
                    "| `" + access.user() + "` | " + list(access.writes()) + " | " + list(access.reads()) + " | "
                            + list(access.groups()) + " |",
                    row);
        }
    }

    private static String list(Set<String> names) {
        return names.isEmpty()
                ? "-"
                : names.stream().sorted().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }

    @Test
    void buildsFromFilesThatExist() {
        for (String service : ServiceKeys.SERVICES) {
            JsonNode build = compose.at("/services/" + service + "/build");
            String dockerfile = build.path("dockerfile").asText();
            assertTrue(Files.exists(Suite.root().resolve(dockerfile)), dockerfile);
            assertEquals(service, build.path("target").asText());
        }
    }
}
