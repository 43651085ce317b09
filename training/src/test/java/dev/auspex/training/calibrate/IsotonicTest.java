package dev.auspex.training.calibrate;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class IsotonicTest {

    /** The example of R's {@code isoreg}: isoreg(c(1,0,4,3,3,5,4,2,0)). */
    @Test
    void pools() {
        // When
        double[] fitted = Isotonic.regress(new double[] {1, 0, 4, 3, 3, 5, 4, 2, 0});

        // Then
        assertArrayEquals(new double[] {0.5, 0.5, 3, 3, 3, 3, 3, 3, 3}, fitted, 1e-12);
    }

    /** Barlow, Bartholomew, Bremner, Brunk 1972, "Statistical Inference under Order Restrictions", section 1.2. */
    @Property
    void givesTheGreatestOfLeastMeans(@ForAll @Size(min = 1, max = 25) int @IntRange(min = -9, max = 9) [] whole) {
        // Given
        double[] values = Arrays.stream(whole).asDoubleStream().toArray();
        double[] expected = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            expected[i] = Double.NEGATIVE_INFINITY;
            for (int from = 0; from <= i; from++) {
                double least = Double.POSITIVE_INFINITY;
                for (int to = i; to < values.length; to++) {
                    least = Math.min(
                            least, Arrays.stream(values, from, to + 1).average().orElseThrow());
                }
                expected[i] = Math.max(expected[i], least);
            }
        }

        // When
        double[] fitted = Isotonic.regress(values);

        // Then
        assertArrayEquals(expected, fitted, 1e-9);
    }

    @Property(tries = 20_000)
    void neverFallsAndStaysAProbability(
            @ForAll @IntRange(min = 0, max = 10_000) int seed,
            @ForAll @IntRange(min = 40, max = 400) int rows,
            @ForAll @DoubleRange(min = -9, max = 9) double left,
            @ForAll @DoubleRange(min = -9, max = 9) double right) {
        // Given
        Random random = new Random(seed);
        double[] logOdds = random.doubles(rows, -5, 5).toArray();
        boolean[] positives = new boolean[rows];
        for (int i = 0; i < rows; i++) {
            positives[i] = random.nextDouble() < Calibration.logistic(2 * logOdds[i]);
        }
        Optional<Isotonic> fitted = Isotonic.fit(logOdds, positives);
        // Of a few dozen rows all blocks may be pooled: a few in a million samples.
        Assume.that(fitted.isPresent());
        Isotonic isotonic = fitted.get();

        // When
        double lower = isotonic.apply(Math.min(left, right));

        // Then
        double higher = isotonic.apply(Math.max(left, right));
        assertTrue(lower <= higher + 1e-9);
        assertTrue(lower > 0 && higher < 1);
        for (Isotonic.Piece piece : isotonic.pieces()) {
            assertTrue(piece.slope() >= 0 && piece.slope() <= Isotonic.STEEPEST * 1.0001, "slope " + piece.slope());
        }
        assertTrue(isotonic.knots().size() <= 21);
    }

    @Test
    void findsACurveThatIsNoLine() {
        // Given: half of the rows above 0 are positive and none below, whatever the scores say
        Random random = new Random(5);
        double[] logOdds = random.doubles(20_000, -4, 4).toArray();
        boolean[] positives = new boolean[logOdds.length];
        for (int i = 0; i < positives.length; i++) {
            positives[i] = logOdds[i] > 0 && random.nextBoolean();
        }

        // When
        Isotonic isotonic = Isotonic.fit(logOdds, positives).orElseThrow();

        // Then
        assertEquals(0.5, isotonic.apply(2), 0.04);
        assertEquals(0, isotonic.apply(-2), 0.01);
    }

    @Test
    void refusesScoresThatSayTheOpposite() {
        // Given
        double[] logOdds = new double[100];
        boolean[] positives = new boolean[100];
        for (int i = 0; i < 100; i++) {
            logOdds[i] = i;
            positives[i] = i < 50;
        }

        // When
        var fitted = Isotonic.fit(logOdds, positives);

        // Then
        assertTrue(fitted.isEmpty());
    }

    @Test
    void rejectsKnotsThatFall() {
        List<Isotonic.Knot> falling = List.of(new Isotonic.Knot(0, 0.5f), new Isotonic.Knot(1, 0.4f));
        assertThrows(IllegalArgumentException.class, () -> new Isotonic(falling));
    }
}
