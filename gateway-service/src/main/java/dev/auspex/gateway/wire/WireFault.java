package dev.auspex.gateway.wire;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.json.JsonObject;

import dev.auspex.contracts.problem.Problem;
import dev.auspex.contracts.problem.ProblemType;

/** A fault in the bytes of a request, which ends it before its address is known. */
final class WireFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final String CONTENT_TYPE_OPTIONS = "x-content-type-options";
    private static final String NOSNIFF = "nosniff";

    private final ProblemType type;

    WireFault(ProblemType type, String detail) {
        // No stack trace: this is an answer, not a fault of the gateway.
        super(detail, null, false, false);
        this.type = type;
    }

    static WireFault framing(String detail) {
        return new WireFault(ProblemType.MALFORMED_BODY, detail);
    }

    static WireFault late() {
        return new WireFault(
                ProblemType.REQUEST_TIMEOUT,
                "The head of the request took too long to arrive. Send the request again without pauses.");
    }

    static WireFault brokenBody() {
        return framing("The chunks of the body are not well formed. Send a Content-Length, or chunks as RFC 9112"
                + " describes them.");
    }

    /** Returns the fault that a decoder's exception stands for. */
    static WireFault of(Throwable cause) {
        return switch (cause) {
            case WireFault fault -> fault;
            case TooLongHttpLineException tooLong ->
                new WireFault(
                        ProblemType.ADDRESS_TOO_LONG,
                        "The first line of the request is too long. Shorten the address, or send data in the body.");
            case TooLongHttpHeaderException tooLong ->
                new WireFault(
                        ProblemType.HEADERS_TOO_LARGE,
                        "The headers of the request are too large. Send fewer or shorter headers.");
            default ->
                new WireFault(
                        ProblemType.INVALID_INPUT,
                        "The head of the request is not well formed. Send HTTP/1.1 as RFC 9112 describes it.");
        };
    }

    ProblemType type() {
        return type;
    }

    /**
     * Returns the answer, after which the connection is closed.
     *
     * @param target the request's target, as far as it is known
     */
    FullHttpResponse answer(String target) {
        boolean openInference = target.equals("/v2") || target.startsWith("/v2/");
        JsonObject json = openInference
                ? new JsonObject().put("error", getMessage())
                : new JsonObject()
                        .put("type", type.uri())
                        .put("title", type.title())
                        .put("status", type.status())
                        .put("detail", getMessage());
        ByteBuf body = Unpooled.copiedBuffer(json.encode(), StandardCharsets.UTF_8);
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(type.status()), body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, openInference ? "application/json" : Problem.MEDIA_TYPE)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(CONTENT_TYPE_OPTIONS, NOSNIFF)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return response;
    }
}
