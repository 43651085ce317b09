package dev.auspex.chassis.json;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StrictJsonTest {

    /** A value of each JSON type, and those that lenient readers take for another. */
    private static final List<String> VALUES = List.of(
            "true",
            "false",
            "0",
            "1",
            "2",
            "-7",
            "30.9",
            "30.0",
            "1e3",
            "1790000000",
            "\"\"",
            "\" \"",
            "\"true\"",
            "\" TRUE \"",
            "\"0\"",
            "\"1\"",
            "\"30.9\"",
            "\"NaN\"",
            "\"Infinity\"",
            "\"null\"",
            "\"1790000000\"",
            "\"warm\"",
            "\" warm\"",
            "\"WARM\"",
            "\"2026-01-31T12:00:00Z\"",
            "\" 2026-01-31T12:00:00Z\"",
            "\"2026-01-31\"",
            "\"PT5M\"",
            "\"0199a6f2-7c1e-7b4a-9d53-2f1c6e8a4b10\"",
            "\"0199a6f2-7c1e-7b4a-9d53-2f1c6e8a4b10 \"",
            "\"1-1-1-1-1\"",
            "\"AZmm8nwee0qdUy8cbopLEA==\"",
            "[]",
            "[1]",
            "[\"a\"]",
            "[true]",
            "{}",
            "{\"a\":1}",
            "null");

    private final ObjectMapper mapper = new ObjectMapper();

    StrictJsonTest() {
        mapper.registerModule(new JavaTimeModule());
        new StrictJson().customize(mapper);
    }

    enum Heat {
        @JsonProperty("cold")
        COLD,
        @JsonProperty("warm")
        WARM
    }

    /** A field of each kind that the suite's records have. */
    record All(
            boolean truth,
            Boolean truthOrNull,
            int whole,
            Integer wholeOrNull,
            long large,
            Long largeOrNull,
            double fraction,
            Double fractionOrNull,
            float single,
            BigInteger huge,
            BigDecimal exact,
            String text,
            Heat heat,
            Instant time,
            LocalDate date,
            Duration duration,
            UUID id,
            List<String> texts,
            Set<Integer> numbers,
            List<Heat> heats,
            Map<String, Double> figures,
            Inner inner) {}

    record Inner(String a) {}

    private static final String WHOLE = "0 1 2 -7 1790000000";
    private static final String NUMBER = WHOLE + " 30.9 30.0 1e3";

    /** Of {@link #VALUES} each kind of field takes these and no other. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "truth|true false",
                "truthOrNull|true false null",
                "whole|" + WHOLE,
                "wholeOrNull|" + WHOLE + " null",
                "large|" + WHOLE,
                "largeOrNull|" + WHOLE + " null",
                "fraction|" + NUMBER,
                "fractionOrNull|" + NUMBER + " null",
                "single|" + NUMBER,
                "huge|" + WHOLE + " null",
                "exact|" + NUMBER + " null",
                "heat|\"warm\" null",
                "time|\"2026-01-31T12:00:00Z\" null",
                "date|\"2026-01-31\" null",
                "duration|\"PT5M\" null",
                "id|\"0199a6f2-7c1e-7b4a-9d53-2f1c6e8a4b10\" null",
                "texts|[] [\"a\"] null",
                "numbers|[] [1] null",
                "heats|[] null",
                "figures|{} {\"a\":1} null",
                "inner|{} null"
            })
    void takesNoValueOfAnotherType(String field, String taken) {
        List<String> read = new ArrayList<>();
        for (String value : VALUES) {
            String json = "{\"" + field + "\":" + value + "}";
            try {
                mapper.readValue(json.getBytes(UTF_8), All.class);
                read.add(value);
            } catch (JsonMappingException e) {
                assertTrue(!e.getPath().isEmpty(), json + " is refused without a place: " + e);
            } catch (IOException e) {
                throw new AssertionError(json, e);
            }
        }
        assertEquals(Set.of(taken.split(" ")), Set.copyOf(read));
    }

    @Test
    void takesEveryTextAndNothingElseForAText() {
        for (String value : VALUES) {
            String json = "{\"text\":" + value + "}";
            if (value.startsWith("\"") || value.equals("null")) {
                assertEquals(
                        value.equals("null") ? null : value.substring(1, value.length() - 1),
                        readAll(json).text());
            } else {
                assertThrows(JsonMappingException.class, () -> mapper.readValue(json, All.class), json);
            }
        }
    }

    /** As before: what a body leaves out is absent, or zero where the field cannot be. */
    @Test
    void leavesOutWhatIsLeftOut() {
        All all = readAll("{}");

        assertEquals(0, all.whole());
        assertEquals(0, all.fraction());
        assertEquals(null, all.fractionOrNull());
        assertEquals(false, all.truth());
        assertEquals(null, all.heat());
    }

    @Test
    void readsWhatItWrites() throws IOException {
        All all = readAll("""
                {"truth":true,"whole":3,"large":9007199254740993,"fraction":0.5,"single":0.25,"text":"a","heat":"cold",
                 "time":"2026-01-31T12:00:00.123456Z","date":"2026-01-31","duration":"PT5M","figures":{"a":1,"b":2.5},
                 "id":"0199a6f2-7c1e-7b4a-9d53-2f1c6e8a4b10","texts":["", "b"],"numbers":[1,2],"inner":{"a":"b"}}
                """);

        // Quarkus has dates written as texts.
        mapper.disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
        mapper.disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS);
        assertEquals(all, mapper.readValue(mapper.writeValueAsBytes(all), All.class));
    }

    private All readAll(String json) {
        try {
            return mapper.readValue(json, All.class);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
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
