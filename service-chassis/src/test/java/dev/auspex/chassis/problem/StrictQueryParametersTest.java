package dev.auspex.chassis.problem;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.contracts.problem.Violation;

import static org.junit.jupiter.api.Assertions.assertEquals;

class StrictQueryParametersTest {

    private static final String DOCUMENT = """
            {"components": {"schemas": {"UUID": {"type": "string", "format": "uuid"}}},
             "paths": {"/a": {"get": {"responses": {"200": {}}, "parameters": [
              {"name": "limit", "in": "query", "schema": {"type": "integer"}},
              {"name": "share", "in": "query", "schema": {"type": ["number", "null"]}},
              {"name": "others", "in": "query", "schema": {"type": "boolean"}},
              {"name": "id", "in": "query", "schema": {"$ref": "#/components/schemas/UUID"}},
              {"name": "model", "in": "query", "schema": {"type": "string"}},
              {"name": "hours", "in": "query", "schema": {"type": "array", "items": {"type": "integer"}}}]}}}}""";

    private final Map<String, QueryParameter> known;

    StrictQueryParametersTest() throws Exception {
        known = new ApiDocument(new ObjectMapper().readTree(DOCUMENT)).queryParameters("GET", "/a");
    }

    @ParameterizedTest
    @CsvSource({
        "limit, 20",
        "limit, -1",
        "limit, 0",
        "share, 0.5",
        "share, -3",
        "share, 1e-9",
        "others, true",
        "others, false",
        "id, 0199a6f2-7c1e-7b4a-9d53-2f1c6e8a4b10",
        "model, ''",
        "model, +5"
    })
    void takesValuesOfTheTypesForm(String name, String value) {
        assertEquals(List.of(), StrictQueryParameters.violations(Map.of(name, List.of(value)), known));
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "limit,+5",
                "limit, 5",
                "limit,5 ",
                "limit,''",
                "limit,\u0665",
                "limit,1e3",
                "limit,5.0",
                "limit,0x10",
                "limit,007",
                "limit,99999999999999999999",
                "share,.5",
                "share,NaN",
                "share,1d",
                "others,yes",
                "others,TRUE",
                "others,1",
                "others,''",
                "id,1-1-1-1-1",
                "id,{0199a6f2-7c1e-7b4a-9d53-2f1c6e8a4b10}",
                "hours,x"
            })
    void refusesOtherForms(String name, String value) {
        List<Violation> wrong = StrictQueryParameters.violations(Map.of(name, List.of(value)), known);

        assertEquals(List.of("#" + name + " type"), codes(wrong));
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit", "share", "others", "id", "model"})
    void refusesRepeatedParameters(String name) {
        String value =
                name.equals("others") ? "true" : name.equals("id") ? "0199a6f2-7c1e-7b4a-9d53-2f1c6e8a4b10" : "1";

        assertEquals(
                List.of("#" + name + " repeated"),
                codes(StrictQueryParameters.violations(Map.of(name, List.of(value, value)), known)));
    }

    @Test
    void takesSeveralValuesOfAListAndNamesWhatIsUnknown() {
        Map<String, List<String>> given =
                Map.of("hours", List.of("1", "2"), "limt", List.of("1"), "limit", List.of("x"));

        assertEquals(List.of("#limit type", "#limt unknown"), codes(StrictQueryParameters.violations(given, known)));
    }

    private static List<String> codes(List<Violation> violations) {
        return violations.stream().map(it -> it.pointer() + " " + it.code()).toList();
    }
}
