package dev.auspex.training.calibrate;

import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PlattTest {

    /** The least loss of these twelve rows, found by 400,000 steps of plain gradient descent in another language. */
    @Test
    void findsTheLineOfLeastLoss() {
        // Given
        double[] logOdds = {-3, -2, -1.5, -1, -0.5, 0, 0.4, 0.8, 1.5, 2.5, 3, 4};
        boolean[] positives = {false, false, false, true, false, false, true, false, true, true, false, true};

        // When
        Platt platt = Platt.fit(logOdds, positives).orElseThrow();

        // Then
        assertEquals(0.3807461054155244, platt.slope(), 1e-6);
        assertEquals(-0.485953901571036, platt.intercept(), 1e-6);
    }

    @Property(tries = 100)
    void undoesWhatWasDoneToTrueLogOdds(
            @ForAll @DoubleRange(min = 0.3, max = 4) double factor,
            @ForAll @DoubleRange(min = -1.5, max = 1.5) double offset,
            @ForAll @IntRange(min = 0, max = 1000) int seed) {
        // Given: outcomes drawn from true log odds, of which the model tells factor * truth + offset
        Random random = new Random(seed);
        double[] told = new double[4000];
        boolean[] positives = new boolean[told.length];
        for (int i = 0; i < told.length; i++) {
            double truth = 1.5 * random.nextGaussian();
            told[i] = factor * truth + offset;
            positives[i] = random.nextDouble() < Calibration.logistic(truth);
        }

        // When
        Platt platt = Platt.fit(told, positives).orElseThrow();

        // Then: five standard errors and more
        assertEquals(1, platt.slope() * factor, 0.25);
        assertEquals(0, platt.apply(offset) - 0.5, 0.06);
    }

    @Property
    void neverFalls(
            @ForAll @DoubleRange(min = -50, max = 50) double left,
            @ForAll @DoubleRange(min = -50, max = 50) double right) {
        // Given
        Platt platt = new Platt(0.7f, -0.3f);

        // When
        double lower = platt.apply(Math.min(left, right));

        // Then
        assertTrue(lower <= platt.apply(Math.max(left, right)));
        assertTrue(lower >= 0 && lower <= 1);
    }

    @Test
    void refusesScoresThatSayTheOpposite() {
        assertTrue(Platt.fit(new double[] {-2, -1, 1, 2, -3, 3}, new boolean[] {true, true, false, false, true, false})
                .isEmpty());
    }

    @Test
    void staysFiniteWhereTheLabelsAreWhollyApart() {
        // When
        Platt platt = Platt.fit(new double[] {-900, -800, 800, 900}, new boolean[] {false, false, true, true})
                .orElseThrow();

        // Then: targets stay off 0 and 1, so that the slope stays finite
        assertEquals(0.75, platt.apply(850), 0.05);
    }
}
