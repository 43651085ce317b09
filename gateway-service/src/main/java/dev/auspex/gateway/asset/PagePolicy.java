package dev.auspex.gateway.asset;

import io.vertx.core.http.HttpServerResponse;

/** Headers that tell a browser what a page may do. */
public enum PagePolicy {

    /** The web application: everything from here, nothing inline, no frame around it. */
    STRICT("style-src 'self'"),

    /** The page of the API document: Swagger UI sets styles on its elements. */
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
