package dev.auspex.gateway.upstream;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The services behind the gateway and the connections to them. */
@ConfigMapping(prefix = "auspex.upstream")
public interface UpstreamConfig {

    /** Services by name; routes name one of them. */
    Map<String, Service> services();

    /** Connections to one service at most, for each event loop. */
    @WithDefault("128")
    int poolSize();

    /** Requests of one event loop to one service that may wait for a connection; more are answered 503 at once. */
    @WithDefault("1024")
    int waitQueue();

    /** Longest wait for a connection, free or new. */
    @WithDefault("1s")
    Duration connectTimeout();

    /** Unused connections are closed after this; shorter than the services' own 60 s, so that none is cut off in use. */
    @WithDefault("30s")
    Duration keepAlive();

    /** A connection on which nothing moves for so long is broken; longer than every route's timeout. */
    @WithDefault("120s")
    Duration stalled();

    /** Longest wait for a service's management port (readiness, API document). */
    @WithDefault("2s")
    Duration managementTimeout();

    /** One service. */
    interface Service {

        /** Where requests go, such as {@code http://localhost:8081}. */
        URI url();

        /** Where readiness and the API document are. */
        URI managementUrl();
    }
}
