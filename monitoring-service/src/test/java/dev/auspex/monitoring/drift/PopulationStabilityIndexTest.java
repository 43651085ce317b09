package dev.auspex.monitoring.drift;

import java.util.Arrays;
import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class PopulationStabilityIndexTest {

    private static final double MANY = 10_000;

    /** The index of shares that many values are behind. */
    private static double index(double[] actual, double[] expected) {
        return PopulationStabilityIndex.of(new Distribution(actual, MANY), new Distribution(expected, MANY));
    }

    @Test
    void equalsTheClosedFormOfTwoBins() {
        // Given: (1/2 - 1/4) ln 2 + (1/2 - 3/4) ln (2/3) = 1/4 (ln 2 - ln 2 + ln 3) = ln 3 / 4
        double[] actual = {0.5, 0.5};
        double[] expected = {0.25, 0.75};

        // When
        double psi = index(actual, expected);

        // Then
        assertThat(psi).isCloseTo(0.27465307216702745, within(1e-9));
    }

    @Test
    void equalsTheClosedFormOfThreeBins() {
        // Given: (1/2 - 1/4) ln 2 + 0 + (1/4 - 1/2) ln (1/2) = ln 2 / 2
        double[] actual = {0.5, 0.25, 0.25};
        double[] expected = {0.25, 0.25, 0.5};

        // When
        double psi = index(actual, expected);

        // Then
        assertThat(psi).isCloseTo(0.34657359027997264, within(1e-9));
    }

    @Test
    void equalsThePublishedExampleOfIncomeBands() {
        // Given: the worked example in "Population Stability Index (PSI)", GeeksforGeeks, 2025, whose three terms are
        // -0.05 ln 0.875, -0.05 ln (5/6) and 0.1 ln (4/3); computed by hand to more digits than it prints
        double[] actual = {0.35, 0.25, 0.4};
        double[] expected = {0.4, 0.3, 0.3};

        // When
        double psi = index(actual, expected);

        // Then
        assertThat(psi).isCloseTo(0.04456085471610196, within(1e-9));
    }

    @Test
    void countsAnEmptyBinAsHalfAValue() {
        // Given: 5,000 values, none of them in the second bin
        Distribution actual = new Distribution(new double[] {1, 0}, 5000);
        Distribution expected = new Distribution(new double[] {0.5, 0.5}, 300);

        // When
        double psi = PopulationStabilityIndex.of(actual, expected);
        double turned = PopulationStabilityIndex.of(expected, actual);

        // Then: 1/2 of 5,000 is 0.0001, and (1 - 1/2) ln 2 + (0.0001 - 1/2) ln 0.0002
        assertThat(psi).isCloseTo(4.604318467, within(1e-9)).isEqualTo(turned);
    }

    @Test
    void countsARareCategoryAsItIs() {
        // Given: one in 100,000 grew to three in 10,000; a floor of 0.0001 sees less than half of it
        double rare = 1e-5;
        double grown = 3e-4;
        Distribution actual = new Distribution(new double[] {1 - grown, grown}, 100_000);
        Distribution expected = new Distribution(new double[] {1 - rare, rare}, 100_000);

        // When
        double psi = PopulationStabilityIndex.of(actual, expected);

        // Then: 0.00029 (ln 30 + ln (0.99999 / 0.9997))
        assertThat(psi).isCloseTo(0.00029 * (Math.log(30) + Math.log(0.99999 / 0.9997)), within(1e-9));
    }

    @Test
    void seesNoDeviationWhereLessThanHalfAValueWasToBeExpected() {
        // Given: a hundred rare categories, of which a hundred values can hardly show any
        double[] expected = new double[101];
        Arrays.fill(expected, 0.0005);
        expected[0] = 0.95;
        double[] actual = new double[101];
        actual[0] = 1;

        // When
        double psi = PopulationStabilityIndex.of(new Distribution(actual, 100), new Distribution(expected, 20_000));

        // Then: only the first bin counts
        assertThat(psi).isCloseTo(0.05 * Math.log(1 / 0.95), within(1e-9));
    }

    @Property
    void growsWithTheNumberOfValuesThatAnEmptyBinIsBasedOn(
            @ForAll @IntRange(min = 1, max = 1_000_000) int values, @ForAll @IntRange(min = 1, max = 1000) int more) {
        // Given
        double[] actual = {1, 0};
        Distribution expected = new Distribution(new double[] {0.9, 0.1}, 1000);

        // When
        double few = PopulationStabilityIndex.of(new Distribution(actual, values), expected);
        double many = PopulationStabilityIndex.of(new Distribution(actual, values + more), expected);

        // Then
        assertThat(many).isGreaterThanOrEqualTo(few);
    }

    @Property
    void isNeverNegative(@ForAll("pairs") List<double[]> pair) {
        assertThat(index(pair.get(0), pair.get(1))).isNotNegative();
    }

    @Property
    void isZeroForEqualShares(@ForAll("shares") double[] shares) {
        assertThat(index(shares, shares.clone())).isZero();
    }

    @Property
    void isSymmetric(@ForAll("pairs") List<double[]> pair) {
        assertThat(index(pair.get(0), pair.get(1))).isCloseTo(index(pair.get(1), pair.get(0)), within(1e-9));
    }

    @Property
    void isTheSumOfBothKullbackLeiblerDivergencesWhereNoBinIsSmall(@ForAll("pairs") List<double[]> pair) {
        // Given
        double[] a = lifted(pair.get(0));
        double[] e = lifted(pair.get(1));

        // When
        double psi = index(a, e);

        // Then
        assertThat(psi).isCloseTo(divergence(a, e) + divergence(e, a), within(1e-9));
    }

    @Test
    void refusesWhatAreNoShares() {
        assertThatThrownBy(() -> new Distribution(new double[0], 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> index(new double[] {1}, new double[] {0.5, 0.5}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Distribution(new double[] {-0.1}, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Distribution(new double[] {Double.NaN}, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Distribution(new double[] {1}, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Provide
    Arbitrary<double[]> shares() {
        return Arbitraries.integers().between(1, 20).flatMap(this::sharesOf);
    }

    @Provide
    Arbitrary<List<double[]>> pairs() {
        return Arbitraries.integers().between(1, 20).flatMap(bins -> Combinators.combine(sharesOf(bins), sharesOf(bins))
                .as(List::of));
    }

    /** Shares that add up to 1, of counts that may be zero. */
    private Arbitrary<double[]> sharesOf(int bins) {
        return Arbitraries.integers()
                .between(0, 1000)
                .array(int[].class)
                .ofSize(bins)
                .map(counts -> {
                    long total = 0;
                    for (int count : counts) {
                        total += count;
                    }
                    double[] shares = new double[bins];
                    for (int bin = 0; bin < bins; bin++) {
                        shares[bin] = total == 0 ? 1.0 / bins : (double) counts[bin] / total;
                    }
                    return shares;
                });
    }

    private static double[] lifted(double[] shares) {
        double[] lifted = new double[shares.length];
        for (int bin = 0; bin < shares.length; bin++) {
            lifted[bin] = (shares[bin] + 0.01) / (1 + 0.01 * shares.length);
        }
        return lifted;
    }

    private static double divergence(double[] p, double[] q) {
        double sum = 0;
        for (int bin = 0; bin < p.length; bin++) {
            sum += p[bin] * Math.log(p[bin] / q[bin]);
        }
        return sum;
    }
}
