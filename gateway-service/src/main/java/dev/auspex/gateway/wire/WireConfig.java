package dev.auspex.gateway.wire;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How requests are read from the wire. */
@ConfigMapping(prefix = "auspex.wire")
public interface WireConfig {

    /**
     * Longest time from the first byte of a request's head to its last; a client that takes longer is cut off. The same
     * limit applies to a TLS handshake, and after it to the HTTP/2 preface.
     */
    @WithDefault("10s")
    Duration headTimeout();

    /**
     * Most requests of an HTTP/1 connection that may wait for their answers, or arrive while the client does not read
     * earlier answers; a client that sends more is cut off.
     */
    @WithDefault("32")
    int pipelined();
}
