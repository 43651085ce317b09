package dev.auspex.gateway.traffic;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What is logged of each request. */
@ConfigMapping(prefix = "auspex.traffic")
public interface TrafficConfig {

    /** Which requests get a line in the log: {@code all}, {@code failures} (status 500 and above), or {@code off}. */
    @WithDefault("failures")
    Log log();

    /** Values of {@link #log()}. */
    enum Log {
        ALL,
        FAILURES,
        OFF
    }
}
