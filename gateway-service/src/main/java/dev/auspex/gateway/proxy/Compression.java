package dev.auspex.gateway.proxy;

import java.util.Set;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.ProxyResponse;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

import dev.auspex.gateway.asset.AcceptEncoding;

/**
 * Compresses answers of services for clients that accept gzip. It skips short answers, answers that must not be stored
 * ({@code no-store}, because they contain tokens), answers with an {@code ETag}, which identifies exact bytes, and
 * types that are not text.
 */
@ApplicationScoped
class Compression {

    private static final Set<String> TYPES =
            Set.of("application/json", "application/problem+json", "application/x-ndjson", "text/csv", "text/plain");

    private final boolean enabled;
    private final long fromBytes;

    Compression(CompressionConfig config) {
        this.enabled = config.enabled();
        this.fromBytes = config.from().asLongValue();
    }

    /**
     * Compresses an answer's body if that is worthwhile.
     *
     * @return the body to close once the answer has been sent, or null if nothing is compressed
     */
    @Nullable
    GzipBody apply(HttpServerRequest request, ProxyResponse answer) {
        Body body = answer.getBody();
        MultiMap headers = answer.headers();
        if (!enabled || body == null || !pays(body.length()) || !compressible(headers) || !readable(request)) {
            return null;
        }
        headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        if (!AcceptEncoding.takesGzip(request)) {
            return null;
        }
        GzipBody compressed = new GzipBody(body.stream());
        headers.remove(HttpHeaders.CONTENT_LENGTH);
        headers.set(HttpHeaders.CONTENT_ENCODING, AcceptEncoding.GZIP);
        answer.setBody(Body.body(compressed));
        return compressed;
    }

    /** Returns whether the body is long enough. A body of unknown length may become long. */
    private boolean pays(long length) {
        return length < 0 || length >= fromBytes;
    }

    private static boolean compressible(MultiMap headers) {
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        String caching = headers.get(HttpHeaders.CACHE_CONTROL);
        return type != null
                && TYPES.contains(mediaType(type))
                && !headers.contains(HttpHeaders.CONTENT_ENCODING)
                && !headers.contains(HttpHeaders.CONTENT_RANGE)
                && !headers.contains(HttpHeaders.ETAG)
                && (caching == null || !caching.contains("no-store") && !caching.contains("no-transform"));
    }

    private static String mediaType(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip();
    }

    /**
     * Returns whether the client can read a compressed body. HTTP/1.0 marks the end of a body of unknown length only by
     * closing the connection, and an answer to HEAD has no body.
     */
    private static boolean readable(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_1_0 && !HttpMethod.HEAD.equals(request.method());
    }
}
