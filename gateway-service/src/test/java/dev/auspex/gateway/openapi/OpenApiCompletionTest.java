package dev.auspex.gateway.openapi;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OpenApiCompletionTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, String> TEXTS = Map.of(
            "schema.Sent", "What is sent.",
            "schema.Sent.name", "A name",
            "schema.Answer.figure", "A figure",
            "nullable.Sent.note", "absent",
            "nullable.Answer.figure", "null",
            "nullable.Answer.cursor", "absent",
            "notblank.Sent.name", "true",
            "operation.make.limit", "Most items");

    private final ObjectNode document;

    OpenApiCompletionTest() throws Exception {
        document = (ObjectNode) JSON.readTree("""
                {"paths": {
                  "/api/v1/a/{id}": {"post": {"operationId": "make", "security": [{"bearer": []}],
                    "parameters": [{"name": "limit", "in": "query"}, {"name": "id", "in": "path"}],
                    "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Sent"}}}},
                    "responses": {
                      "201": {"description": "Made", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Answer"}}}},
                      "202": {"description": "Later", "content": {"application/json": {}}},
                      "409": {"description": "There already"}}}},
                  "/v2/ready": {"get": {"operationId": "ready", "responses": {
                      "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Inner"}}}},
                      "400": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Inner"}}}}}}}},
                 "components": {"schemas": {
                  "Sent": {"type": "object", "required": ["name"], "properties": {
                    "name": {"type": "string", "pattern": "[a-z ]*"}, "blank": {"type": "string", "pattern": "\\\\S"},
                    "note": {"type": "string"}, "inner": {"$ref": "#/components/schemas/Inner"}}},
                  "Inner": {"type": "object", "properties": {"ready": {"type": "boolean"}}},
                  "Tensor": {"type": "object", "required": ["name"], "properties": {"name": {}, "data": {"type": "array"}}},
                  "Answer": {"type": "object", "properties": {
                    "id": {"type": "string", "format": "uuid"}, "figure": {"type": "number"}, "cursor": {"type": "string"}}}}}}
                """);
        new OpenApiCompletion(
                        document,
                        TEXTS,
                        JSON.readTree(
                                "{\"Sent.name\": \"churn\", \"parameter.id\": \"7\", \"parameter.id.description\": \"Its id\"}"))
                .complete();
    }

    private JsonNode operation() {
        return document.at("/paths/~1api~1v1~1a~1{id}/post");
    }

    private JsonNode schema(String name) {
        return document.at("/components/schemas/" + name);
    }

    @Test
    void refusesUnknownPropertiesInWhatIsSentAndNotInAnswers() {
        assertEquals("false", schema("Sent").path("additionalProperties").toString());
        assertEquals("false", schema("Inner").path("additionalProperties").toString());
        assertFalse(schema("Answer").has("additionalProperties"));
    }

    @Test
    void tellsWhatIsAlwaysThereAndWhatMayBeNull() {
        assertEquals("[\"figure\",\"id\"]", schema("Answer").path("required").toString());
        assertEquals(
                "[\"number\",\"null\"]",
                schema("Answer").at("/properties/figure/type").toString());
        assertEquals(
                "\"string\"", schema("Answer").at("/properties/cursor/type").toString());
        assertEquals(
                "[\"string\",\"null\"]",
                schema("Sent").at("/properties/note/type").toString());
        assertEquals("[\"name\"]", schema("Sent").path("required").toString());
    }

    @Test
    void leavesASchemaThatIsWrittenByHandToSayWhatItRequires() {
        assertEquals("[\"name\"]", schema("Tensor").path("required").toString());
    }

    @Test
    void anchorsPatternsButThatOfNotBlank() {
        assertEquals(
                "^(?=[\\s\\S]*\\S)(?:[a-z ]*)$",
                schema("Sent").at("/properties/name/pattern").asText());
        assertEquals("\\S", schema("Sent").at("/properties/blank/pattern").asText());
    }

    @Test
    void describesSchemasPropertiesAndParameters() {
        assertEquals("What is sent.", schema("Sent").path("description").asText());
        assertEquals("A name", schema("Sent").at("/properties/name/description").asText());
        assertEquals("Most items", operation().at("/parameters/0/description").asText());
        assertEquals("Its id", operation().at("/parameters/1/description").asText());
        assertEquals("7", operation().at("/parameters/1/example").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"400", "401", "403", "404", "406", "413", "415", "429", "502", "503", "504", "default"})
    void namesEveryErrorWithOneProblem(String status) {
        String reference =
                operation().path("responses").path(status).path("$ref").asText();
        JsonNode response = document.at(reference.substring(1));

        assertEquals(
                "#/components/schemas/Problem",
                response.at("/content/application~1problem+json/schema/$ref").asText());
        assertTrue(response.path("headers").has("X-Request-Id"));
        String example = response.at("/content/application~1problem+json/examples/problem/$ref")
                .asText();
        assertTrue(document.at(example.substring(1)).path("value").has("status"), example);
    }

    @Test
    void keepsWhatAnOperationSaysItselfAndGivesItABody() {
        JsonNode conflict = operation().at("/responses/409");

        assertEquals("There already", conflict.path("description").asText());
        assertEquals(
                "#/components/schemas/Problem",
                conflict.at("/content/application~1problem+json/schema/$ref").asText());
        assertFalse(operation().at("/responses/202").has("content"));
        assertTrue(document.at("/components/responses/TooManyRequests/headers").has("Retry-After"));
    }

    @Test
    void givesErrorsOfTheProtocolItsOwnForm() {
        JsonNode responses = document.at("/paths/~1v2~1ready/get/responses");

        assertEquals(
                "#/components/responses/ProtocolTooManyRequests",
                responses.at("/429/$ref").asText());
        assertEquals(
                "#/components/schemas/InferenceError",
                responses
                        .at("/400/content/application~1json/schema/anyOf/1/$ref")
                        .asText());
    }

    @Test
    void givesAnExampleOfEveryBody() {
        assertEquals(
                "{\"name\":\"churn\",\"blank\":\"text\",\"note\":\"text\",\"inner\":{\"ready\":true}}",
                operation().at("/requestBody/content/application~1json/example").toString());
        assertEquals(
                "0199a6f2-7c1e-7b4a-9d53-2f1c6e8a4b10",
                operation()
                        .at("/responses/201/content/application~1json/example/id")
                        .asText());
    }
}
