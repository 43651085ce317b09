package dev.auspex.model.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.Row;
import dev.auspex.model.registry.RowLayout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** A model of four numbers and a category with products, thresholds and a missing value, small enough for all coalitions. */
class SamplingShapleyTest {

    private static final Features FEATURES = new Features(new RowLayout(List.of(
            feature("a", FeatureType.NUMBER),
            feature("kind", FeatureType.CATEGORY),
            feature("b", FeatureType.NUMBER),
            feature("c", FeatureType.NUMBER),
            feature("same", FeatureType.NUMBER))));
    private static final Row ROW = new Row(new float[] {2, Float.NaN, -1, 7}, new String[] {"x"});
    private static final List<Row> BACKGROUND = background();
    private static final double[] EXACT = exact();

    @Test
    void convergesToTheExactValuesWithinItsOwnErrors() throws GraphException {
        // When
        List<Attribution> runs = new ArrayList<>();
        for (long seed = 0; seed < 200; seed++) {
            runs.add(explain(384, seed, 64));
        }
        Attribution many = explain(96_000, 1, 64);

        // Then: 800 intervals of two standard errors, of which a normal distribution would hold 95 %, Student's with
        // these few
        // degrees of freedom a little less.
        int inside = 0;
        for (Attribution run : runs) {
            for (int feature : new int[] {0, 1, 2, 4}) {
                double error = Math.abs(run.contributions()[feature] - EXACT[feature]);
                assertThat(error).isLessThan(6 * run.standardErrors()[feature] + 1e-9);
                inside += error <= 2 * run.standardErrors()[feature] + 1e-9 ? 1 : 0;
            }
        }
        assertThat(inside).isBetween(720, 800);
        for (int feature = 0; feature < EXACT.length; feature++) {
            assertThat(many.contributions()[feature])
                    .isEqualTo(EXACT[feature], within(4 * many.standardErrors()[feature] + 1e-9));
            int place = feature;
            double few = runs.stream()
                    .mapToDouble(run -> run.standardErrors()[place])
                    .average()
                    .orElseThrow();
            // 250 times the permutations.
            assertThat(many.standardErrors()[feature])
                    .isEqualTo(few / Math.sqrt(250), within(0.1 * few / Math.sqrt(250)));
        }
    }

    @Property(tries = 200)
    void addsUpExactlyWhateverIsSampled(
            @ForAll @IntRange(min = 4, max = 300) int permutations,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 100) int batch)
            throws GraphException {
        // When
        Attribution attribution = explain(permutations, seed, batch);

        // Then
        assertThat(attribution.output()).isEqualTo(score(ROW), within(1e-12));
        assertThat(attribution.permutations()).isBetween(permutations / 2, permutations);
        assertThat(attribution.backgroundRows()).isEqualTo(Math.min(BACKGROUND.size(), permutations / 4));
        // All rows have the same value of it.
        assertThat(attribution.contributions()[3]).isZero();
        assertThat(attribution.standardErrors()[3]).isZero();
    }

    @Test
    void givesTheSameForTheSameSeedHoweverItIsBatched() throws GraphException {
        // When
        Attribution one = explain(48, 5, 1);
        Attribution other = explain(48, 5, 1000);

        // Then
        assertThat(one.contributions()).containsExactly(other.contributions());
        assertThat(one.standardErrors()).containsExactly(other.standardErrors());
        assertThat(explain(48, 6, 1).contributions()).isNotEqualTo(one.contributions());
    }

    @Test
    void takesTheMeanScoreOfTheBackgroundForItsBase() throws GraphException {
        // When
        Attribution attribution = explain(48, 5, 64);

        // Then
        assertThat(attribution.base())
                .isEqualTo(
                        BACKGROUND.stream()
                                .mapToDouble(SamplingShapleyTest::score)
                                .average()
                                .orElseThrow(),
                        within(1e-12));
    }

    @Test
    void givesNothingToARowThatIsItsOnlyBackground() throws GraphException {
        // Given
        SamplingShapley shapley = new SamplingShapley(FEATURES, List.of(ROW), scores(List.of(ROW)), 64);

        // When
        Attribution attribution = shapley.explain(ROW, score(ROW), 8, 1, rows -> {
            throw new AssertionError("nothing is to be scored");
        });

        // Then
        assertThat(attribution.contributions()).containsOnly(0);
        assertThat(attribution.base()).isEqualTo(score(ROW));
    }

    private static Attribution explain(int permutations, long seed, int batch) throws GraphException {
        return new SamplingShapley(FEATURES, BACKGROUND, scores(BACKGROUND), batch)
                .explain(ROW, score(ROW), permutations, seed, SamplingShapleyTest::scores);
    }

    private static double[] scores(List<Row> rows) {
        return rows.stream().mapToDouble(SamplingShapleyTest::score).toArray();
    }

    private static double score(Row row) {
        float[] number = row.numbers();
        double b = Float.isNaN(number[1]) ? 3 : number[1];
        double kind = row.categories()[0].equals("x") ? 1 : -0.5;
        return number[0] * b + (number[2] > 0 ? kind : 2 * kind * number[0]) + number[3];
    }

    private static double[] exact() {
        double[] mean = new double[FEATURES.count()];
        for (Row background : BACKGROUND) {
            double[] values = Shapley.values(FEATURES.count(), members -> {
                Row mixed = Features.copy(background);
                IntStream.range(0, members.length)
                        .filter(feature -> members[feature])
                        .forEach(feature -> FEATURES.take(feature, ROW, mixed));
                return score(mixed);
            });
            Arrays.setAll(mean, i -> mean[i] + values[i] / BACKGROUND.size());
        }
        return mean;
    }

    private static List<Row> background() {
        Random random = new Random(3);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            rows.add(new Row(
                    new float[] {random.nextInt(5), random.nextInt(5), random.nextInt(3) - 1, 7},
                    new String[] {random.nextBoolean() ? "x" : ""}));
        }
        return rows;
    }

    private static Feature feature(String name, FeatureType type) {
        return new Feature(name, type, "", null, false, null, null, List.of(), null);
    }
}
