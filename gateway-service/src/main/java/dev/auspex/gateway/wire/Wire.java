package dev.auspex.gateway.wire;

import java.util.concurrent.TimeUnit;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Has Netty use {@link WireExtension}, with what the server is configured to take. */
@ApplicationScoped
public class Wire implements HttpServerOptionsCustomizer {

    private static final String NETTY_EXTENSIONS = "io.netty.bootstrap.extensions";

    private final WireConfig config;

    Wire(WireConfig config) {
        this.config = config;
    }

    /** Before the first connection to anywhere, since Netty looks at it once. */
    void first(@Observes @Priority(1) StartupEvent event) {
        System.setProperty(NETTY_EXTENSIONS, "serviceload");
        System.setProperty(
                WireExtension.HEAD_MILLIS, Long.toString(config.headTimeout().toMillis()));
        System.setProperty(WireExtension.PIPELINED, Integer.toString(Math.max(1, config.pipelined())));
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        // HTTP/2 comes with TLS only: nobody speaks it openly but by prior knowledge, and an upgrade is a second way
        // in.
        options.setHttp2ClearTextEnabled(false);
        System.setProperty(WireExtension.HTTP1_IN_CLEAR, "true");
        tell(options);
    }

    private static void tell(HttpServerOptions options) {
        System.setProperty(WireExtension.HEADER_BYTES, Integer.toString(options.getMaxHeaderSize()));
        System.setProperty(WireExtension.LINE_BYTES, Integer.toString(options.getMaxInitialLineLength()));
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        // A handshake is waited for as a head is.
        options.setSslHandshakeTimeout(Math.max(1, config.headTimeout().toMillis()))
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        tell(options);
    }
}
