package dev.auspex.gateway.openapi;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OpenApiMergeTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static ObjectNode merge(Map<String, String> documents) throws Exception {
        SortedMap<String, JsonNode> parsed = new TreeMap<>();
        for (Map.Entry<String, String> document : documents.entrySet()) {
            parsed.put(document.getKey(), JSON.readTree(document.getValue()));
        }
        return new OpenApiMerge(
                        (path, service) -> path.startsWith("/" + service),
                        path -> path.equals("/b") ? List.of("bearer", "apiKey") : List.of())
                .merge(parsed);
    }

    @Test
    void bringsPathsComponentsAndTagsTogether() throws Exception {
        // Given
        String a = """
                {"openapi":"3.1.0","tags":[{"name":"z"}],"paths":{"/a":{"get":{"operationId":"x"}},"/internal":{"get":{}}},
                 "components":{"schemas":{"Same":{"type":"object"},"A":{}},"securitySchemes":{"jwt":{"type":"http"}}}}
                """;
        String b = """
                {"openapi":"3.1.0","tags":[{"name":"m"},{"name":"z"}],"paths":{"/b":{"get":{"operationId":"y"}}},
                 "components":{"schemas":{"Same":{"type":"object"},"B":{}},"parameters":{"P":{}}}}
                """;

        // When
        ObjectNode merged = merge(Map.of("a", a, "b", b));

        // Then
        assertEquals("3.1.0", merged.path("openapi").asText());
        assertEquals(2, merged.path("paths").size());
        assertFalse(merged.path("paths").has("/internal"));
        assertEquals(3, merged.at("/components/schemas").size());
        assertTrue(merged.at("/components/parameters").has("P"));
        assertEquals(2, merged.at("/components/securitySchemes").size());
        assertEquals(
                "[{\"bearer\":[]},{\"apiKey\":[]}]",
                merged.at("/paths/~1b/get/security").toString());
        assertTrue(merged.at("/paths/~1a/get/security").isMissingNode());
        assertEquals("[{\"name\":\"m\"},{\"name\":\"z\"}]", merged.path("tags").toString());
    }

    @Test
    void namesEveryContradiction() {
        // Given
        String a = """
                {"openapi":"3.1.0","paths":{"/a":{"get":{"operationId":"same"}}},"components":{"schemas":{"S":{"type":"object"}}}}
                """;
        String ab = """
                {"openapi":"3.0.3","paths":{"/ab":{"get":{"operationId":"same"}}},"components":{"schemas":{"S":{"type":"string"}}}}
                """;

        // When
        OpenApiConflictException conflict =
                assertThrows(OpenApiConflictException.class, () -> merge(Map.of("a", a, "ab", ab)));

        // Then
        assertTrue(conflict.getMessage().contains("components/schemas/S (a and ab)"), conflict.getMessage());
        assertTrue(conflict.getMessage().contains("operationId same (a and ab)"), conflict.getMessage());
        assertTrue(conflict.getMessage().contains("3.0.3"), conflict.getMessage());
    }
}
