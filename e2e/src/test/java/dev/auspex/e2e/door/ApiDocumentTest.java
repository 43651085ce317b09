package dev.auspex.e2e.door;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.auspex.e2e.suite.Client;
import dev.auspex.e2e.suite.Suite;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The committed API document says everything that a client needs; the journey compares it with the one that is served. */
class ApiDocumentTest {

    private static JsonNode document;
    private static List<Operation> operations;
    private static Conformance conformance;

    @BeforeAll
    static void read() throws IOException {
        document = Client.JSON.readTree(Files.readString(Suite.root().resolve("frontend/openapi.json")));
        operations = Operation.all(document);
        conformance = new Conformance(document);
    }

    @Test
    void saysEverythingOfEveryOperation() {
        List<String> missing = new ArrayList<>();
        for (Operation operation : operations) {
            operation.definition().path("parameters").forEach(parameter -> {
                if (operation.resolved(parameter).path("description").asText().isEmpty()) {
                    missing.add(operation.id() + ": no description of " + parameter.path("name"));
                }
            });
            operation.definition().path("responses").properties().forEach(response -> {
                JsonNode resolved = operation.resolved(response.getValue());
                int status = response.getKey().equals("default") ? 500 : Integer.parseInt(response.getKey());
                boolean bodiless = status == 204 || status == 202 || status == 303 || status == 304;
                if (!bodiless && resolved.path("content").isEmpty()) {
                    missing.add(operation.id() + " " + status + ": no body");
                }
                resolved.path("content").properties().forEach(media -> check(operation, status, media, missing));
            });
        }
        operations.forEach(operation -> operation
                .definition()
                .path("requestBody")
                .path("content")
                .forEach(media -> media.path("schema")
                        .path("properties")
                        .properties()
                        .forEach(field -> {
                            if (field.getValue().path("description").asText().isEmpty()) {
                                missing.add(operation.id() + ": no description of the field " + field.getKey());
                            }
                        })));
        document.path("components").path("schemas").properties().forEach(schema -> schema.getValue()
                .path("properties")
                .properties()
                .forEach(property -> {
                    if (property.getValue().path("description").asText().isEmpty()) {
                        missing.add(schema.getKey() + "." + property.getKey() + ": no description");
                    }
                }));

        assertEquals(List.of(), missing, missing.size() + " in all; descriptions come from the Javadoc of records");
    }

    private static void check(
            Operation operation, int status, Map.Entry<String, JsonNode> media, List<String> missing) {
        String where = operation.id() + " " + status + " " + media.getKey();
        String reference = media.getValue().path("schema").path("$ref").asText();
        boolean protocol = operation.path().startsWith("/v2");
        if (media.getValue().path("schema").isEmpty()) {
            missing.add(where + ": no schema");
        }
        if (status >= 400 && !protocol && !reference.endsWith("/Problem")) {
            missing.add(where + ": an error that is no Problem");
        }
        if (!media.getKey().endsWith("json") || media.getKey().endsWith("ndjson")) {
            return;
        }
        JsonNode example = media.getValue().has("examples")
                ? operation
                        .resolved(media.getValue().path("examples").path("problem"))
                        .path("value")
                : media.getValue().path("example");
        if (example.isMissingNode()) {
            missing.add(where + ": no example");
        } else {
            conformance
                    .refusal(media.getValue().path("schema"), example)
                    .ifPresent(wrong -> missing.add(where + ": the example is wrong: " + wrong));
        }
    }

    @Test
    void showsExamplesOfRequestsThatFitTheirSchemas() {
        List<String> wrong = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation.takesJson()) {
                WrongBodies bodies = new WrongBodies(operation, conformance);
                conformance
                        .refusal(bodies.schema(), bodies.example())
                        .ifPresent(why -> wrong.add(operation.id() + ": " + why));
            }
        }

        assertEquals(List.of(), wrong);
    }

    @Test
    void takesNoUnknownPropertiesAndLooksAtWholeTexts() {
        List<String> wrong = new ArrayList<>();
        for (Operation operation : operations) {
            JsonNode body = operation.body();
            if (body.has("properties") && !body.path("additionalProperties").isBoolean()) {
                wrong.add(operation.id() + " takes unknown properties");
            }
        }
        document.findValues("pattern").stream()
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .filter(pattern -> !pattern.equals("\\S") && !(pattern.startsWith("^") && pattern.endsWith("$")))
                .forEach(pattern -> wrong.add(pattern + " is not anchored"));

        assertEquals(List.of(), wrong);
    }
}
