package dev.auspex.prediction.tenant;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How predictions are deleted whose time is over. */
@ConfigMapping(prefix = "auspex.retention")
public interface RetentionConfig {

    /** Whether this replica takes part. One of those that do deletes at any time. */
    @WithDefault("true")
    boolean enabled();

    /** For how many days predictions are kept of tenants that did not say. */
    @WithDefault("365")
    int defaultDays();

    /** Pause before the first round after a start, in which news of tenants are heard. News of a deleted tenant ends it. */
    @WithDefault("10m")
    Duration first();

    /** Pause after all tenants were looked at. News of a deleted tenant ends it. */
    @WithDefault("1h")
    Duration every();

    /** Most predictions deleted in one transaction. */
    @WithDefault("500")
    int batch();

    /** Pause after each batch, in which the disk belongs to those who commit. */
    @WithDefault("100ms")
    Duration pause();
}
