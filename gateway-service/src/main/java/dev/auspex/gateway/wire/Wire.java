package dev.auspex.gateway.wire;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Makes Netty use {@link WireExtension}, with the configured limits of the server. */
@ApplicationScoped
public class Wire implements HttpServerOptionsCustomizer {

    private static final String NETTY_EXTENSIONS = "io.netty.bootstrap.extensions";

    private static final Logger LOG = Logger.getLogger(Wire.class);

    private final WireConfig config;
    private final Connections connections;
    private final Patience patience;
    private final Vertx vertx;
    private final Duration warnInterval;
    private final int managementPort;
    private long told;

    Wire(
            WireConfig config,
            ConnectionConfig connectionConfig,
            Vertx vertx,
            MeterRegistry metrics,
            @ConfigProperty(name = "auspex.door.trusted-proxies") Optional<List<String>> trustedProxies,
            @ConfigProperty(name = "quarkus.management.port") int managementPort) {
        this.config = config;
        this.vertx = vertx;
        this.managementPort = managementPort;
        this.warnInterval = connectionConfig.warnInterval();
        this.patience = Patience.of(connectionConfig.silence(), connectionConfig.keepAlive());
        List<Network> shared = Stream.of(trustedProxies, connectionConfig.shared())
                .flatMap(Optional::stream)
                .flatMap(List::stream)
                .map(Network::of)
                .toList();
        this.connections = new Connections(
                new Connections.Bounds(
                        connectionConfig.most(),
                        connectionConfig.perAddress(),
                        connectionConfig.perNetwork(),
                        connectionConfig.ipv4Prefix(),
                        connectionConfig.ipv6Prefix(),
                        connectionConfig.reserve(),
                        connectionConfig.few()),
                shared);
        Gauge.builder("auspex.gateway.connections", connections, Connections::open)
                .description("Open connections at the public ports")
                .register(metrics);
        for (Connections.Refused reason : Connections.Refused.values()) {
            FunctionCounter.builder("auspex.gateway.connections.refused", connections, all -> all.refused(reason))
                    .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                    .description("Connections that were closed immediately")
                    .register(metrics);
        }
    }

    /** Runs before the first connection to anywhere, because Netty reads the property only once. */
    void first(@Observes @Priority(1) StartupEvent event) {
        System.setProperty(NETTY_EXTENSIONS, "serviceload");
        System.setProperty(
                WireExtension.HEAD_MILLIS, Long.toString(config.headTimeout().toMillis()));
        System.setProperty(WireExtension.PIPELINED, Integer.toString(Math.max(1, config.pipelined())));
        WireExtension.count(connections, patience, managementPort);
        vertx.setPeriodic(Math.max(1, warnInterval.toMillis()), look -> tellRefused());
    }

    /** Logs all refused connections in one line: a line for each would let an attacker fill the disk. */
    private void tellRefused() {
        long refused = 0;
        StringBuilder reasons = new StringBuilder();
        for (Connections.Refused reason : Connections.Refused.values()) {
            refused += connections.refused(reason);
            reasons.append(' ')
                    .append(reason.name().toLowerCase(Locale.ROOT))
                    .append('=')
                    .append(connections.refused(reason));
        }
        if (refused > told) {
            LOG.warnf("connections refused new=%d open=%d total:%s", refused - told, connections.open(), reasons);
            told = refused;
        }
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        // HTTP/2 is available only with TLS. In cleartext, only clients with prior knowledge speak it, and an upgrade
        // would be a second way in.
        options.setHttp2ClearTextEnabled(false);
        leaveFramesAsTheyAre(options);
        System.setProperty(WireExtension.HTTP1_IN_CLEAR, "true");
        tell(options);
    }

    private static void tell(HttpServerOptions options) {
        System.setProperty(WireExtension.HEADER_BYTES, Integer.toString(options.getMaxHeaderSize()));
        System.setProperty(WireExtension.LINE_BYTES, Integer.toString(options.getMaxInitialLineLength()));
    }

    /**
     * Turns off compression of WebSocket messages, which are short. With compression, each socket would keep two zlib
     * windows, a client's frame could be a thousand times as long as the counted bytes, and reserved bits that were
     * never negotiated would pass.
     */
    private static void leaveFramesAsTheyAre(HttpServerOptions options) {
        options.setPerMessageWebSocketCompressionSupported(false).setPerFrameWebSocketCompressionSupported(false);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        leaveFramesAsTheyAre(options);
        // The TLS handshake has the same time limit as a head.
        options.setSslHandshakeTimeout(Math.max(1, config.headTimeout().toMillis()))
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        tell(options);
    }
}
