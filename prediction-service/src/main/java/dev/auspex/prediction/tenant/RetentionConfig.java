package dev.auspex.prediction.tenant;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How expired predictions are deleted. */
@ConfigMapping(prefix = "auspex.retention")
public interface RetentionConfig {

    /** Whether this replica can delete predictions. At any time, only one such replica does. */
    @WithDefault("true")
    boolean enabled();

    /** Retention period in days for tenants that did not set one. */
    @WithDefault("365")
    int defaultDays();

    /** Pause after the service starts, while tenant events arrive. A deleted tenant ends the pause early. */
    @WithDefault("10m")
    Duration first();

    /** Pause after a complete round over all tenants. A deleted tenant ends the pause early. */
    @WithDefault("1h")
    Duration every();

    /** Maximum number of predictions deleted in one transaction. */
    @WithDefault("500")
    int batch();

    /** Pause after each batch, which leaves the disk to commits. */
    @WithDefault("100ms")
    Duration pause();
}
