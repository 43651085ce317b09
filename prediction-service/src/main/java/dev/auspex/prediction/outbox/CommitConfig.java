package dev.auspex.prediction.outbox;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How predictions are written in groups. */
@ConfigMapping(prefix = "auspex.commit")
public interface CommitConfig {

    /** Most predictions in one statement. */
    @WithDefault("256")
    int groupSize();

    /** Most statements under way at once. With more, groups are smaller and PostgreSQL has more to do. */
    @WithDefault("1")
    int statements();

    /** Predictions that may wait for a statement; one more is answered 429. */
    @WithDefault("4096")
    int queue();

    /** Longest time of one statement; after it, its connection is thought dead and the group is tried once more. */
    @WithDefault("10s")
    Duration statementTimeout();

    /** Longest wait for the last groups when the service stops. */
    @WithDefault("5s")
    Duration drain();
}
