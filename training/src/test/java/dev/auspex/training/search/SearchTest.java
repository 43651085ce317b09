package dev.auspex.training.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.auspex.training.learn.BoostedTrees;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SearchTest {

    private static final List<Dimension> SPACE = List.of(
            new Dimension("x", 0, 10, false, false),
            new Dimension("y", 0.001, 1, true, false),
            new Dimension("n", 1, 9, false, true),
            new Dimension("idle", 0, 1, false, false));
    private static final Map<String, Double> GIVEN = Map.of("x", 0.5, "y", 0.9, "n", 9.0, "idle", 0.5);

    /** A bowl: least at x = 7, y = 0.02, n = 3. */
    private static Trial.Outcome bowl(Map<String, Double> at, double budget) {
        double x = (at.get("x") - 7) / 10;
        double y = (Math.log(at.get("y")) - Math.log(0.02)) / Math.log(1000);
        double n = (at.get("n") - 3) / 8;
        return new Trial.Outcome(x * x + y * y + n * n, 0, 0.5);
    }

    @ParameterizedTest
    @EnumSource(Search.Method.class)
    void triesTheSameForTheSameSeedAndBeginsWithWhatIsGiven(Search.Method method) {
        // Given
        List<Trial> first = search(method, 30, 1);

        // When
        List<Trial> again = search(method, 30, 1);

        // Then
        assertEquals(first, again);
        assertNotEquals(first, search(method, 30, 2));
        assertEquals(GIVEN, first.getFirst().parameters());
        assertEquals(Search.trials(method, 30), first.size());
        for (Trial trial : first) {
            for (Dimension dimension : SPACE) {
                double value = trial.parameters().get(dimension.name());
                assertTrue(value >= dimension.low() && value <= dimension.high(), dimension.name());
                assertTrue(!dimension.whole() || value == Math.rint(value), dimension.name());
            }
        }
    }

    @Test
    void learnsFromItsTrials() {
        // Given
        List<Double> random = new ArrayList<>();
        List<Double> tpe = new ArrayList<>();

        // When
        for (long seed = 0; seed < 60; seed++) {
            random.add(Search.best(search(Search.Method.RANDOM, 40, seed))
                    .outcome()
                    .logLoss());
            tpe.add(Search.best(search(Search.Method.TPE, 40, seed)).outcome().logLoss());
        }

        // Then: in most of 60 searches closer to the bottom, and twice as close in the mean
        long better = 0;
        for (int i = 0; i < 60; i++) {
            better += tpe.get(i) < random.get(i) ? 1 : 0;
        }
        assertTrue(better >= 42, "better in " + better);
        assertTrue(mean(tpe) < mean(random) / 1.5, mean(tpe) + " against " + mean(random));
    }

    @Test
    void keepsTheBestThirdForThreeTimesAsManyRows() {
        // When
        List<Trial> trials = search(Search.Method.HALVING, 27, 3);

        // Then
        assertEquals(27 + 9 + 3, trials.size());
        double worstKept = trials.subList(27, 36).stream()
                .mapToDouble(trial -> trial.outcome().logLoss())
                .max()
                .orElseThrow();
        long betterBefore = trials.subList(0, 27).stream()
                .filter(trial -> trial.outcome().logLoss() <= worstKept)
                .count();
        assertEquals(9, betterBefore);
        assertEquals(1.0 / 9, trials.getFirst().budget(), 1e-12);
        assertEquals(1.0 / 3, trials.get(27).budget(), 1e-12);
        assertEquals(1, trials.getLast().budget());
        assertEquals(1, Search.best(trials).budget());
    }

    @Property
    void readsAValueBackFromItsPlace(@ForAll @DoubleRange(min = 0, max = 1) double place) {
        for (Dimension dimension : SPACE) {
            // When
            double value = dimension.value(place);

            // Then: to the three digits, or the whole number, that are kept
            assertEquals(place, dimension.place(value), dimension.whole() ? 0.07 : 0.006, dimension.name());
        }
    }

    @Property
    void isADensity(@ForAll @Size(min = 0, max = 20) List<@DoubleRange(min = 0, max = 1) Double> points) {
        // Given
        ParzenEstimator estimator = new ParzenEstimator(points);
        int steps = 2000;

        // When
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            sum += Math.exp(estimator.logDensity((i + 0.5) / steps)) / steps;
        }

        // Then
        assertEquals(1, sum, 1e-4);
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            double place = estimator.draw(random);
            assertTrue(place >= 0 && place <= 1);
        }
    }

    @Test
    void knowsTheNormalDistribution() {
        assertEquals(0.9750021, ParzenEstimator.normal(1.96), 1e-6);
        assertEquals(0.1586553, ParzenEstimator.normal(-1), 1e-6);
    }

    @ParameterizedTest
    @EnumSource(LearnerSpace.class)
    void makesTheUsualAlgorithmOfTheUsualSettings(LearnerSpace space) {
        assertEquals(space.usualLearner(), space.learner(space.usual()));
        for (Dimension dimension : space.dimensions()) {
            double usual = space.usual().get(dimension.name());
            assertTrue(usual >= dimension.low() && usual <= dimension.high(), dimension.name());
        }
    }

    @Test
    void passesEachSettingOn() {
        // Given
        Map<String, Double> settings = new LinkedHashMap<>(LearnerSpace.TREES.usual());
        settings.put("depth", 7.0);
        settings.put("columnShare", 0.35);

        // When
        BoostedTrees learner = (BoostedTrees) LearnerSpace.TREES.learner(settings);

        // Then
        assertEquals(7, learner.depth());
        assertEquals(0.35, learner.columnShare());
    }

    @Test
    void rejectsARangeThatIsNone() {
        assertThrows(IllegalArgumentException.class, () -> new Dimension("x", 1, 1, false, false));
        assertThrows(IllegalArgumentException.class, () -> new Dimension("x", 0, 1, true, false));
    }

    private static List<Trial> search(Search.Method method, int count, long seed) {
        return Search.run(method, SPACE, GIVEN, count, SearchTest::bowl, seed, trial -> {});
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
