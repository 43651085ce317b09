package dev.auspex.monitoring.sketch;

import java.util.List;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class NumberSketchTest {

    /** Bound of one rank at k = 200, with 99 % confidence; twice that is beyond any seed here. */
    private static final double RANK_ERROR = 2 * 0.0133;

    @Test
    void answersQuantilesWithinItsErrorBoundAfterMergingManyWindows() {
        // Given
        Random random = new Random(7);
        NumberSketch merged = NumberSketch.empty();
        int windows = 48;
        int each = 2_000;

        // When
        for (int window = 0; window < windows; window++) {
            NumberSketch part = NumberSketch.empty();
            for (int i = 0; i < each; i++) {
                part.add(random.nextDouble());
            }
            merged.merge(NumberSketch.fromBytes(part.toBytes()));
        }

        // Then
        assertThat(merged.count()).isEqualTo((long) windows * each);
        for (double rank : new double[] {0.01, 0.25, 0.5, 0.75, 0.95, 0.99}) {
            assertThat(merged.quantile(rank)).isCloseTo(rank, within(RANK_ERROR + 0.005));
        }
    }

    @Test
    void staysSmallHoweverManyNumbersItSees() {
        // Given
        NumberSketch sketch = NumberSketch.empty();

        // When
        for (int i = 0; i < 1_000_000; i++) {
            sketch.add(i);
        }

        // Then
        assertThat(sketch.toBytes().length).isLessThan(8 * 1024);
    }

    @Property(tries = 200)
    void bringsItsBytesBackWhole(
            @ForAll @Size(min = 1, max = 150) List<@DoubleRange(min = -1e9, max = 1e9) Double> values) {
        // Given
        NumberSketch sketch = NumberSketch.empty();
        values.forEach(sketch::add);

        // When
        NumberSketch read = NumberSketch.fromBytes(sketch.toBytes());

        // Then
        assertThat(read.count()).isEqualTo(values.size());
        assertThat(read.quantile(0.5)).isEqualTo(sketch.quantile(0.5));
        assertThat(read.shares(0)).containsExactly(sketch.shares(0));
    }

    @Test
    void countsAnEdgeInTheBinBelowIt() {
        // Given
        NumberSketch sketch = NumberSketch.empty();

        // When
        for (double value : new double[] {1, 2, 3, 4}) {
            sketch.add(value);
        }

        // Then
        assertThat(sketch.shares(2, 3)).containsExactly(0.5, 0.25, 0.25);
    }

    @Test
    void refusesWhatIsNotFinite() {
        NumberSketch sketch = NumberSketch.empty();

        assertThatThrownBy(() -> sketch.add(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sketch.add(Double.POSITIVE_INFINITY)).isInstanceOf(IllegalArgumentException.class);
    }
}
