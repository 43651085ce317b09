package dev.auspex.monitoring.drift;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import dev.auspex.contracts.model.FeatureReference;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.contracts.monitoring.AbsenceReason;
import dev.auspex.contracts.monitoring.AbsentFigure;
import dev.auspex.monitoring.sketch.FeatureSummary;
import dev.auspex.monitoring.sketch.NumberSketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class DriftMeasureTest {

    private static final long ROWS = 1000;

    private final DriftMeasure measure = new DriftMeasure(100);

    private static FeatureReference numbers(List<Double> edges, List<Double> proportions) {
        return new FeatureReference("age", FeatureType.NUMBER, edges, List.of(), proportions, 0);
    }

    private static FeatureReference categories(List<String> categories, List<Double> proportions) {
        return new FeatureReference("plan", FeatureType.CATEGORY, List.of(), categories, proportions, 0);
    }

    private static FeatureSummary of(int times, Object... values) {
        FeatureSummary seen = FeatureSummary.empty();
        for (int i = 0; i < times; i++) {
            for (Object value : values) {
                seen.add(value);
            }
        }
        return seen;
    }

    private double psi(FeatureSummary seen, FeatureReference reference) {
        return measure.of(seen, reference, ROWS).value();
    }

    private static AbsenceReason reason(Figure figure) {
        assertThat(figure.value()).isNull();
        AbsentFigure absence = figure.absence("psi").orElseThrow();
        assertThat(absence.figure()).isEqualTo("psi");
        assertThat(absence.detail()).endsWith(".");
        return absence.reason();
    }

    @Test
    void measuresNumbersOverTheBinsOfTheReference() {
        // Given: half in each bin, where a quarter and three quarters were expected
        FeatureSummary seen = of(60, 1.0, 2.0);

        // When
        double psi = psi(seen, numbers(List.of(1.0), List.of(0.25, 0.75)));

        // Then
        assertThat(psi).isCloseTo(Math.log(3) / 4, within(1e-9));
    }

    @Test
    void measuresCategoriesAndCountsUnknownOnesAsABinOfTheirOwn() {
        // Given
        FeatureSummary known = of(50, "a", "b");
        FeatureSummary strange = of(50, "a", "new");
        FeatureReference reference = categories(List.of("a", "b"), List.of(0.5, 0.5));

        // When
        double none = psi(known, reference);
        double large = psi(strange, reference);

        // Then
        assertThat(none).isZero();
        assertThat(large).isGreaterThan(1);
    }

    /** The values .1, .2 and .3 in equal parts; the edges lie on the first two, as older packages have it. */
    @Test
    void findsNoDriftWhereValuesComeInAnotherPrecision() {
        // Given
        FeatureReference old = numbers(List.of(0.1, 0.2), List.of(0.3111, 0.3511, 0.3378));
        FeatureReference between = numbers(List.of(0.15, 0.25), List.of(0.3111, 0.3511, 0.3378));
        FeatureSummary doubles = of(150, 0.1, 0.2, 0.3);
        FeatureSummary floats = of(150, (double) 0.1f, (double) 0.2f, (double) 0.3f);
        doubles.merge(of(10, (double) 0.1f, 0.2, 0.3));

        for (FeatureReference reference : List.of(old, between)) {
            for (FeatureSummary seen : List.of(doubles, floats)) {
                // When
                double psi = psi(seen, reference);

                // Then
                assertThat(psi).isBetween(0.0, 0.01);
            }
        }
    }

    /** Whatever the values: what FP32 leaves of them has moved nowhere. */
    @Property
    void findsNoDriftInWhatFp32LeavesOfTheReferencesOwnValues(
            @ForAll @Size(min = 2, max = 8) List<@IntRange(min = -2000, max = 2000) Integer> hundredths) {
        // Given: old edges, on values
        List<Double> values = hundredths.stream()
                .distinct()
                .sorted()
                .map(value -> value / 100.0)
                .toList();
        FeatureSummary seen = FeatureSummary.empty();
        for (int i = 0; i < 20; i++) {
            values.forEach(value -> seen.add((double) value.floatValue()));
        }
        List<Double> shares = Collections.nCopies(values.size(), 1.0 / values.size());
        FeatureReference reference = numbers(values.subList(0, values.size() - 1), shares);

        // When
        Figure psi = new DriftMeasure(1).of(seen, reference, ROWS);

        // Then
        if (values.size() > 1) {
            assertThat(psi.value()).isCloseTo(0, within(1e-9));
        } else {
            assertThat(reason(psi)).isEqualTo(AbsenceReason.REFERENCE_CONSTANT);
        }
    }

    @Test
    void takesEdgesThatFp32DoesNotTellApartAsOne() {
        // Given
        FeatureReference reference = numbers(List.of(16_777_216.0, 16_777_217.0), List.of(0.25, 0.25, 0.5));

        // When
        double psi = psi(of(100, 16_777_217, 16_777_300), reference);

        // Then
        assertThat(psi).isZero();
    }

    @Test
    void findsNoDriftInScoresThatTheReferenceHoldsRounded() {
        // Given: two scores, one of them the reference's edge with six decimals
        FeatureReference reference = numbers(List.of(0.273847), List.of(0.5, 0.5));
        NumberSketch scores = NumberSketch.empty();
        for (int i = 0; i < 100; i++) {
            scores.add(0.27384737f);
            scores.add(0.8f);
        }

        // When
        Double psi = measure.ofScores(scores, reference, ROWS).value();

        // Then
        assertThat(psi).isZero();
    }

    @Test
    void measuresTheShareOfMissingValuesAgainstTheReferences() {
        // Given
        FeatureReference complete = numbers(List.of(1.0), List.of(0.5, 0.5));
        FeatureReference withGaps =
                new FeatureReference("age", FeatureType.NUMBER, List.of(1.0), List.of(), List.of(0.5, 0.5), 0.25);

        // When
        double some = measure.ofMissing(600, 1000, complete, ROWS).value();
        double asEver = measure.ofMissing(250, 1000, withGaps, ROWS).value();
        double all = measure.ofMissing(1000, 1000, withGaps, ROWS).value();

        // Then: 0 of 1,000 counts as half a row
        assertThat(some).isCloseTo(0.5995 * Math.log(0.6 / 0.0005) - 0.6 * Math.log(0.4), within(1e-9));
        assertThat(asEver).isZero();
        assertThat(all).isCloseTo(0.75 * Math.log(4) - 0.7495 * Math.log(0.0005 / 0.75), within(1e-9));
        assertThat(reason(measure.ofMissing(60, 99, complete, ROWS))).isEqualTo(AbsenceReason.TOO_FEW_VALUES);
    }

    @Test
    void saysWhyItMeasuresNothingWithoutEnoughValues() {
        // Given
        FeatureReference number = numbers(List.of(1.0), List.of(0.5, 0.5));
        FeatureReference category = categories(List.of("a"), List.of(1.0));

        // When and Then
        assertThat(reason(measure.of(of(99, 1.0), number, ROWS))).isEqualTo(AbsenceReason.TOO_FEW_VALUES);
        assertThat(reason(measure.of(of(99, "a"), category, ROWS))).isEqualTo(AbsenceReason.TOO_FEW_VALUES);
        assertThat(reason(measure.of(FeatureSummary.empty(), number, ROWS))).isEqualTo(AbsenceReason.NO_VALUES);
        assertThat(reason(measure.of(of(100, "a"), number, ROWS))).isEqualTo(AbsenceReason.NO_VALUES);
        assertThat(reason(measure.of(of(100, 1.0), category, ROWS))).isEqualTo(AbsenceReason.NO_VALUES);
    }

    @Test
    void saysWhyItMeasuresNothingAgainstAReferenceThatMakesNoSense() {
        // Given
        FeatureSummary seen = of(100, 1.0, "a");
        List<FeatureReference> nonsense = List.of(
                numbers(List.of(2.0, 1.0), List.of(0.2, 0.3, 0.5)),
                numbers(List.of(1.0), List.of(1.0)),
                numbers(null, null),
                numbers(Arrays.asList(1.0, null), List.of(0.2, 0.3, 0.5)),
                numbers(List.of(1.0), List.of(2.0, -1.0)),
                numbers(List.of(1.0), Arrays.asList(null, 1.0)),
                numbers(List.of(1.0), List.of(0.2, 0.2)),
                categories(null, List.of()),
                categories(List.of("a"), null),
                categories(Arrays.asList("a", null), List.of(0.5, 0.5)),
                categories(List.of("a", "a"), List.of(0.5, 0.5)),
                categories(List.of("a"), List.of(0.5, 0.5)),
                new FeatureReference("age", null, null, null, null, Double.NaN));

        for (FeatureReference reference : nonsense) {
            // When and Then
            assertThat(reason(measure.of(seen, reference, ROWS)))
                    .as(reference.toString())
                    .isEqualTo(AbsenceReason.REFERENCE_UNUSABLE);
        }
        FeatureReference negative = new FeatureReference("age", FeatureType.NUMBER, null, null, null, -0.5);
        assertThat(reason(measure.ofMissing(0, 100, negative, ROWS))).isEqualTo(AbsenceReason.REFERENCE_UNUSABLE);
        assertThat(reason(measure.of(seen, numbers(List.of(), List.of(1.0)), ROWS)))
                .isEqualTo(AbsenceReason.REFERENCE_CONSTANT);
        FeatureReference empty =
                new FeatureReference("plan", FeatureType.CATEGORY, List.of(), List.of("a"), List.of(0.0), 1);
        assertThat(reason(measure.of(seen, empty, ROWS))).isEqualTo(AbsenceReason.REFERENCE_CONSTANT);
    }

    @Test
    void needsTheReferencesNumberOfRowsOnlyWhereABinHasNone() {
        // Given
        FeatureReference reference = categories(List.of("a", "b"), List.of(0.5, 0.5));

        // When
        Figure known = measure.of(of(50, "a", "b"), reference, 0);
        Figure strange = measure.of(of(50, "a", "new"), reference, 0);

        // Then
        assertThat(known.value()).isZero();
        assertThat(reason(strange)).isEqualTo(AbsenceReason.REFERENCE_UNUSABLE);
    }
}
