package dev.auspex.gateway.asset;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Sends an asset: compressed if the client accepts gzip, and without a body if the client already has it. */
public final class AssetAnswer {

    private static final int PIECE = 32 * 1024;

    private AssetAnswer() {}

    /**
     * Answers a request with an asset.
     *
     * @param request a GET or HEAD
     */
    public static void send(HttpServerRequest request, Asset asset, PagePolicy policy) {
        HttpServerResponse response = request.response();
        boolean compressed = asset.gzip() != null && AcceptEncoding.takesGzip(request);
        policy.apply(response);
        response.putHeader(HttpHeaders.ETAG, "\"" + asset.hash() + (compressed ? "-gzip\"" : "\""))
                .putHeader(HttpHeaders.CACHE_CONTROL, asset.cacheControl());
        if (asset.gzip() != null) {
            response.putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        }
        String known = request.getHeader(HttpHeaders.IF_NONE_MATCH);
        if (known != null && known.contains(asset.hash())) {
            response.setStatusCode(304).end();
            return;
        }
        Buffer content = compressed ? asset.gzip() : asset.plain();
        response.putHeader(HttpHeaders.CONTENT_TYPE, asset.contentType())
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(content.length()));
        if (compressed) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, AcceptEncoding.GZIP);
        }
        if (HttpMethod.HEAD.equals(request.method())) {
            response.end();
        } else {
            send(response, content, 0);
        }
    }

    /**
     * Sends the content piece by piece, each one after the client has taken those before it. Netty copies what is
     * written, so a client that reads nothing would otherwise hold a full copy. A buffer keeps its reading position, so
     * each answer needs its own views.
     */
    private static void send(HttpServerResponse response, Buffer content, int from) {
        int at = from;
        while (content.length() - at > PIECE) {
            if (response.writeQueueFull()) {
                int next = at;
                response.drainHandler(taken -> {
                    if (!response.closed() && !response.ended()) {
                        send(response, content, next);
                    }
                });
                return;
            }
            response.write(content.slice(at, at + PIECE));
            at += PIECE;
        }
        response.drainHandler(null);
        response.end(content.slice(at, content.length()));
    }
}
