package dev.auspex.gateway.limit;

import java.math.BigInteger;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GcraTest {

    private static final Limit ONE = new Limit("x", 1, 1);

    @Test
    void grantsTheBurstAtOnceAndThenTheRate() {
        // Given
        Limit limit = new Limit("x", 2, 3);
        Gcra gcra = new Gcra();

        // When
        boolean[] taken = {
            gcra.take(limit, 1, 0),
            gcra.take(limit, 1, 0),
            gcra.take(limit, 1, 0),
            gcra.take(limit, 1, 0),
            gcra.take(limit, 1, 499_999),
            gcra.take(limit, 1, 500_000)
        };

        // Then
        assertArrayEquals(new boolean[] {true, true, true, false, false, true}, taken);
    }

    @Test
    void takesACostAtOnceOrNotAtAll() {
        Limit limit = new Limit("x", 10, 10);
        Gcra gcra = new Gcra();

        assertTrue(gcra.take(limit, 7, 0));
        assertFalse(gcra.take(limit, 4, 0));
        assertTrue(gcra.take(limit, 3, 0));
    }

    @Test
    void asksForAllOfTheBurstWhereACostIsMoreAndLeavesADebt() {
        Limit limit = new Limit("x", 10, 10);
        Gcra gcra = new Gcra();

        assertTrue(gcra.take(limit, 25, 0));
        assertEquals(-15 * Gcra.MICROS, gcra.there(limit, 0));
        assertFalse(gcra.take(limit, 1, 1_500_000));
        assertTrue(gcra.take(limit, 1, 1_600_000));
    }

    @Test
    void neverLetsADebtGrowBeyondTenBursts() {
        Limit limit = new Limit("x", 10, 10);
        Gcra gcra = new Gcra();

        gcra.charge(limit, 1_000_000, 0);

        assertEquals(-10 * 10 * Gcra.MICROS, gcra.there(limit, 0));
    }

    @Test
    void doesNotOverflowAfterYears() {
        Limit limit = new Limit("x", 1_000_000, 1_000_000);
        Gcra gcra = new Gcra();
        gcra.take(limit, 1, 0);

        assertEquals(1_000_000L * Gcra.MICROS, gcra.there(limit, Long.MAX_VALUE / 2));
    }

    @Test
    void survivesClockThatStepsBackByYears() {
        Gcra gcra = new Gcra();
        gcra.take(ONE, 1, Long.MAX_VALUE / 2);

        assertFalse(gcra.take(ONE, 1, 0));
        assertEquals(-10 * Gcra.MICROS, gcra.there(ONE, 0));
    }

    /** The exact rational definition (ITU-T I.371): arrival times as fractions, nothing rounded anywhere. */
    @Property
    void equalsTheDefinitionInFractions(
            @ForAll @IntRange(min = 1, max = 1_000_000) int rate,
            @ForAll @IntRange(min = 1, max = 100) int burst,
            @ForAll @Size(max = 200) List<@LongRange(max = 3_000_000) Long> steps,
            @ForAll @Size(min = 200, max = 200) List<@IntRange(min = 1, max = 5) Integer> costs) {
        Limit limit = new Limit("x", rate, burst);
        Gcra gcra = new Gcra();
        BigInteger perToken = BigInteger.valueOf(Gcra.MICROS);
        // Times in 1 / rate microseconds.
        BigInteger arrival = BigInteger.ZERO;
        BigInteger tolerance = BigInteger.valueOf(burst).multiply(perToken);
        long now = 0;
        for (int i = 0; i < steps.size(); i++) {
            now += steps.get(i) % (1 + 2_000_000L / rate);
            int cost = Math.min(burst, costs.get(i));
            BigInteger clock = BigInteger.valueOf(now).multiply(BigInteger.valueOf(rate));
            BigInteger next = arrival.max(clock).add(perToken.multiply(BigInteger.valueOf(cost)));
            boolean conforms = next.subtract(clock).compareTo(tolerance) <= 0;
            if (conforms) {
                arrival = next;
            }

            assertEquals(conforms, gcra.take(limit, cost, now), "step " + i);
        }
    }

    /** In any time t, no more than burst + rate x t tokens are taken, and nobody waits needlessly. */
    @Property
    void neverGrantsMoreThanBurstAndRateAllow(
            @ForAll @IntRange(min = 1, max = 100_000) int rate,
            @ForAll @IntRange(min = 1, max = 100) int burst,
            @ForAll @Size(max = 300) List<@LongRange(max = 200_000) Long> steps) {
        Limit limit = new Limit("x", rate, burst);
        Gcra gcra = new Gcra();
        long now = 0;
        long granted = 0;
        for (long step : steps) {
            now += step;
            boolean taken = gcra.take(limit, 1, now);
            granted += taken ? 1 : 0;
            BigInteger most = BigInteger.valueOf(burst)
                    .multiply(BigInteger.valueOf(Gcra.MICROS))
                    .add(BigInteger.valueOf(now).multiply(BigInteger.valueOf(rate)));
            assertTrue(BigInteger.valueOf(granted * Gcra.MICROS).compareTo(most) <= 0);
            if (!taken) {
                long there = gcra.there(limit, now);
                long wait = Math.ceilDiv(Gcra.MICROS - there, rate);
                assertTrue(gcra.there(limit, now + wait) >= Gcra.MICROS);
                assertTrue(gcra.there(limit, now + wait - 1) < Gcra.MICROS);
            }
        }
    }
}
