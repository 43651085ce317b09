package dev.auspex.gateway;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Bounds what the kernel keeps for a client that does not read, where a test asks for it: by itself it keeps from tens of KiB to
 * several MiB, as it sees fit at the time.
 */
@Singleton
class SmallSendBuffers implements HttpServerOptionsCustomizer {

    private final int bytes;

    SmallSendBuffers(@ConfigProperty(name = "test.send-buffer", defaultValue = "0") int bytes) {
        this.bytes = bytes;
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        if (bytes > 0) {
            options.setSendBufferSize(bytes);
        }
    }
}
