package dev.auspex.gateway.limit;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LimitsTest {

    @Test
    void saysQuotaAndWindow() {
        assertEquals("\"standard\";q=200;w=2", new Limit("standard", 100, 200).policy());
        assertEquals("\"x\";q=1;w=1", new Limit("x", 100, 1).policy());
    }

    private static Decision decision(int refused, int cost, long left, Rule... rules) {
        long[] all = new long[rules.length];
        java.util.Arrays.fill(all, left);
        return new Decision(rules, new String[rules.length], all, refused, false, cost, null, false);
    }

    private static Rule rate(String name, int rate, int burst) {
        return Rule.rate(Rule.Dimension.CALLER, new Limit(name, rate, burst));
    }

    @Test
    void saysWhatIsLeft() {
        // Given
        Rule rule = rate("standard", 100, 200);

        // When
        Decision taken = decision(-1, 1, 150_500_000, rule);
        Decision refused = decision(0, 1, 400_000, rule);

        // Then
        assertTrue(taken.allowed());
        assertEquals("\"standard\";r=150;t=1", taken.rateLimit());
        assertFalse(refused.allowed());
        assertEquals("\"standard\";r=0;t=2", refused.rateLimit());
        assertEquals(Duration.ofMillis(6), refused.retryAfter());
    }

    @Test
    void saysItOfEachRuleThatHasAWindow() {
        // Given
        Rule[] rules = {
            rate("standard", 100, 200),
            Rule.concurrent(Rule.Dimension.CALLER, "standard-concurrent", 3),
            Rule.daily(Rule.Dimension.TENANT, "standard-daily", 1000)
        };

        // When
        Decision decision = decision(-1, 1, 7, rules);

        // Then
        assertEquals("\"standard\";q=200;w=2, \"standard-daily\";q=1000;w=86400", decision.policy());
        assertTrue(
                decision.rateLimit().matches("\"standard\";r=0;t=2, \"standard-daily\";r=7;t=\\d+"),
                decision.rateLimit());
    }

    @Test
    void letsPassInShadowWhatItWouldRefuse() {
        Decision refused = decision(0, 1, 0, rate("x", 1, 1));

        assertFalse(refused.allowed());
        assertTrue(new Decision(refused.rules(), refused.keys(), refused.left(), 0, true, 1, null, false).allowed());
    }

    @Test
    void waitsForAllThatARequestCosts() {
        assertEquals(Duration.ofSeconds(5), decision(0, 5, 0, rate("x", 1, 10)).retryAfter());
        assertEquals(
                Duration.ofSeconds(10), decision(0, 50, 0, rate("x", 1, 10)).retryAfter());
    }

    @Test
    void sharesButNeverGivesNothing() {
        assertEquals(new Limit("x", 50, 100), new Limit("x", 100, 200).share(0.5));
        assertEquals(new Limit("x", 1, 1), new Limit("x", 1, 1).share(0.5));
    }

    @Test
    void refusesLimitThatMakesNoSense() {
        assertThrows(IllegalArgumentException.class, () -> new Limit("x", 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new Limit("x", 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Limit("x", 1, 2_000_000));
        assertThrows(IllegalArgumentException.class, () -> new Limit("x\"y", 1, 1));
    }

    @Test
    void keepsBoundedNumberOfCallers() {
        // Given
        LocalLimits limits = new LocalLimits(100);
        Rule[] rules = {rate("x", 1, 2)};

        // When
        for (int i = 0; i < 10_000; i++) {
            limits.take(rules, new String[] {"somebody" + i}, 1, null, 0, 0);
            limits.take(rules, new String[] {"regular"}, 1, null, 0, 0);
        }

        // Then
        assertTrue(limits.size() <= 201, limits.size() + " callers");
        assertEquals(0, limits.take(rules, new String[] {"regular"}, 1, null, 0, 0)[1]);
    }

    @Test
    void takesOfAllRulesOrOfNone() {
        // Given
        LocalLimits limits = new LocalLimits(100);
        Rule[] rules = {rate("x", 1, 10), Rule.concurrent(Rule.Dimension.CALLER, "x-concurrent", 1)};
        String[] keys = {"a", "b"};

        // When
        long[] first = limits.take(rules, keys, 1, "lease", 1000, 0);
        long[] second = limits.take(rules, keys, 1, "another", 1000, 0);
        limits.release(keys, "lease");
        long[] third = limits.take(rules, keys, 1, "another", 1000, 0);

        // Then
        assertArrayEquals(new long[] {9 * Gcra.MICROS, 0, -1}, first);
        assertArrayEquals(new long[] {9 * Gcra.MICROS, 0, 1}, second);
        assertArrayEquals(new long[] {8 * Gcra.MICROS, 0, -1}, third);
    }

    @Test
    void countsARequestForAsLongAsItSaysThatItGoesOn() {
        // Given
        LocalLimits limits = new LocalLimits(100);
        Rule[] rules = {Rule.concurrent(Rule.Dimension.CALLER, "x-concurrent", 1)};
        String[] keys = {"a"};
        limits.take(rules, keys, 1, "lease", 1000, 0);

        // When
        limits.renew(keys, "lease", 1900);
        limits.renew(keys, "unknown", 9000);

        // Then
        assertEquals(0, limits.take(rules, keys, 1, "another", 1000, 1500)[1]);
        assertEquals(-1, limits.take(rules, keys, 1, "another", 1000, 2000)[1]);
    }

    @Test
    void beginsADayAnewAtMidnight() {
        // Given
        LocalLimits limits = new LocalLimits(100);
        Rule[] rules = {Rule.daily(Rule.Dimension.TENANT, "x-daily", 5)};
        String[] keys = {"a"};
        long day = 86_400L * Gcra.MICROS;

        // When
        long[] first = limits.take(rules, keys, 4, null, 0, day - 1);
        long[] second = limits.take(rules, keys, 4, null, 0, day - 1);
        long[] next = limits.take(rules, keys, 4, null, 0, day);

        // Then
        assertArrayEquals(new long[] {1, -1}, first);
        assertArrayEquals(new long[] {1, 0}, second);
        assertArrayEquals(new long[] {1, -1}, next);
    }
}
