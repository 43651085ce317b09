package dev.auspex.gateway.wire;

import java.util.Map;

import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Checks the head of a request over HTTP/2. Its parts are sent as lengths and bytes, so they can contain what would end
 * a line or begin another request in HTTP/1, which the services use. The codec refuses some of this; these checks
 * refuse all of it (RFC 9113, sections 8.2 and 8.3).
 */
public final class Http2Head {

    private Http2Head() {}

    /** Returns whether a request came over HTTP/2. */
    public static boolean is(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2;
    }

    /** Returns whether method, target, authority and headers have the same meaning in HTTP/1. */
    public static boolean isPlain(HttpServerRequest request) {
        if (request.authority() == null || !isTarget(request.uri())) {
            return false;
        }
        MultiMap headers = request.headers();
        for (Map.Entry<String, String> header : headers) {
            if (!isName(header.getKey()) || !isValue(header.getValue()) || isOfConnection(header)) {
                return false;
            }
        }
        return headers.getAll(HttpHeaders.CONTENT_LENGTH).size() <= 1;
    }

    /** Returns whether more than the head was sent or may follow, which can be a body of undeclared length. */
    public static boolean isFollowed(HttpServerRequest request) {
        if (request.bytesRead() > 0) {
            return true;
        }
        Http2ConnectionHandler codec = (Http2ConnectionHandler)
                ((ConnectionBase) request.connection()).channelHandlerContext().handler();
        Http2Stream stream = codec.connection().stream(request.streamId());
        return stream != null && stream.state().remoteSideOpen();
    }

    private static boolean isTarget(String uri) {
        if (uri == null || uri.isEmpty() || uri.charAt(0) != '/') {
            return false;
        }
        for (int i = 1; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean token = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
            if (!token) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean isValue(String value) {
        int length = value.length();
        if (length == 0) {
            return true;
        }
        if (isBlank(value.charAt(0)) || isBlank(value.charAt(length - 1))) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isOfConnection(Map.Entry<String, String> header) {
        return switch (header.getKey()) {
            case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade" -> true;
            case "te" -> !"trailers".equals(header.getValue());
            default -> false;
        };
    }
}
