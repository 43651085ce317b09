package dev.auspex.gateway.door;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.gateway.route.Route;

/**
 * Lets pages of configured other origins call the API. Cookies are not allowed: such pages send their own token or API
 * key. Other origins get no CORS headers, so their browsers withhold the answer from them.
 */
@ApplicationScoped
public class Cors {

    private static final String EXPOSED =
            "RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, X-Process-Time, Location, ETag,"
                    + " Inference-Header-Content-Length";
    private static final String ALLOWED =
            "Authorization, Content-Type, X-API-Key, X-Request-Id, Idempotency-Key, If-Match,"
                    + " If-None-Match, traceparent, Inference-Header-Content-Length";

    private final Set<String> origins;
    private final String maxAge;

    Cors(DoorConfig config) {
        this.origins = new HashSet<>(config.corsOrigins().orElse(List.of()));
        if (origins.contains("*")) {
            throw new IllegalArgumentException("auspex.door.cors-origins must list origins by name and not contain *.");
        }
        this.maxAge = Long.toString(config.corsMaxAge().toSeconds());
    }

    /**
     * Sets the CORS headers for a listed origin. Returns true if the request was a preflight, which
     * is then already answered.
     */
    boolean answers(HttpServerRequest request, Route route) {
        if (origins.isEmpty()) {
            return false;
        }
        HttpServerResponse response = request.response();
        response.putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin == null || !origins.contains(origin)) {
            return false;
        }
        response.putHeader("Access-Control-Allow-Origin", origin).putHeader("Access-Control-Expose-Headers", EXPOSED);
        if (!HttpMethod.OPTIONS.equals(request.method())
                || request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD) == null) {
            return false;
        }
        response.setStatusCode(204)
                .putHeader("Access-Control-Allow-Methods", route.allow())
                .putHeader("Access-Control-Allow-Headers", ALLOWED)
                .putHeader("Access-Control-Max-Age", maxAge)
                .end();
        return true;
    }
}
