package dev.auspex.auth.throttle;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * How sign-in attempts are slowed down. After the free attempts, the pause after each one doubles, from
 * one second to the longest pause. A successful sign-in removes its own attempts; after an hour without
 * attempts, counting starts again.
 */
@ConfigMapping(prefix = "auspex.throttle")
public interface ThrottleConfig {

    /** Free attempts for one email address by one client. */
    @WithDefault("5")
    int pairFree();

    /** Longest pause for one email address and one client. */
    @WithDefault("5m")
    Duration pairLongest();

    /** Free attempts for one email address by all clients that have never signed in to it. */
    @WithDefault("20")
    int accountFree();

    /** Longest pause for one email address, for all clients that have never signed in to it. */
    @WithDefault("30s")
    Duration accountLongest();

    /** Free attempts from one network address, for any accounts, by clients that have never signed in to them. */
    @WithDefault("50")
    int sourceFree();

    /** Longest pause for one network address. */
    @WithDefault("1m")
    Duration sourceLongest();

    /** How long a client counts as known to an account after its last sign-in. */
    @WithDefault("90d")
    Duration knownFor();
}
