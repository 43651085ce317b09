package dev.auspex.e2e.door;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;

import dev.auspex.e2e.suite.Client;

/**
 * Compares answers with the API document: that their status, type and headers are documented, and that their body has the form that
 * the document says, with no property that it does not name.
 */
final class Conformance {

    /** What no operation answers, but the wire or the framework before one is found. */
    private static final Set<Integer> BEFORE_ANY_OPERATION = Set.of(405, 414, 431);

    private final JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private final SchemaValidatorsConfig config =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    private final Map<String, JsonSchema> compiled = new ConcurrentHashMap<>();
    private final JsonNode open;
    private final JsonNode closed;

    Conformance(JsonNode document) {
        this.open = document.path("components");
        this.closed = closed(open.deepCopy());
    }

    private static JsonNode closed(JsonNode components) {
        components.path("schemas").forEach(schema -> {
            if (schema.has("properties") && !schema.has("additionalProperties")) {
                ((ObjectNode) schema).put("additionalProperties", false);
            }
        });
        return components;
    }

    /** What is wrong with an answer, if anything. */
    Optional<String> finding(Operation operation, HttpResponse<String> answer) {
        String status = Integer.toString(answer.statusCode());
        JsonNode responses = operation.definition().path("responses");
        boolean named = responses.has(status);
        if (!named && !BEFORE_ANY_OPERATION.contains(answer.statusCode())) {
            return Optional.of("status " + status + " is not documented");
        }
        JsonNode response = operation.resolved(responses.path(named ? status : "default"));
        return missingHeader(operation, response, answer).or(() -> wrongBody(operation, status, response, answer));
    }

    private static Optional<String> missingHeader(Operation operation, JsonNode response, HttpResponse<String> answer) {
        return response.path("headers").properties().stream()
                .filter(header ->
                        operation.resolved(header.getValue()).path("required").asBoolean())
                .map(Map.Entry::getKey)
                .filter(name -> answer.headers().firstValue(name).isEmpty())
                .findFirst()
                .map(name -> "header " + name + " is missing");
    }

    private Optional<String> wrongBody(
            Operation operation, String status, JsonNode response, HttpResponse<String> answer) {
        String type = answer.headers()
                .firstValue("Content-Type")
                .orElse("")
                .split(";")[0]
                .strip();
        if (answer.body().isEmpty()) {
            return response.has("content") && answer.statusCode() != 304
                    ? Optional.of("the body that is documented is missing")
                    : Optional.empty();
        }
        JsonNode media = response.path("content").path(type);
        if (media.isMissingNode()) {
            return Optional.of("a body of the type " + type + " is not documented");
        }
        if (!type.endsWith("json") || type.endsWith("ndjson")) {
            return Optional.empty();
        }
        try {
            JsonNode body = Client.JSON.readTree(answer.body());
            JsonSchema schema = compiled.computeIfAbsent(
                    operation.id() + " " + status + " " + type, key -> compile(media.path("schema"), closed));
            return first(schema.validate(body)).map(wrong -> "the body is not as documented: " + wrong);
        } catch (JsonProcessingException e) {
            return Optional.of("the body is not JSON");
        }
    }

    /** What is wrong with a value that is sent, by the document. */
    Optional<String> refusal(JsonNode schema, JsonNode value) {
        return first(compiled.computeIfAbsent(schema.toString(), key -> compile(schema, open))
                .validate(value));
    }

    private static Optional<String> first(Set<ValidationMessage> messages) {
        return messages.stream().map(ValidationMessage::getMessage).sorted().findFirst();
    }

    private JsonSchema compile(JsonNode schema, JsonNode components) {
        ObjectNode root = Client.JSON.createObjectNode();
        root.putArray("allOf").add(schema);
        root.set("components", components);
        return schemas.getSchema(root, config);
    }
}
