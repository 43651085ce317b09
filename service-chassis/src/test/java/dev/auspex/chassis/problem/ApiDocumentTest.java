package dev.auspex.chassis.problem;

import java.util.Optional;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ApiDocumentTest {

    private static final String DOCUMENT = """
            {"paths": {
              "/api/v1/keys": {"summary": "no method", "post": {}, "get": {
                "parameters": [{"name": "limit", "in": "query"}, {"name": "cursor", "in": "query"}, {"name": "X-A", "in": "header"}],
                "responses": {"200": {}, "400": {}}}},
              "/api/v1/back": {"get": {"parameters": [{"name": "code", "in": "query"}], "responses": {"303": {}}}},
              "/api/v1/all/{id}": {"parameters": [{"name": "others", "in": "query"}, {"name": "id", "in": "path"}],
                "delete": {"responses": {"204": {}}}},
              "/api/v1/keys/{id}": {"parameters": [], "delete": {}},
              "/api/v1/keys/{id}/name": {"put": {}},
              "/api/v1/keys/mine": {"get": {}, "patch": {}}}}""";

    private final ApiDocument api;

    ApiDocumentTest() throws Exception {
        api = new ApiDocument(new ObjectMapper().readTree(DOCUMENT));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/keys, 'GET, HEAD, POST'",
        "/api/v1/keys/, 'GET, HEAD, POST'",
        "/api/v1/keys/7, DELETE",
        "/api/v1/keys/mine, 'GET, HEAD, PATCH'",
        "/api/v1/keys/7/name, PUT"
    })
    void tellsWhatTheDocumentKnows(String path, String allow) {
        assertEquals(Optional.of(allow), api.allow(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "", "/api/v1", "/api/v1/keys/7/name/x", "/api/v1/keys/7/other"})
    void tellsNothingOfOtherAddresses(String path) {
        assertEquals(Optional.empty(), api.allow(path));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/keys, 'cursor,limit'",
        "HEAD, /api/v1/keys/, 'cursor,limit'",
        "POST, /api/v1/keys, ''",
        "DELETE, /api/v1/all/7, others",
        "GET, /api/v1/all/7, ''",
        "GET, /api/v1/back, ''",
        "GET, /api/v1/nothing, ''"
    })
    void knowsTheQueryParametersOfWhatAnswers(String method, String path, String names) {
        assertEquals(names, String.join(",", api.queryParameters(method, path).keySet()));
    }

    @Test
    void isNotWithoutTheDocument() {
        assertThrows(IllegalStateException.class, () -> new ApiDocument(new ObjectMapper()));
    }
}
