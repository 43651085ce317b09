package dev.auspex.model.inference;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.auspex.model.Configs;

import static org.assertj.core.api.Assertions.assertThat;

class LaneSettingsTest {

    @Test
    void putsAModelsOwnSettingsOverThoseForAll() {
        // Given
        InferenceConfig config = Configs.of(
                InferenceConfig.class,
                Map.of(
                        "auspex.inference.workers", "3",
                        "auspex.inference.max-batch", "16",
                        "auspex.inference.cache-size", "1M",
                        "auspex.inference.models.mini-lm.max-batch", "8",
                        "auspex.inference.models.mini-lm.max-delay", "2ms",
                        "auspex.inference.models.mini-lm.queue-capacity", "7",
                        "auspex.inference.models.\"a.b\".cache-size", "0"));

        // When
        LaneSettings own = LaneSettings.of(config, "mini-lm");
        LaneSettings dotted = LaneSettings.of(config, "a.b");
        LaneSettings other = LaneSettings.of(config, "churn");

        // Then
        assertThat(own).isEqualTo(new LaneSettings(7, 3, 8, Duration.ofMillis(2), 8, 1 << 20, Duration.ofSeconds(1)));
        assertThat(own.oneByOne())
                .isEqualTo(new LaneSettings(7, 3, 1, Duration.ofMillis(2), 8, 1 << 20, Duration.ofSeconds(1)));
        assertThat(dotted.cacheBytes()).isZero();
        assertThat(dotted.maxBatch()).isEqualTo(16);
        assertThat(other).isEqualTo(new LaneSettings(256, 3, 16, Duration.ZERO, 8, 1 << 20, Duration.ofSeconds(1)));
    }
}
