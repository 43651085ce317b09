package dev.auspex.training.data;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SplitTest {

    @Property
    void keepsTheShareOfEachLabelToTheNearestRow(
            @ForAll @Size(min = 1, max = 200) boolean[] positives, @ForAll long seed) {
        // Given
        Rows rows = TestRows.people(positives);

        // When
        Split split = Split.stratified(rows, seed);

        // Then
        long all = count(rows);
        assertEquals(Math.round(all * 0.75), count(split.training()));
        assertEquals(Math.round((rows.size() - all) * 0.75), split.training().size() - count(split.training()));
    }

    @Property
    void putsEachRowOnOneSideInTheOrderOfTheFile(
            @ForAll @Size(min = 1, max = 200) boolean[] positives, @ForAll long seed) {
        // Given
        Rows rows = TestRows.people(positives);

        // When
        Split split = Split.stratified(rows, seed);

        // Then
        double[] both = DoubleStream.concat(ages(split.training()), ages(split.heldOut()))
                .sorted()
                .toArray();
        assertArrayEquals(IntStream.range(0, rows.size()).asDoubleStream().toArray(), both);
        double[] training = ages(split.training()).toArray();
        assertArrayEquals(Arrays.stream(training).sorted().toArray(), training);
    }

    @Test
    void givesTheSameSplitForTheSameSeedOnly() {
        // Given
        Rows rows = TestRows.people(new boolean[100]);

        // When
        double[] first = ages(Split.stratified(rows, 7).heldOut()).toArray();
        double[] again = ages(Split.stratified(rows, 7).heldOut()).toArray();
        double[] other = ages(Split.stratified(rows, 8).heldOut()).toArray();

        // Then
        assertArrayEquals(first, again);
        assertFalse(Arrays.equals(first, other));
    }

    @Test
    void shufflesOneColumnAndLeavesTheOthers() {
        // Given
        Rows rows = TestRows.people(new boolean[50]);

        // When
        Rows shuffled = rows.shuffled(0, new Random(1));

        // Then
        assertFalse(Arrays.equals(ages(rows).toArray(), ages(shuffled).toArray()));
        assertArrayEquals(ages(rows).toArray(), ages(shuffled).sorted().toArray());
        assertTrue(IntStream.range(0, 50)
                .allMatch(row -> rows.number(row, 2) == shuffled.number(row, 2)
                        && rows.category(row, 1).equals(shuffled.category(row, 1))));
    }

    private static DoubleStream ages(Rows rows) {
        return IntStream.range(0, rows.size()).mapToDouble(row -> rows.number(row, 0));
    }

    private static long count(Rows rows) {
        return IntStream.range(0, rows.size()).filter(rows::positive).count();
    }
}
