package dev.auspex.gateway.limit;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of requests. */
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

    /** Share of all limits that an instance grants on its own while Redis is gone: 1 / instances keeps the sum. */
    @WithDefault("0.5")
    double fallbackShare();

    /** Callers remembered while Redis is gone, at most twice this. */
    @WithDefault("20000")
    int fallbackBuckets();

    /** Tenants with limits of their own that are kept at most; for others those of the classes hold. */
    @WithDefault("100000")
    int mostTenants();

    /** How long a request counts among those at the same time, where its instance died before it told of the end. */
    @WithDefault("11m")
    Duration lease();

    /** A missing Redis is logged at most once in this time. */
    @WithDefault("30s")
    Duration warnInterval();

    /** What a class of requests may take; all that is set holds at once. */
    interface LimitClass {

        /** Tokens that come back, a second, for each caller: the account, or the client's address where nobody is signed in. */
        int rate();

        /** Tokens of a full bucket: requests that may come at once. */
        int burst();

        /** Whether the limits that tenants set themselves hold here too. Not where a tenant's people lift them. */
        @WithDefault("true")
        boolean tenantLimits();

        /** The same for each API key. */
        Optional<Rate> key();

        /** The same for each tenant. */
        Optional<Rate> tenant();

        /** The same for each client address, whoever is signed in there. */
        Optional<Rate> address();

        /** Requests of one caller at the same time. */
        OptionalInt concurrent();

        /** Tokens of each tenant a day (UTC). */
        OptionalLong tenantDaily();

        /** Whether what would be refused is counted only, and let through. */
        @WithDefault("false")
        boolean shadow();
    }

    /** A bucket of tokens. */
    interface Rate {

        /** Tokens that come back, a second. */
        int rate();

        /** Tokens of a full bucket. */
        int burst();
    }
}
