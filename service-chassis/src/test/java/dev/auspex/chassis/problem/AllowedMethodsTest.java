package dev.auspex.chassis.problem;

import java.util.Optional;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class AllowedMethodsTest {

    private static final String DOCUMENT = """
            {"paths": {
              "/api/v1/keys": {"summary": "no method", "get": {}, "post": {}},
              "/api/v1/keys/{id}": {"parameters": [], "delete": {}},
              "/api/v1/keys/{id}/name": {"put": {}},
              "/api/v1/keys/mine": {"get": {}, "patch": {}}}}""";

    private final AllowedMethods methods;

    AllowedMethodsTest() throws Exception {
        methods = new AllowedMethods(new ObjectMapper().readTree(DOCUMENT));
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
        assertEquals(Optional.of(allow), methods.at(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "", "/api/v1", "/api/v1/keys/7/name/x", "/api/v1/keys/7/other"})
    void tellsNothingOfOtherAddresses(String path) {
        assertEquals(Optional.empty(), methods.at(path));
    }

    @Test
    void isNotWithoutTheDocument() {
        assertThrows(IllegalStateException.class, () -> new AllowedMethods(new ObjectMapper()));
    }
}
