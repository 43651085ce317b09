package dev.auspex.gateway.asset;

import io.vertx.core.http.HttpServerResponse;

/** Response headers that restrict what a page may do in the browser. */
public enum PagePolicy {

    /** The web application: everything from this origin, nothing inline, no framing. */
    STRICT("style-src 'self'"),

    /** The API documentation page: Swagger UI sets inline styles on its elements. */
    API_DOCS("style-src 'self' 'unsafe-inline'");

    private final String contentSecurityPolicy;

    PagePolicy(String style) {
        this.contentSecurityPolicy = "default-src 'none'; script-src 'self'; " + style
                + "; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
                + "frame-ancestors 'none'";
    }

    void apply(HttpServerResponse response) {
        response.putHeader("Content-Security-Policy", contentSecurityPolicy)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin");
    }
}
