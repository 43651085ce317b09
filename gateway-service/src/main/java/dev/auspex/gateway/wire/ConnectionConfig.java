package dev.auspex.gateway.wire;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many connections the gateway's public ports accept, and how long a connection may be silent. */
@ConfigMapping(prefix = "auspex.connections")
public interface ConnectionConfig {

    /** Most open connections. Each further one is closed at once. */
    @WithDefault("10000")
    int most();

    /** Most connections from one address. */
    @WithDefault("500")
    int perAddress();

    /** Most connections from one network. */
    @WithDefault("1000")
    int perNetwork();

    /** Bits of an IPv4 address that name its network. */
    @WithDefault("24")
    int ipv4Prefix();

    /** Bits of an IPv6 address that name its network. */
    @WithDefault("64")
    int ipv6Prefix();

    /** Connections out of {@link #most()} that are reserved for networks with few connections. */
    @WithDefault("1000")
    int reserve();

    /** Most connections of a network that may use the reserve. */
    @WithDefault("8")
    int few();

    /**
     * Networks (CIDR) whose addresses stand for many clients, such as nodes that translate addresses: they count
     * only toward {@link #most()}. Trusted proxies need not be listed again. Forwarding headers from these
     * clients are not trusted.
     */
    Optional<List<String>> shared();

    /** Longest wait for the first byte of a connection and, over TLS, for the first byte after the handshake. */
    @WithDefault("5s")
    Duration silence();

    /**
     * Longest wait for the next request of a connection. Connections of trusted proxies and shared addresses may wait
     * as long as {@code quarkus.http.idle-timeout} allows.
     */
    @WithDefault("20s")
    Duration keepAlive();

    /** How often the log reports refused connections. */
    @WithDefault("30s")
    Duration warnInterval();
}
