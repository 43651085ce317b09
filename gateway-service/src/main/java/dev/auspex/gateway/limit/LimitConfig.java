package dev.auspex.gateway.limit;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Request limits. */
@ConfigMapping(prefix = "auspex.limit")
public interface LimitConfig {

    /** Limit classes by name; each route names one of them. */
    Map<String, LimitClass> classes();

    /** Longest wait for Redis before this instance decides on its own. */
    @WithDefault("50ms")
    Duration redisTimeout();

    /** How long Redis is not asked after it failed. */
    @WithDefault("1s")
    Duration redisPause();

    /**
     * Share of all limits that an instance grants on its own while Redis is unavailable; 1 / instances keeps the total.
     */
    @WithDefault("0.5")
    double fallbackShare();

    /** Callers remembered while Redis is unavailable; at most twice this number is kept. */
    @WithDefault("20000")
    int fallbackBuckets();

    /** Maximum number of tenants whose own limits are kept; for other tenants, only the limits of the classes apply. */
    @WithDefault("100000")
    int mostTenants();

    /** How long a request counts as concurrent if its instance dies before it reports the end. */
    @WithDefault("11m")
    Duration lease();

    /** Shortest time between two log warnings that Redis is unavailable. */
    @WithDefault("30s")
    Duration warnInterval();

    /** Limits of one class of requests; all configured limits apply together. */
    interface LimitClass {

        /** Tokens refilled a second for each caller: the account, or the client's address if nobody is signed in. */
        int rate();

        /** Tokens of a full bucket: requests that may come at once. */
        int burst();

        /**
         * Whether limits that tenants set themselves apply here too. Turn it off where a tenant's
         * members change those limits.
         */
        @WithDefault("true")
        boolean tenantLimits();

        /** Rate limit for each API key. */
        Optional<Rate> key();

        /** Rate limit for each tenant. */
        Optional<Rate> tenant();

        /** Rate limit for each client address, whoever is signed in there. */
        Optional<Rate> address();

        /** Maximum number of concurrent requests of one caller. */
        OptionalInt concurrent();

        /** Tokens of each tenant a day (UTC). */
        OptionalLong tenantDaily();

        /** Whether requests over a limit are only counted, and let through. */
        @WithDefault("false")
        boolean shadow();
    }

    /** A bucket of tokens. */
    interface Rate {

        /** Tokens refilled a second. */
        int rate();

        /** Tokens of a full bucket. */
        int burst();
    }
}
