package dev.auspex.training.learn;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.auspex.training.data.Rows;
import dev.auspex.training.data.TestRows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class EncodingTest {

    @Test
    void setsNumbersBeforeCategoriesAndLeavesMissingOnesOut() {
        // Given
        Rows rows = TestRows.of(
                TestRows.people(),
                List.of(new double[] {30, Double.NaN}, new String[] {"owner", ""}, new double[] {1.5, 2}),
                new boolean[2]);
        Encoding encoding = new Encoding(rows.dataSet());

        // When
        float[] matrix = encoding.matrix(rows);

        // Then
        assertEquals(4, encoding.width());
        assertArrayEquals(new float[] {30, 1.5f, 0, 1, Float.NaN, 2, 0, 0}, matrix);
    }

    @Test
    void replacesMissingNumbersByTheMedianBeforeScaling() {
        // Given
        Rows rows = TestRows.of(
                TestRows.people(),
                List.of(new double[] {1, 2, 6, Double.NaN}, new String[] {"owner", "", "rent", "rent"}, new double[] {
                    3, 3, 3, 3
                }),
                new boolean[4]);

        // When
        Preparation preparation = Preparation.of(new Encoding(rows.dataSet()), rows);

        // Then
        assertEquals(2, preparation.scalings().get(0).median());
        assertEquals(2.75f, preparation.scalings().get(0).offset());
        assertEquals(preparation.apply(0, 2), preparation.apply(0, Float.NaN));
        assertEquals(0, preparation.apply(1, 3), "a constant column has no scale");
        assertEquals(1, preparation.apply(2, 1), "categories stay as they are");
    }
}
