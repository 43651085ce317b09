package dev.auspex.gateway.socket;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Sockets of browsers and programs at {@code /ws}. */
@ConfigMapping(prefix = "auspex.socket")
public interface SocketConfig {

    /** Origins besides the gateway's own whose pages may open a socket. */
    Optional<List<String>> origins();

    /** The address that users see: pages of its origin may open a socket. So may pages of the address that a connection came to. */
    String publicAddress();

    /** How long a ticket waits to be used. */
    @WithDefault("30s")
    Duration ticketLife();

    /** How often a socket hears that the connection lives; who shows no sign for two and a half of it is gone. */
    @WithDefault("30s")
    Duration heartbeat();

    /** What may wait to be read by one socket; who reads more slowly is closed with 1008. */
    @WithDefault("256K")
    MemorySize buffer();

    /** How long a closed socket has to take what it was sent last, before its connection is cut. */
    @WithDefault("5s")
    Duration farewell();

    /** Largest message of a client. */
    @WithDefault("64K")
    MemorySize message();

    /** Most frames of one message. */
    @WithDefault("64")
    int fragments();

    /** Longest time from the first frame of a message to its last. */
    @WithDefault("10s")
    Duration messageTime();

    /** Most messages, or frames of them, of one socket in a second; a client that sends more is closed with 1008. */
    @WithDefault("200")
    int messages();

    /** Predictions of one socket at the same time. */
    @WithDefault("16")
    int predictions();

    /** Longest wait for one. */
    @WithDefault("10s")
    Duration predictionTimeout();

    /** Topics of one socket. */
    @WithDefault("50")
    int topics();

    /** Limit class of sockets; its {@code concurrent} is how many one account may have open. */
    @WithDefault("sockets")
    String limit();

    /** Limit class of predictions and renewals over sockets. */
    @WithDefault("standard")
    String predictionLimit();
}
