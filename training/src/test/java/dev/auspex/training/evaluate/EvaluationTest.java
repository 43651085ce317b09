package dev.auspex.training.evaluate;

import java.util.Arrays;
import java.util.Map;

import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EvaluationTest {

    /** Hanley and McNeil 1982, table I: ratings 1 to 5 of 58 normal and 51 abnormal computed tomography images. */
    private static final int[] NORMAL = {33, 6, 6, 11, 2};

    private static final int[] ABNORMAL = {3, 2, 2, 11, 33};

    @Test
    void givesTheAreaThatHanleyAndMcNeilPublished() {
        // Given
        double[] scores = new double[109];
        boolean[] positives = new boolean[109];
        int row = 0;
        for (int rating = 0; rating < 5; rating++) {
            for (int i = 0; i < NORMAL[rating] + ABNORMAL[rating]; i++) {
                scores[row] = rating;
                positives[row++] = i < ABNORMAL[rating];
            }
        }

        // When
        double auc = Evaluation.auc(scores, positives);

        // Then
        assertEquals(0.893, auc, 0.0005);
        assertEquals(0.032, Evaluation.aucStandardError(auc, 51, 58), 0.0005);
    }

    @Test
    void judgesScoresAsComputedByHand() {
        // Given
        double[] scores = {0.9, 0.6, 0.4, 0.2};
        boolean[] positives = {true, false, true, false};

        // When
        Evaluation evaluation = Evaluation.of(scores, positives, 0.5);

        // Then: 3 of the 4 pairs are in the right order
        assertEquals(0.75, evaluation.auc(), 1e-12);
        assertEquals(-(Math.log(0.9) + Math.log(0.4) + Math.log(0.4) + Math.log(0.8)) / 4, evaluation.logLoss(), 1e-12);
        assertEquals((0.01 + 0.36 + 0.36 + 0.04) / 4, evaluation.brier(), 1e-12);
        assertEquals(new Confusion(0.5, 1, 1, 1, 1), evaluation.confusion());
        assertEquals(0.5, evaluation.confusion().accuracy());
        assertEquals(0.5, evaluation.confusion().f1());
        assertEquals(
                Map.of(
                        "auc", 0.75,
                        "auc_standard_error", evaluation.metrics().get("auc_standard_error"),
                        "log_loss", 0.540271,
                        "brier", 0.1925,
                        "ece", 0.375,
                        "accuracy", 0.5,
                        "precision", 0.5,
                        "recall", 0.5,
                        "f1", 0.5),
                evaluation.metrics());
    }

    @Test
    void answersPositiveFromTheThresholdOn() {
        assertEquals(
                new Confusion(0.5, 1, 0, 1, 0),
                Confusion.at(0.5, new double[] {0.5, Math.nextDown(0.5)}, new boolean[] {true, false}));
    }

    @Test
    void givesZeroWhereNothingIsAnsweredPositive() {
        // When
        Confusion confusion = Confusion.at(0.9, new double[] {0.1}, new boolean[] {false});

        // Then
        assertEquals(0, confusion.precision());
        assertEquals(0, confusion.recall());
        assertEquals(1, confusion.accuracy());
    }

    @Test
    void staysFiniteWhenCertaintyIsWrong() {
        assertTrue(Double.isFinite(Evaluation.of(new double[] {0, 1}, new boolean[] {true, false}, 0.5)
                .logLoss()));
    }

    @Test
    void rejectsScoresWithoutTruths() {
        assertThrows(IllegalArgumentException.class, () -> Evaluation.of(new double[1], new boolean[2], 0.5));
    }

    @Property
    void givesTheShareOfPairsInTheRightOrder(
            @ForAll @Size(min = 2, max = 40) int @IntRange(min = 0, max = 6) [] ratings, @ForAll long truths) {
        // Given
        double[] scores = Arrays.stream(ratings).asDoubleStream().toArray();
        boolean[] positives = new boolean[scores.length];
        for (int i = 0; i < positives.length; i++) {
            positives[i] = (truths >> i & 1) == 1;
        }
        double rightPairs = 0;
        long pairs = 0;
        for (int i = 0; i < scores.length; i++) {
            for (int j = 0; j < scores.length; j++) {
                if (positives[i] && !positives[j]) {
                    pairs++;
                    rightPairs += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }
        }
        Assume.that(pairs > 0);

        // When
        double auc = Evaluation.auc(scores, positives);

        // Then
        assertEquals(rightPairs / pairs, auc, 1e-12);
    }
}
