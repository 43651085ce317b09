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
 * Compresses answers of services for clients that take it. Left as they are: short ones, those that are nobody else's to keep
 * ({@code no-store}: tokens are in them), those that name their bytes ({@code ETag}), and types that hold no text.
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
     * Has an answer's body compressed where that pays.
     *
     * @return what is to be closed when the answer is out, or null where nothing is compressed
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

    /** A body of unknown length may become long. */
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

    /** HTTP/1.0 has no bodies of unknown length but the end of the connection; a HEAD has none at all. */
    private static boolean readable(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_1_0 && !HttpMethod.HEAD.equals(request.method());
    }
}
