package dev.auspex.gateway.door;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

import dev.auspex.gateway.proxy.Client;

/** Has browsers that came over TLS come so again (RFC 6797); over a plain connection nothing is said, as anybody could say it there. */
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

    /** Sets the header where it belongs, for whoever answers. */
    void apply(HttpServerRequest request, Client client) {
        if (value != null && client.isSecure()) {
            request.response().putHeader(NAME, value);
        }
    }
}
