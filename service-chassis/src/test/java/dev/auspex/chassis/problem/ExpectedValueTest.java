package dev.auspex.chassis.problem;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ExpectedValueTest {

    private final ObjectMapper json = new ObjectMapper().registerModule(new JavaTimeModule());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"count\": \"many\"}                | count must be a whole number",
                "{\"most\": [1]}                      | most must be a whole number",
                "{\"share\": \"half\"}                | share must be a number",
                "{\"title\": {\"en\": \"Churn\"}}     | title must be a text",
                "{\"load\": \"perhaps\"}              | load must be true or false",
                "{\"colour\": \"GREEN\"}              | colour must be one of RED, deep-blue",
                "{\"colour\": {}}                     | colour must be one of RED, deep-blue",
                "{\"labels\": 7}                      | labels must be a list",
                "{\"labels\": [\"a\", []]}            | each value of labels must be a text",
                "{\"weights\": 7}                     | weights must be a list",
                "{\"values\": 7}                      | values must be an object",
                "{\"values\": {\"a\": \"x\"}}         | a must be a number",
                "{\"inner\": []}                      | inner must be an object",
                "{\"inner\": {\"inners\": [3]}}       | each value of inners must be an object",
                "{\"inner\": {\"inners\": [{\"inners\": 3}]}} | inners must be a list",
                "{\"id\": \"7\"}                      | id must be an id such as 0199a6f2-7c1e-7b4a-9d53-2f1c6e8a4b10",
                "{\"at\": \"tomorrow\"}               | at must be a time such as 2026-01-31T12:00:00Z",
                "{\"patience\": \"long\"}             | patience must be a duration such as PT5M",
                "{\"image\": \"%\"}                   | image must be a text in Base64",
                "{\"even\": {\"number\": 3}}          | even has a value that it cannot have"
            })
    void saysWhatTheFieldTakes(String body, String message) {
        // When
        JsonMappingException wrong =
                assertThrows(JsonMappingException.class, () -> json.readValue(body, Everything.class));

        // Then
        assertEquals(message, ExpectedValue.message(wrong));
    }

    private record Everything(
            int count,
            Long most,
            Double share,
            String title,
            boolean load,
            Colour colour,
            List<String> labels,
            double[] weights,
            Map<String, Double> values,
            Inner inner,
            UUID id,
            Instant at,
            Duration patience,
            byte[] image,
            Even even) {}

    private record Inner(List<Inner> inners) {}

    private record Even(int number) {

        Even {
            if (number % 2 != 0) {
                throw new IllegalArgumentException("odd");
            }
        }
    }

    private enum Colour {
        RED,
        @JsonProperty("deep-blue")
        BLUE
    }
}
