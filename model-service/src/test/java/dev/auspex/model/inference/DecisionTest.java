package dev.auspex.model.inference;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.auspex.contracts.model.InferenceResult;
import dev.auspex.contracts.model.ModelVersion;

import static org.assertj.core.api.Assertions.assertThat;

class DecisionTest {

    @Test
    void answersThePositiveLabelFromTheThresholdOn() {
        Decision decision = decision(List.of("no", "yes"), 0.25);

        assertThat(decide(decision, 0.75f, 0.25f).label()).isEqualTo("yes");
        assertThat(decide(decision, 0.76f, 0.24f).label()).isEqualTo("no");
    }

    @Test
    void answersTheMostProbableOfMoreThanTwoLabels() {
        // When
        InferenceResult result = decide(decision(List.of("a", "yes", "b", "c"), 0.5), 0.1f, 0.4f, 0.3f, 0.2f);

        // Then
        assertThat(result.label()).isEqualTo("yes");
        assertThat(result.score()).isEqualTo(0.4f);
        assertThat(result.probabilities()).containsExactly((double) 0.1f, (double) 0.4f, (double) 0.3f, (double) 0.2f);
        assertThat(result.batchSize()).isEqualTo(3);
    }

    @Test
    void letsNoThresholdStandAgainstTheMostProbableOfMany() {
        assertThat(decide(decision(List.of("a", "yes", "b"), 0.2), 0.2f, 0.3f, 0.5f)
                        .label())
                .isEqualTo("b");
    }

    private static InferenceResult decide(Decision decision, float... probabilities) {
        return decision.of(new RowAnswer(probabilities, 1, 2, 3), Map.of(), List.of());
    }

    private static Decision decision(List<String> labels, double threshold) {
        return new Decision(
                new ModelVersion("m", "1", "", "", "", List.of(), labels, "yes", threshold, Map.of(), 0, "", "", null));
    }
}
