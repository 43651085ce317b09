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
 * The head of a request over HTTP/2. Its parts travel as lengths and bytes, so that they can hold what would end a line or begin another
 * request in HTTP/1, which is what services get. The codec refuses part of it; here all of it is (RFC 9113, section 8.2 and 8.3).
 */
public final class Http2Head {

    private Http2Head() {}

    /** Whether a request came over HTTP/2. */
    public static boolean is(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2;
    }

    /** Whether method, target, authority and headers mean in HTTP/1 what they mean here. */
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

    /** Whether the head was not the whole request: what follows may be a body of a length that nobody told. */
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
