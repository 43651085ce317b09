package dev.auspex.training.publish;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import dev.auspex.contracts.model.FeatureReference;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.contracts.model.ReferenceProfile;
import dev.auspex.training.data.TestRows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReferenceProfilerTest {

    @Test
    void cutsManyValuesIntoTenEqualBins() {
        // Given
        double[] values = IntStream.rangeClosed(1, 100).asDoubleStream().toArray();

        // When
        FeatureReference reference = ReferenceProfiler.ofNumbers("x", FeatureType.NUMBER, values);

        // Then
        assertEquals(List.of(10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0), reference.edges());
        assertTrue(reference.proportions().stream().allMatch(share -> share == 0.1));
    }

    @Test
    void keepsARareFlagApart() {
        // Given: deciles alone would see only ones
        double[] values = new double[100];
        Arrays.fill(values, 1);
        values[3] = 0;
        values[4] = Double.NaN;

        // When
        FeatureReference reference = ReferenceProfiler.ofNumbers("flag", FeatureType.INTEGER, values);

        // Then
        assertEquals(List.of(0.0), reference.edges());
        assertEquals(List.of(1.0 / 99, 98.0 / 99), reference.proportions());
        assertEquals(0.01, reference.missing());
    }

    @Test
    void countsCategoriesAmongPresentValues() {
        // Given
        var rows = TestRows.of(
                TestRows.people(),
                List.of(new double[4], new String[] {"rent", "", "owner", "rent"}, new double[4]),
                new boolean[4]);

        // When
        ReferenceProfile profile = ReferenceProfiler.profile("m", "1", rows, new double[] {0.1, 0.2, 0.3, 0.4});

        // Then
        FeatureReference home = profile.features().get(1);
        assertEquals(List.of("rent", "owner"), home.categories());
        assertEquals(List.of(2.0 / 3, 1.0 / 3), home.proportions());
        assertEquals(0.25, home.missing());
        assertEquals("score", profile.score().name());
        assertEquals(List.of(0.1, 0.2, 0.3), profile.score().edges());
        assertEquals(List.of(), profile.features().get(0).edges(), "a constant has one bin");
    }

    @Test
    void survivesAColumnWithoutValues() {
        // When
        FeatureReference reference = ReferenceProfiler.ofNumbers("x", FeatureType.NUMBER, new double[] {Double.NaN});

        // Then
        assertEquals(1, reference.missing());
        assertEquals(List.of(0.0), reference.proportions());
    }

    @Property
    void leavesNoBinEmpty(@ForAll @Size(min = 1, max = 300) int @IntRange(min = -20, max = 20) [] whole) {
        // Given
        double[] values = IntStream.of(whole).mapToDouble(value -> value / 4.0).toArray();

        // When
        FeatureReference reference = ReferenceProfiler.ofNumbers("x", FeatureType.NUMBER, values);

        // Then
        List<Double> edges = reference.edges();
        assertTrue(edges.size() < ReferenceProfiler.BINS);
        assertTrue(IntStream.range(1, edges.size()).allMatch(i -> edges.get(i - 1) < edges.get(i)));
        assertEquals(edges.size() + 1, reference.proportions().size());
        assertTrue(reference.proportions().stream().allMatch(share -> share > 0));
        assertEquals(
                1,
                reference.proportions().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum(),
                1e-9);
    }
}
