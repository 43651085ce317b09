package dev.auspex.training.data;

import java.util.Arrays;
import java.util.stream.IntStream;

import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FoldsTest {

    @Property
    void putsEachRowInOnePartWithTheSameShareOfLabelsToTheNearestRow(
            @ForAll @Size(min = 10, max = 200) boolean[] positives,
            @ForAll @IntRange(min = 2, max = 7) int k,
            @ForAll long seed) {
        // Given
        int all = Rows.count(positives);
        Assume.that(all >= k && positives.length - all >= k);

        // When
        Folds folds = Folds.stratified(TestRows.people(positives), k, seed);

        // Then
        int[] together =
                folds.parts().stream().flatMapToInt(Arrays::stream).sorted().toArray();
        assertArrayEquals(IntStream.range(0, positives.length).toArray(), together);
        for (int part = 0; part < k; part++) {
            int[] rows = folds.parts().get(part);
            long found = Arrays.stream(rows).filter(row -> positives[row]).count();
            assertTrue(Math.abs(found - (double) all / k) < 1, "positives");
            assertTrue(Math.abs(rows.length - (double) positives.length / k) < 1, "rows");
            int[] others = folds.others(part);
            assertEquals(positives.length, rows.length + others.length);
            assertTrue(Arrays.stream(rows).noneMatch(row -> Arrays.binarySearch(others, row) >= 0));
        }
    }

    @Test
    void givesTheSamePartsForTheSameSeedOnly() {
        // Given
        boolean[] positives = new boolean[60];
        Arrays.fill(positives, 0, 30, true);
        Rows rows = TestRows.people(positives);
        int[] first = Folds.stratified(rows, 5, 1).parts().getFirst();

        // When
        int[] again = Folds.stratified(rows, 5, 1).parts().getFirst();

        // Then
        assertArrayEquals(first, again);
        assertFalse(Arrays.equals(first, Folds.stratified(rows, 5, 2).parts().getFirst()));
    }

    @Test
    void tellsWhichLabelHasTooFewRows() {
        // Given
        Rows rows = TestRows.people(true, true, false, false, false, false);

        // When
        DataException thrown = assertThrows(DataException.class, () -> Folds.stratified(rows, 3, 1));

        // Then
        assertEquals("Only 2 training rows are `bad`, which is too few for 3 folds.", thrown.getMessage());
    }
}
