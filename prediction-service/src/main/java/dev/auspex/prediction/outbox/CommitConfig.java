package dev.auspex.prediction.outbox;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How predictions are written in groups. */
@ConfigMapping(prefix = "auspex.commit")
public interface CommitConfig {

    /** Maximum number of predictions in one statement. */
    @WithDefault("256")
    int groupSize();

    /** Maximum number of statements that run at once. With more, groups are smaller and PostgreSQL has more work. */
    @WithDefault("1")
    int statements();

    /** Maximum number of predictions that may wait for a statement. Further predictions are answered 429. */
    @WithDefault("4096")
    int queue();

    /** Longest time for one statement. After it, the connection is considered dead and the group is tried once more. */
    @WithDefault("10s")
    Duration statementTimeout();

    /** Longest wait for the last groups when the service stops. */
    @WithDefault("5s")
    Duration drain();
}
