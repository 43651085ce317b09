package dev.auspex.monitoring.drift;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.auspex.contracts.model.FeatureReference;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.monitoring.sketch.FeatureSummary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class DriftMeasureTest {

    private final DriftMeasure measure = new DriftMeasure(new PopulationStabilityIndex(1e-4), 100);

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

    @Test
    void measuresNumbersOverTheBinsOfTheReference() {
        // Given: half in each bin, where a quarter and three quarters were expected
        FeatureSummary seen = of(60, 1.0, 2.0);

        // When
        double psi =
                measure.of(seen, numbers(List.of(1.0), List.of(0.25, 0.75))).getAsDouble();

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
        double none = measure.of(known, reference).getAsDouble();
        double large = measure.of(strange, reference).getAsDouble();

        // Then
        assertThat(none).isZero();
        assertThat(large).isGreaterThan(1);
    }

    @Test
    void measuresNothingWithTooFewValues() {
        // Given
        FeatureSummary few = of(99, 1.0);
        FeatureSummary fewCategories = of(99, "a");

        // When and Then
        assertThat(measure.of(few, numbers(List.of(1.0), List.of(0.5, 0.5)))).isEmpty();
        assertThat(measure.of(fewCategories, categories(List.of("a"), List.of(1.0))))
                .isEmpty();
    }

    @Test
    void measuresNothingAgainstAReferenceThatMakesNoSense() {
        // Given
        FeatureSummary seen = of(100, 1.0, "a");

        // When and Then
        assertThat(measure.of(seen, numbers(List.of(2.0, 1.0), List.of(0.2, 0.3, 0.5))))
                .isEmpty();
        assertThat(measure.of(seen, numbers(List.of(1.0), List.of(1.0)))).isEmpty();
        assertThat(measure.of(seen, numbers(List.of(), List.of(1.0)))).isEmpty();
        assertThat(measure.of(seen, numbers(null, null))).isEmpty();
        assertThat(measure.of(seen, numbers(List.of(1.0), List.of(2.0, -1.0)))).isEmpty();
        assertThat(measure.of(seen, categories(null, List.of()))).isEmpty();
        assertThat(measure.of(seen, categories(List.of("a"), List.of(0.5, 0.5))))
                .isEmpty();
    }
}
