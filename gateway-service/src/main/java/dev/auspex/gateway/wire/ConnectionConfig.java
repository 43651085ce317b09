package dev.auspex.gateway.wire;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many connections the gateway's public ports take, and how long one may be silent. */
@ConfigMapping(prefix = "auspex.connections")
public interface ConnectionConfig {

    /** Most connections at the same time. Each further one is closed at once. */
    @WithDefault("10000")
    int most();

    /** Most connections of one address. */
    @WithDefault("500")
    int perAddress();

    /** Most connections of one network. */
    @WithDefault("1000")
    int perNetwork();

    /** Bits of an IPv4 address that name its network. */
    @WithDefault("24")
    int ipv4Prefix();

    /** Bits of an IPv6 address that name its network. */
    @WithDefault("64")
    int ipv6Prefix();

    /** Connections of {@link #most()} that are kept for networks with few. */
    @WithDefault("1000")
    int reserve();

    /** Most connections of a network that may use the reserve. */
    @WithDefault("8")
    int few();

    /**
     * Networks (CIDR) whose addresses stand for many clients, such as nodes that translate addresses: they count in {@link #most()}
     * alone. Trusted proxies need not be listed again. Nothing that such a client says of itself is believed.
     */
    Optional<List<String>> shared();

    /** Longest wait for the first byte of a connection, and over TLS for the first byte after the handshake. */
    @WithDefault("5s")
    Duration silence();

    /**
     * Longest wait for the next request of a connection. Connections of trusted proxies and shared addresses may wait as long as
     * {@code quarkus.http.idle-timeout} lets them.
     */
    @WithDefault("20s")
    Duration keepAlive();

    /** How often the log says that connections were refused. */
    @WithDefault("30s")
    Duration warnInterval();
}
