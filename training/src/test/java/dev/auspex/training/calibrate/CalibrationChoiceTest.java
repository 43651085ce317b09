package dev.auspex.training.calibrate;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CalibrationChoiceTest {

    private final double[] logOdds = new double[5000];
    private final boolean[] positives = new boolean[logOdds.length];
    private final int[] folds = new int[logOdds.length];

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void takesNoneWhereScoresAreProbabilitiesAlready(int seed) {
        // Given
        draw(seed, 1);

        // When
        CalibrationChoice choice = CalibrationChoice.of(logOdds, positives, folds, CalibrationChoice.Wish.AUTO);

        // Then
        assertEquals(new Calibration.None(), choice.chosen());
        assertEquals(3, choice.candidates().size());
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "2, 3", "3, 0.4"})
    void takesPlattWhereScoresAreTooSureOrNotSureEnough(int seed, double factor) {
        // Given
        draw(seed, factor);

        // When
        CalibrationChoice choice = CalibrationChoice.of(logOdds, positives, folds, CalibrationChoice.Wish.AUTO);

        // Then
        assertEquals("platt", choice.chosen().name());
        CalibrationChoice.Candidate none = choice.candidates().get(0);
        CalibrationChoice.Candidate platt = choice.candidates().get(1);
        assertTrue(platt.brier() < none.brier());
        assertTrue(platt.calibrationError() < none.calibrationError());
        assertEquals(none.logLoss() - platt.logLoss(), platt.gain(), 1e-12);
    }

    @Test
    void takesIsotonicWhereNoLineFits() {
        // Given: shares of 10 % and 60 %, with scores that differ on either side
        Random random = new Random(4);
        for (int i = 0; i < logOdds.length; i++) {
            logOdds[i] = random.nextDouble() * 8 - 4;
            positives[i] = random.nextDouble() < (logOdds[i] > 1 ? 0.6 : 0.1);
            folds[i] = i % 5;
        }

        // When
        CalibrationChoice choice = CalibrationChoice.of(logOdds, positives, folds, CalibrationChoice.Wish.AUTO);

        // Then
        assertEquals("isotonic", choice.chosen().name());
    }

    @ParameterizedTest
    @EnumSource(
            value = CalibrationChoice.Wish.class,
            names = {"NONE", "PLATT", "ISOTONIC"})
    void takesWhatIsAskedFor(CalibrationChoice.Wish wish) {
        // Given
        draw(6, 1);

        // When
        CalibrationChoice choice = CalibrationChoice.of(logOdds, positives, folds, wish);

        // Then
        assertTrue(choice.chosen().name().equalsIgnoreCase(wish.name()));
    }

    private void draw(int seed, double factor) {
        Random random = new Random(seed);
        for (int i = 0; i < logOdds.length; i++) {
            double truth = 1.5 * random.nextGaussian();
            logOdds[i] = factor * truth;
            positives[i] = random.nextDouble() < Calibration.logistic(truth);
            folds[i] = i % 5;
        }
    }
}
