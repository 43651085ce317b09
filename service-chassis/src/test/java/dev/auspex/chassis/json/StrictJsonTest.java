package dev.auspex.chassis.json;

import java.io.IOException;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class StrictJsonTest {

    private final ObjectMapper mapper = new ObjectMapper();

    StrictJsonTest() {
        new StrictJson().customize(mapper);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": 1, \"a\": 2}",
                "{\"a\": 1, \"b\": {\"c\": [{\"d\": 1, \"d\": 1}]}}",
                "{\"a\": 1} {\"a\": 2}",
                "{\"a\": 1} x",
                "{\"a\": 1}]"
            })
    void refusesWhatCanBeReadInTwoWays(String json) {
        assertThrows(JsonProcessingException.class, () -> mapper.readValue(json, Map.class));
        assertThrows(
                JsonProcessingException.class,
                () -> mapper.copy().readerFor(Map.class).readValue(json.getBytes(UTF_8)));
    }

    @Test
    void takesTheSameNameInDifferentObjects() throws IOException {
        assertEquals(
                2,
                mapper.readValue("{\"a\": {\"a\": 1}, \"b\": [{\"a\": 1}, {\"a\": 2}]} \n", Map.class)
                        .size());
    }
}
