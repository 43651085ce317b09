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

    /** Services by name; each route names one of them. */
    Map<String, Service> services();

    /** Most connections to one address of a service, for each event loop. */
    @WithDefault("128")
    int poolSize();

    /**
     * Most requests of one event loop that may wait for a connection to one address; further ones are
     * answered with 503 at once.
     */
    @WithDefault("1024")
    int waitQueue();

    /** Longest time to open a new connection; an address that takes longer counts as unreachable. */
    @WithDefault("1s")
    Duration connectTimeout();

    /** How much longer, beyond that, a request waits for a free connection before it is answered with 503. */
    @WithDefault("1s")
    Duration poolWait();

    /** How long an unused connection stays open; shorter than the services' own 60 s, so that none is closed in use. */
    @WithDefault("30s")
    Duration keepAlive();

    /** Time without any data after which a connection counts as broken; longer than every route's timeout. */
    @WithDefault("120s")
    Duration stalled();

    /** Longest wait for a service's management port (readiness, API document). */
    @WithDefault("2s")
    Duration managementTimeout();

    /** When one of several addresses is avoided. */
    Ejection ejection();

    /** When a service is not called. */
    BreakerLimits breaker();

    /** What may be sent again. */
    Retries retry();

    /** One service. */
    interface Service {

        /** Where requests go, such as {@code http://localhost:8081}; several addresses are separated by commas. */
        List<URI> url();

        /** Where readiness and the API document are served. */
        URI managementUrl();
    }

    /** Passive ejection: an address that keeps failing is avoided for a while. */
    interface Ejection {

        /**
         * Consecutive failures after which an address is avoided; never more than half of a service's addresses are.
         */
        @WithDefault("5")
        int failures();

        /** How long an address is avoided. */
        @WithDefault("10s")
        Duration time();
    }

    /**
     * Circuit breaker of a service, across all its addresses. A failure that a caller may have caused (no answer in
     * time, or a connection that broke during a request with a body) counts in a separate breaker with the same
     * settings, for that tenant, account or address alone.
     */
    interface BreakerLimits {

        /** Fewest requests in the window before the breaker can open. */
        @WithDefault("20")
        int requests();

        /** Percentage of them that must have failed. */
        @WithDefault("50")
        int failurePercent();

        /** Length of the window. */
        @WithDefault("10s")
        Duration window();

        /**
         * How long requests are answered with 503 at once; after that, one a second is let through until one succeeds.
         */
        @WithDefault("5s")
        Duration open();

        /** Most callers whose failures are counted, for each service. */
        @WithDefault("10000")
        int callers();
    }

    /** Retry budget of a service. */
    interface Retries {

        /** Average number of retries per request. */
        @WithDefault("0.2")
        double share();

        /** Most retries that may come at once. */
        @WithDefault("10")
        int burst();
    }
}
