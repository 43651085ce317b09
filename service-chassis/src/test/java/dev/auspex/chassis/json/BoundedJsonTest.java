package dev.auspex.chassis.json;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.validation.constraints.Size;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BoundedJsonTest {

    /** One element. */
    public record Part(String name, Object value) {}

    /** What a contract looks like. */
    public record Whole(
            @Size(max = 3) List<Part> parts,
            @Size(max = 3) List<String> names,
            @Size(max = 3) Map<String, Object> values,
            List<Integer> numbers) {}

    private final ObjectMapper mapper = new ObjectMapper();

    BoundedJsonTest() {
        new StrictJson().customize(mapper);
        new BoundedJson().customize(mapper);
    }

    private Whole read(String json) throws IOException {
        return mapper.readerFor(Whole.class).readValue(json);
    }

    @Test
    void readsWhatTheContractAllows() throws IOException {
        Whole whole = read(
                "{\"parts\": [{\"name\": \"a\", \"value\": 1}, {\"value\": \"x\"}, {\"value\": null}],"
                        + "\"names\": [\"a\", null], \"values\": {\"a\": 1.5, \"b\": true, \"c\": null}, \"numbers\": [1, 2, 3, 4]}");
        assertEquals(3, whole.parts().size());
        assertEquals("x", whole.parts().get(1).value());
        assertEquals(2, whole.names().size());
        assertEquals(1.5, whole.values().get("a"));
        assertEquals(Boolean.TRUE, whole.values().get("b"));
        assertTrue(whole.values().containsKey("c"));
        assertEquals(List.of(1, 2, 3, 4), whole.numbers());
    }

    @Property(tries = 100)
    void refusesTheFirstElementBeyondTheBound(
            @ForAll @IntRange(max = 8) int count, @ForAll @IntRange(max = 2) int member) {
        // Given
        String json =
                switch (member) {
                    case 0 -> "{\"parts\": [" + "{},".repeat(count) + "{}]}";
                    case 1 -> "{\"names\": [" + "\"\",".repeat(count) + "\"\"]}";
                    default -> {
                        StringBuilder entries = new StringBuilder();
                        for (int i = 0; i < count; i++) {
                            entries.append("\"k").append(i).append("\": 1,");
                        }
                        yield "{\"values\": {" + entries + "\"last\": 1}}";
                    }
                };

        // When
        if (count + 1 <= 3) {
            try {
                read(json);
            } catch (IOException e) {
                throw new AssertionError(json, e);
            }
            return;
        }
        JsonMappingException refused = assertThrows(JsonMappingException.class, () -> read(json));

        // Then: nothing behind it was read
        assertEquals(
                3,
                assertInstanceOf(TooManyElementsException.class, refused.getCause())
                        .most());
        assertEquals(2, refused.getPath().size());
    }

    @Test
    void passesOverWhatNoValueMayBeWithoutBuildingIt() throws IOException {
        // Given
        String nested = "{},".repeat(300_000);

        // When
        Whole whole = read("{\"values\": {\"a\": [" + nested + "{}], \"b\": {\"c\": [" + nested + "1]}, \"d\": 4}}");

        // Then: it is there, so that it can be called wrong, and it is empty
        assertEquals(List.of(), whole.values().get("a"));
        assertEquals(Map.of(), whole.values().get("b"));
        assertEquals(4, whole.values().get("d"));
    }

    @Test
    void isKeptByCopiesAndReaders() {
        String json = "{\"names\": [\"\", \"\", \"\", \"\"]}";
        assertThrows(
                JsonMappingException.class,
                () -> mapper.copy().readerFor(Whole.class).readValue(json));
    }

    @Test
    void boundsListsOfWhichTheContractSaysNothing() {
        String json = "{\"numbers\": [" + "1,".repeat(Bound.OTHER) + "1]}";
        assertThrows(JsonMappingException.class, () -> read(json));
    }

    @Test
    void readsADocumentWithoutATypeWhole() throws Exception {

        assertEquals(
                Map.of("topics", List.of("models"), "problem", Map.of("status", 400)),
                mapper.readValue("{\"topics\": [\"models\"], \"problem\": {\"status\": 400}}", Map.class));
    }
}
