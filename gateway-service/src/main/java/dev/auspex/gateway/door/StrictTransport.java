package dev.auspex.gateway.door;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

import dev.auspex.gateway.proxy.Client;

/**
 * Tells browsers that came over TLS to keep using TLS (RFC 6797). The header is never sent over a plain connection,
 * where anyone could forge it.
 */
@ApplicationScoped
public class StrictTransport {

    private static final CharSequence NAME = HttpHeaders.createOptimized("strict-transport-security");

    private final @Nullable CharSequence value;

    StrictTransport(DoorConfig config) {
        DoorConfig.Hsts hsts = config.hsts();
        this.value = hsts.enabled()
                ? HttpHeaders.createOptimized("max-age=" + hsts.maxAge().toSeconds()
                        + (hsts.includeSubdomains() ? "; includeSubDomains" : ""))
                : null;
    }

    /** Sets the header on secure connections, whoever writes the answer later. */
    void apply(HttpServerRequest request, Client client) {
        if (value != null && client.isSecure()) {
            request.response().putHeader(NAME, value);
        }
    }
}
