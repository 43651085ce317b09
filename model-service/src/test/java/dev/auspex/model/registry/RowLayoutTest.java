package dev.auspex.model.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;
import dev.auspex.graph.engine.Row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class RowLayoutTest {

    private final RowLayout layout = new RowLayout(List.of(
            feature("color", FeatureType.CATEGORY, false),
            feature("weight", FeatureType.NUMBER, true),
            feature("shape", FeatureType.CATEGORY, true),
            feature("count", FeatureType.INTEGER, false)));

    @Test
    void laysOutNumbersAndCategoriesInTheOrderOfTheSchema() {
        // When
        Row row = layout.row(Map.of("count", 3, "shape", "round", "weight", 1.5, "color", "red"));

        // Then
        assertThat(layout.numbers()).containsExactly("weight", "count");
        assertThat(layout.categories()).containsExactly("color", "shape");
        assertThat(row.numbers()).containsExactly(1.5f, 3f);
        assertThat(row.categories()).containsExactly("red", "round");
    }

    @Test
    void givesMissingValuesAsTheGraphExpectsThem() {
        // Given
        Map<String, Object> features = new HashMap<>(Map.of("weight", 1L, "shape", "round"));
        features.put("count", null);

        // When
        Row row = layout.row(features);

        // Then
        assertThat(row.numbers()).containsExactly(1f, Float.NaN);
        assertThat(row.categories()).containsExactly("", "round");
    }

    @Test
    void namesEveryViolationAtOnce() {
        // When
        ProblemException problem = catchThrowableOfType(
                ProblemException.class,
                () -> layout.row(Map.of("a/b", 1, "color", 7, "weight", "heavy", "count", 1.5)));

        // Then
        assertThat(problem.type()).isEqualTo(ProblemType.INVALID_INPUT);
        assertThat(problem.violations())
                .extracting(Violation::pointer, Violation::code)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("/features/a~1b", "unknown"),
                        org.assertj.core.groups.Tuple.tuple("/features/color", "type"),
                        org.assertj.core.groups.Tuple.tuple("/features/weight", "type"),
                        org.assertj.core.groups.Tuple.tuple("/features/count", "type"),
                        org.assertj.core.groups.Tuple.tuple("/features/shape", "required"));
    }

    @Test
    void refusesNumbersThatNoFloatHolds() {
        // When
        ProblemException problem = catchThrowableOfType(
                ProblemException.class, () -> layout.row(Map.of("weight", 1e300, "shape", "round")));

        // Then
        assertThat(problem.violations()).extracting(Violation::code).containsExactly("range");
    }

    @Test
    void refusesNoFeaturesAtAll() {
        // When
        ProblemException problem = catchThrowableOfType(ProblemException.class, () -> layout.row(null));

        // Then
        assertThat(problem.violations()).extracting(Violation::pointer).containsExactly("/features");
    }

    private static Feature feature(String name, FeatureType type, boolean required) {
        return new Feature(name, type, name, null, required, null, null, List.of(), null);
    }
}
