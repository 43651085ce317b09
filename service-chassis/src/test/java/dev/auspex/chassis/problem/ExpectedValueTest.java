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

import dev.auspex.chassis.json.StrictJson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ExpectedValueTest {

    private final ObjectMapper json = new ObjectMapper().registerModule(new JavaTimeModule());

    ExpectedValueTest() {
        new StrictJson().customize(json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"count\": \"many\"}                | `count` must be a whole number, not a string.",
                "{\"most\": [1]}                      | `most` must be a whole number, not a list.",
                "{\"share\": \"half\"}                | `share` must be a number, not a string.",
                "{\"title\": {\"en\": \"Churn\"}}     | `title` must be a string, not an object.",
                "{\"load\": \"perhaps\"}              | `load` must be true or false, not a string.",
                "{\"colour\": \"GREEN\"}              | `colour` must be one of RED, deep-blue.",
                "{\"colour\": {}}                     | `colour` must be one of RED, deep-blue, not an object.",
                "{\"labels\": 7}                      | `labels` must be a list, not a whole number.",
                "{\"labels\": [\"a\", []]}            | Each element of `labels` must be a string, not a list.",
                "{\"weights\": 7}                     | `weights` must be a list, not a whole number.",
                "{\"values\": 7}                      | `values` must be an object, not a whole number.",
                "{\"values\": {\"a\": \"x\"}}         | `a` must be a number, not a string.",
                "{\"inner\": []}                      | `inner` must be an object, not a list.",
                "{\"inner\": {\"inners\": [3]}}       | Each element of `inners` must be an object, not a number.",
                "{\"inner\": {\"inners\": [{\"inners\": 3}]}} | `inners` must be a list, not a whole number.",
                "{\"id\": \"7\"} | `id` must be a UUID such as 0199a6f2-7c1e-7b4a-9d53-2f1c6e8a4b10.",
                "{\"at\": \"tomorrow\"}               | `at` must be a time such as 2026-01-31T12:00:00Z.",
                "{\"patience\": \"long\"}             | `patience` must be a duration such as PT5M.",
                "{\"image\": \"%\"}                   | `image` must be a Base64 string.",
                "{\"count\": 30.9} | `count` must be a whole number, not a number with a fraction or an exponent.",
                "{\"load\": 2}                          | `load` must be true or false, not a whole number.",
                "{\"load\": \" TRUE \"}                  | `load` must be true or false, not a string.",
                "{\"count\": \"\"}                       | `count` must be a whole number, not a string.",
                "{\"title\": false}                     | `title` must be a string, not true or false.",
                "{\"at\": 1790000000} | `at` must be a time such as 2026-01-31T12:00:00Z, not a whole number.",
                "{\"count\": null}                      | `count` must be a whole number, not null.",
                "{\"even\": {\"number\": 3}}          | `even` has a value that is not valid."
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
