package dev.auspex.gateway.upstream;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The services behind the gateway and the connections to them. */
@ConfigMapping(prefix = "auspex.upstream")
public interface UpstreamConfig {

    /** Services by name; routes name one of them. */
    Map<String, Service> services();

    /** Connections to one address of a service at most, for each event loop. */
    @WithDefault("128")
    int poolSize();

    /** Requests of one event loop to one address that may wait for a connection; more are answered 503 at once. */
    @WithDefault("1024")
    int waitQueue();

    /** Longest time that a new connection takes; an address that takes longer is not reached. */
    @WithDefault("1s")
    Duration connectTimeout();

    /** How much longer a request waits, beyond that, for a connection to be free; then it is answered 503. */
    @WithDefault("1s")
    Duration poolWait();

    /** Unused connections are closed after this; shorter than the services' own 60 s, so that none is cut off in use. */
    @WithDefault("30s")
    Duration keepAlive();

    /** A connection on which nothing moves for so long is broken; longer than every route's timeout. */
    @WithDefault("120s")
    Duration stalled();

    /** Longest wait for a service's management port (readiness, API document). */
    @WithDefault("2s")
    Duration managementTimeout();

    /** When an address of several is left alone. */
    Ejection ejection();

    /** When a service is left alone. */
    BreakerLimits breaker();

    /** What may be sent twice. */
    Retries retry();

    /** One service. */
    interface Service {

        /** Where requests go, such as {@code http://localhost:8081}; several addresses are divided by commas. */
        List<URI> url();

        /** Where readiness and the API document are. */
        URI managementUrl();
    }

    /** Passive ejection: an address shows by its failures that it is not well. */
    interface Ejection {

        /** Failures in a row after which an address is left alone; never more than half of a service's addresses are. */
        @WithDefault("5")
        int failures();

        /** For how long. */
        @WithDefault("10s")
        Duration time();
    }

    /**
     * Circuit breaker of a service, over all its addresses. What a caller may have caused (no answer in time, a connection that
     * broke while a body was under way) counts in a breaker of the same settings for this tenant, account or address alone.
     */
    interface BreakerLimits {

        /** Requests in the window before anything is concluded. */
        @WithDefault("20")
        int requests();

        /** Percent of them that must have failed. */
        @WithDefault("50")
        int failurePercent();

        /** The window. */
        @WithDefault("10s")
        Duration window();

        /** How long requests are answered 503 at once; then one a second is let through until one succeeds. */
        @WithDefault("5s")
        Duration open();

        /** Callers whose failures are counted at most, for each service. */
        @WithDefault("10000")
        int callers();
    }

    /** Retry budget of a service. */
    interface Retries {

        /** Retries for each request, on the average. */
        @WithDefault("0.2")
        double share();

        /** Retries that may come at once. */
        @WithDefault("10")
        int burst();
    }
}
