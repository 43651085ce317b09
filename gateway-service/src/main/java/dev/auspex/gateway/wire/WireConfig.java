package dev.auspex.gateway.wire;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How requests are read off the wire. */
@ConfigMapping(prefix = "auspex.wire")
public interface WireConfig {

    /**
     * Longest time from the first byte of a request's head to its last; a client that takes longer is cut off. As long at most for a
     * TLS handshake, and after it for the preface of HTTP/2.
     */
    @WithDefault("10s")
    Duration headTimeout();

    /**
     * Most requests of an HTTP/1 connection that wait for their answers, or that come while answers before them are not taken; a client
     * that sends more is cut off.
     */
    @WithDefault("32")
    int pipelined();
}
