package dev.auspex.gateway.socket;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** WebSockets of browsers and programs at {@code /ws}. */
@ConfigMapping(prefix = "auspex.socket")
public interface SocketConfig {

    /** Other origins, in addition to the gateway's own, whose pages may open a socket. */
    Optional<List<String>> origins();

    /**
     * Address that users see. Pages of its origin may open a socket, and so may pages of the address
     * that a connection came to.
     */
    String publicAddress();

    /** How long a ticket can be used. */
    @WithDefault("30s")
    Duration ticketLife();

    /**
     * Interval of heartbeats to each socket. A client that shows no sign of life for two and a half
     * intervals is disconnected.
     */
    @WithDefault("30s")
    Duration heartbeat();

    /** Most unread data for one socket; a client that reads more slowly is closed with 1008. */
    @WithDefault("256K")
    MemorySize buffer();

    /** How long a closed socket has to receive its last messages before its connection is cut. */
    @WithDefault("5s")
    Duration farewell();

    /** Largest message from a client. */
    @WithDefault("64K")
    MemorySize message();

    /** Most frames of one message. */
    @WithDefault("64")
    int fragments();

    /** Longest time from the first frame of a message to its last. */
    @WithDefault("10s")
    Duration messageTime();

    /**
     * Most messages, or frames of unfinished messages, from one socket in a second; a client that sends
     * more is closed with 1008.
     */
    @WithDefault("200")
    int messages();

    /** Most concurrent predictions of one socket. */
    @WithDefault("16")
    int predictions();

    /** Longest wait for a prediction. */
    @WithDefault("10s")
    Duration predictionTimeout();

    /** Most topics of one socket. */
    @WithDefault("50")
    int topics();

    /** Limit class of sockets; its {@code concurrent} value is how many sockets one account may have open. */
    @WithDefault("sockets")
    String limit();

    /** Limit class of predictions and renewals over sockets. */
    @WithDefault("standard")
    String predictionLimit();
}
