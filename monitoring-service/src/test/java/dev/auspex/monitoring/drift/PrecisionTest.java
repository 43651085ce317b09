package dev.auspex.monitoring.drift;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PrecisionTest {

    @Property
    void endsWhereTheNextFloatBegins(@ForAll @DoubleRange(min = -1e9, max = 1e9) double edge) {
        // When
        double upper = Precision.FP32.upper(edge);

        // Then
        assertThat((float) upper).isEqualTo((float) edge);
        assertThat((float) Math.nextUp(upper)).isEqualTo(Math.nextUp((float) edge));
        assertThat(upper).isGreaterThanOrEqualTo(edge);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.0, 0.1, -0.3, 1e-45, 16_777_217, 3.4028234663852886E38, 1e300, -1e300})
    void isNeverBelowTheEdgeItself(double edge) {
        assertThat(Precision.FP32.upper(edge)).isGreaterThanOrEqualTo(edge).isFinite();
    }

    @Test
    void takesAValueAndItsFp32AsOne() {
        assertThat((double) 0.1f).isGreaterThan(0.1).isLessThanOrEqualTo(Precision.FP32.upper(0.1));
        assertThat(0.1000001).isGreaterThan(Precision.FP32.upper(0.1));
    }

    /** A score of six decimals is the edge; the answer that it was rounded from lies within half a step of it. */
    @Property
    void takesAScoreAndItsSixDecimalsAsOne(
            @ForAll @IntRange(min = 0, max = 1_000_000) int millionths,
            @ForAll @DoubleRange(min = -0.49, max = 0.49) double rest) {
        // Given
        double edge = Double.parseDouble(millionths + "e-6");
        float score = (float) ((millionths + rest) / 1e6);

        // Then
        assertThat((double) score).isLessThanOrEqualTo(Precision.SCORE.upper(edge) + Math.ulp(1f));
        assertThat((millionths + 1) / 1e6).isGreaterThan(Precision.SCORE.upper(edge));
    }

    @Property
    void leavesAnEdgeBetweenTwoScoresBetweenThem(@ForAll @IntRange(min = 0, max = 999_998) int millionths) {
        // Given: the edge that training writes between two scores that follow each other
        float middle = (float) ((millionths + 0.5) / 1e6);
        double edge = Double.parseDouble(Float.toString(middle));

        // Then
        double upper = Precision.SCORE.upper(edge);
        assertThat(upper).isGreaterThan(millionths / 1e6).isLessThan((millionths + 1) / 1e6);
    }
}
