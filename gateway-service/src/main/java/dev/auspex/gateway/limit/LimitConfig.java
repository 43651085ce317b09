package dev.auspex.gateway.limit;

import java.time.Duration;
import java.util.Map;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of requests, each principal on its own. */
@ConfigMapping(prefix = "auspex.limit")
public interface LimitConfig {

    /** Limit classes by name; routes name one of them. */
    Map<String, LimitClass> classes();

    /** Longest wait for Redis, after which this instance decides alone. */
    @WithDefault("50ms")
    Duration redisTimeout();

    /** How long Redis is left alone after it failed. */
    @WithDefault("1s")
    Duration redisPause();

    /** Share of rate and burst that an instance grants on its own while Redis is gone: 1 / instances keeps the sum. */
    @WithDefault("0.5")
    double fallbackShare();

    /** Buckets kept in memory while Redis is gone, at most twice this. */
    @WithDefault("20000")
    int fallbackBuckets();

    /** A missing Redis is logged at most once in this time. */
    @WithDefault("30s")
    Duration warnInterval();

    /** A token bucket. */
    interface LimitClass {

        /** Tokens that come back, a second. */
        int rate();

        /** Tokens of a full bucket: requests that may come at once. */
        int burst();
    }
}
