package dev.auspex.model.registry;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.FeatureReference;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.ReferenceProfile;

import static org.assertj.core.api.Assertions.assertThat;

class SchemaRulesTest {

    @Test
    void takesAThousandFeaturesAndNoMore() {
        assertThat(SchemaRules.problems(version(numbers(1000)))).isEmpty();
        assertThat(SchemaRules.problems(version(numbers(1001))))
                .singleElement()
                .asString()
                .startsWith("/features has 1001 features");
    }

    @Test
    void refusesRangesNamesAndCategoriesThatMakeNoSense() {
        assertThat(SchemaRules.problems(version(List.of(
                        number("a", 2.0, 1.0),
                        number(" ", null, null),
                        number("c", Double.NaN, null),
                        category("d"),
                        category("e", "x", "x"),
                        category("f", "")))))
                .extracting(problem -> problem.split(" ")[0])
                .containsExactly(
                        "/features/0/min",
                        "/features/1/name",
                        "/features/2/min",
                        "/features/3/categories",
                        "/features/4/categories",
                        "/features/5/categories");
    }

    @Test
    void takesAReferenceWithEdgesAndSharesThatAddUp() {
        assertThat(SchemaRules.problems(profile(reference(List.of(1.0, 2.0), List.of(0.2, 0.3, 0.5)))))
                .isEmpty();
        assertThat(SchemaRules.problems(profile(reference(List.of(), List.of(1.0)))))
                .isEmpty();
    }

    @Test
    void refusesAReferenceWithoutEdgesOrWithSharesThatAreNone() {
        assertThat(SchemaRules.problems(profile(reference(null, List.of(0.5, 0.5)))))
                .anySatisfy(problem -> assertThat(problem).contains("/edges is missing"));
        assertThat(SchemaRules.problems(profile(reference(List.of(1.0), List.of(-0.5, 1.5)))))
                .anySatisfy(problem -> assertThat(problem).contains("not between 0 and 1"));
        assertThat(SchemaRules.problems(profile(reference(List.of(2.0, 1.0), List.of(0.2, 0.3, 0.5)))))
                .anySatisfy(problem -> assertThat(problem).contains("must be in ascending order"));
        assertThat(SchemaRules.problems(profile(reference(List.of(1.0), List.of(0.2, 0.3)))))
                .anySatisfy(problem -> assertThat(problem).contains("adds up to 0.5"));
        assertThat(SchemaRules.problems(profile(reference(List.of(1.0, 2.0), List.of(0.5, 0.5)))))
                .anySatisfy(problem -> assertThat(problem).contains("3 bins"));
    }

    private static List<Feature> numbers(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> number("f" + i, null, null))
                .toList();
    }

    private static Feature number(String name, Double min, Double max) {
        return new Feature(name, FeatureType.NUMBER, "", null, true, min, max, List.of(), null);
    }

    private static Feature category(String name, String... categories) {
        return new Feature(name, FeatureType.CATEGORY, "", null, true, null, null, List.of(categories), null);
    }

    private static ModelVersion version(List<Feature> features) {
        return new ModelVersion(
                "m", "1", "", "", "", features, List.of("no", "yes"), "yes", 0.5, Map.of(), 0, "", "", Instant.EPOCH);
    }

    private static FeatureReference reference(List<Double> edges, List<Double> proportions) {
        return new FeatureReference("a", FeatureType.NUMBER, edges, List.of(), proportions, 0);
    }

    private static ReferenceProfile profile(FeatureReference feature) {
        return new ReferenceProfile("m", "1", 10, List.of(feature), reference(List.of(), List.of(1.0)));
    }
}
