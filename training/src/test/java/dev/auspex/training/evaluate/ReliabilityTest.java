package dev.auspex.training.evaluate;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReliabilityTest {

    @Test
    void weighsTheDistanceOfEachBinByItsRows() {
        // Given: two bins, 4 rows of mean 0.25 with a share of 0.5, 2 rows of mean 0.95 with a share of 1
        double[] scores = {0.21, 0.24, 0.26, 0.29, 0.9, 1.0};
        boolean[] positives = {true, true, false, false, true, true};

        // When
        Reliability reliability = Reliability.of(scores, positives);

        // Then
        assertEquals(4, reliability.bins().get(2).rows());
        assertEquals(0.5, reliability.bins().get(2).share());
        assertEquals(2, reliability.bins().get(9).rows(), "a score of 1 belongs to the last bin");
        assertEquals((4 * 0.25 + 2 * 0.05) / 6, reliability.expectedError(), 1e-12);
    }

    @Test
    void isNothingForScoresThatAreTheTruth() {
        assertEquals(
                0,
                Reliability.of(new double[] {0, 1, 1}, new boolean[] {false, true, true})
                        .expectedError());
    }

    /** Newcombe 1998, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17, table I, method 3. */
    @Test
    void givesTheIntervalsThatNewcombePublished() {
        assertInterval(0.2553, 0.3662, Interval.ofShare(81, 263));
        assertInterval(0.0624, 0.1605, Interval.ofShare(15, 148));
        assertInterval(0.0, 0.1611, Interval.ofShare(0, 20));
        assertInterval(0.0061, 0.1718, Interval.ofShare(1, 29));
    }

    @Test
    void rejectsWhatIsNoShare() {
        assertThrows(IllegalArgumentException.class, () -> Interval.ofShare(3, 2));
        assertThrows(IllegalArgumentException.class, () -> Interval.ofShare(0, 0));
    }

    @Test
    void cutsTheNormalIntervalAtTheEndsOfTheScale() {
        assertEquals(1, Interval.ofNormal(0.99, 0.1).high());
        assertTrue(Interval.ofNormal(0.99, 0.1).low() < 0.8);
    }

    @Test
    void spreadsAsComputedByHand() {
        assertEquals(new Spread(2, 1), Spread.of(1, 2, 3));
        assertEquals(new Spread(5, 0), Spread.of(5));
        assertThrows(IllegalArgumentException.class, Spread::of);
    }

    private static void assertInterval(double low, double high, Interval interval) {
        assertEquals(low, interval.low(), 5e-5);
        assertEquals(high, interval.high(), 5e-5);
    }
}
