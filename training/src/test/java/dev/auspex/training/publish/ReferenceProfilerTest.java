package dev.auspex.training.publish;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
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
        assertEquals(List.of(10.5, 20.5, 30.5, 40.5, 50.5, 60.5, 70.5, 80.5, 90.5), reference.edges());
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
        assertEquals(List.of(0.5), reference.edges());
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
        assertEquals(List.of(0.15, 0.25, 0.35), profile.score().edges());
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

    /** Whatever form a value comes in, a double or the FP32 that is left of it, it is counted where it was in training. */
    @Property
    void putsEachValueIntoTheSameBinInEitherPrecision(
            @ForAll @Size(min = 1, max = 60) List<@FloatRange(min = -1000, max = 1000) Float> some,
            @ForAll @Size(max = 20) List<@IntRange(min = -30, max = 30) Integer> tenths) {
        // Given: floats, their neighbours, and tenths, which no binary number is
        double[] values = Stream.of(
                        some.stream().map(Float::doubleValue),
                        some.stream().map(value -> (double) Math.nextUp(value)),
                        tenths.stream().map(value -> value / 10.0))
                .flatMap(numbers -> numbers)
                .mapToDouble(Double::doubleValue)
                .toArray();

        // When
        FeatureReference reference = ReferenceProfiler.ofNumbers("x", FeatureType.NUMBER, values);

        // Then
        double[] rounded = Arrays.stream(values).map(value -> (float) value).toArray();
        assertEquals(reference.proportions(), shares(reference.edges(), rounded));
        double[] edges = reference.edges().stream()
                .mapToDouble(edge -> edge.floatValue())
                .toArray();
        assertEquals(
                reference.proportions(), shares(Arrays.stream(edges).boxed().toList(), rounded));
    }

    private static List<Double> shares(List<Double> edges, double[] values) {
        return IntStream.rangeClosed(0, edges.size())
                .mapToObj(bin -> (double) Arrays.stream(values)
                                .filter(value -> bin == 0 || value > edges.get(bin - 1))
                                .filter(value -> bin == edges.size() || value <= edges.get(bin))
                                .count()
                        / values.length)
                .toList();
    }

    @Test
    void putsEdgesBetweenValues() {
        // When
        FeatureReference tenths =
                ReferenceProfiler.ofNumbers("x", FeatureType.NUMBER, new double[] {0.1, 0.2, 0.3, 0.2});
        FeatureReference neighbours = ReferenceProfiler.ofNumbers(
                "x", FeatureType.NUMBER, new double[] {0.1f, Math.nextUp(0.1f), 16_777_216, 16_777_217});
        FeatureReference zeros = ReferenceProfiler.ofNumbers("x", FeatureType.NUMBER, new double[] {-0.0, 0, 1});

        // Then
        assertEquals(List.of(0.15, 0.25), tenths.edges());
        assertEquals(List.of(0.25, 0.5, 0.25), tenths.proportions());
        assertEquals(List.of((double) 0.1f, 8_388_608.0), neighbours.edges(), "FP32 takes the last two as one value");
        assertEquals(List.of(0.25, 0.25, 0.5), neighbours.proportions());
        assertEquals(List.of(0.5), zeros.edges());
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
