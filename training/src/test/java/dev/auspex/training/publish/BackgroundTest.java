package dev.auspex.training.publish;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import dev.auspex.training.data.Rows;
import dev.auspex.training.data.TestRows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

class BackgroundTest {

    @Test
    void writesRawValuesWithNullForWhatIsMissing() throws Exception {
        // Given
        Rows rows = TestRows.of(
                TestRows.people(),
                List.of(new double[] {30, Double.NaN}, new String[] {"owner", ""}, new double[] {1.5, 2}),
                new boolean[2]);

        // When
        String json = Background.of("people", "3", rows, 1).json();

        // Then
        JsonNode expected = new ObjectMapper()
                .readTree("{\"model\":\"people\",\"version\":\"3\",\"features\":[\"age\",\"home\",\"debt\"],"
                        + "\"rows\":[[30,\"owner\",1.5],[null,null,2.0]]}");
        assertEquals(expected, new ObjectMapper().readTree(json));
    }

    @Test
    void drawsAHundredDifferentRowsBySeed() {
        // Given
        boolean[] truths = new boolean[500];
        Rows rows = TestRows.people(truths);
        Background first = Background.of("people", "1", rows, 7);

        // When
        Background again = Background.of("people", "1", rows, 7);

        // Then
        assertEquals(first, again);
        assertEquals(100, first.rows().stream().map(Object::toString).distinct().count());
        assertNotEquals(first, Background.of("people", "1", rows, 8));
        assertEquals(
                4,
                Background.of("people", "1", rows.select(new int[] {1, 2, 3, 4}), 7)
                        .rows()
                        .size());
    }
}
