package dev.auspex.gateway.wire;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.problem.ProblemType;

/**
 * Reads requests as Vert.x does, but refuses every request whose end two readers could see in two places. These are: a
 * length together with chunks, where Netty drops the length (RFC 9112, section 6.1: it "ought to be handled as an
 * error"), a length that is not only digits, a folded header line (RFC 9112, section 5.2), chunks in HTTP/1.0, and
 * codings other than chunked. It also refuses clients that take too long to send a head.
 */
final class StrictDecoder extends VertxHttpRequestDecoder {

    private static final Set<String> VERSIONS = Set.of("HTTP/1.0", "HTTP/1.1");
    private static final Pattern OTHER_VERSION = Pattern.compile("HTTP/\\d\\.\\d");
    private static final Pattern CODINGS_AND_CHUNKS =
            Pattern.compile("(?i)([!#$%&'*+.^_`|~0-9a-z-]+[ \\t]*,[ \\t]*)+chunked");
    private static final int MOST_DIGITS = 18;
    private static final String ONE_LENGTH = "Content-Length must be a single number that has only digits.";
    private static final byte LINE_END = '\n';
    private static final String LENGTH = "content-length";
    private static final int LOWER_CASE = 0x20;

    private final long headMillis;
    private boolean between = true;
    private boolean lineEnded;
    private boolean folded;
    private int lengths;
    private boolean given;
    private @Nullable ScheduledFuture<?> deadline;

    StrictDecoder(HttpServerOptions options, long headMillis) {
        super(options);
        this.headMillis = headMillis;
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw WireFault.framing("The request has both a Content-Length and a Transfer-Encoding. Send one of them.");
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        if (!VERSIONS.contains(initialLine[2])) {
            throw OTHER_VERSION.matcher(initialLine[2]).matches()
                    ? new WireFault(
                            ProblemType.HTTP_VERSION_NOT_SUPPORTED,
                            "This version of HTTP is not supported. Use HTTP/1.1, or HTTP/2 over TLS.")
                    : new WireFault(
                            ProblemType.INVALID_INPUT,
                            "The first line of the request has no HTTP version. Send HTTP/1.1.");
        }
        return super.createMessage(initialLine);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) throws Exception {
        if (given) {
            bytes.skipBytes(bytes.readableBytes());
            return;
        }
        int before = out.size();
        int from = bytes.readerIndex();
        int readable = bytes.readableBytes();
        boolean head = between;
        super.decode(context, bytes, out);
        if (head) {
            look(bytes, from, bytes.readerIndex());
        }
        for (int i = before; i < out.size(); i++) {
            Object part = out.get(i);
            if (part instanceof HttpRequest request) {
                judge(request);
                between = false;
                met();
            }
            if (part instanceof LastHttpContent) {
                between = true;
            }
        }
        if (between && deadline == null && readable > 0 && out.size() == before) {
            deadline = context.executor().schedule(() -> late(context), headMillis, TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Checks the lines of a head. One call of {@link #decode} within a head reads only bytes of that head; the body's
     * bytes come with the next call.
     */
    private void look(ByteBuf bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (lineEnded) {
                folded |= isBlank(bytes.getByte(at));
                lengths += isLength(bytes, at, to) ? 1 : 0;
            }
            int end = bytes.indexOf(at, to, LINE_END);
            lineEnded = end >= 0;
            at = end < 0 ? to : end + 1;
        }
    }

    /**
     * Returns whether a line is a Content-Length. They are counted here because Netty merges the two that an
     * HTTP/1.0 request may have.
     */
    private static boolean isLength(ByteBuf bytes, int at, int to) {
        if (to - at <= LENGTH.length() || bytes.getByte(at + LENGTH.length()) != ':') {
            return false;
        }
        for (int i = 0; i < LENGTH.length(); i++) {
            if ((bytes.getByte(at + i) | LOWER_CASE) != LENGTH.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(byte value) {
        return value == ' ' || value == '\t';
    }

    private void judge(HttpRequest request) {
        boolean wasFolded = folded;
        boolean hasLengths = lengths > 1;
        folded = false;
        lengths = 0;
        lineEnded = false;
        if (request.decoderResult().isFailure()) {
            return;
        }
        WireFault fault = wasFolded
                ? new WireFault(
                        ProblemType.INVALID_INPUT, "A header continues on a second line. Send each header on one line.")
                : hasLengths ? WireFault.framing(ONE_LENGTH) : framing(request);
        if (fault != null) {
            request.setDecoderResult(DecoderResult.failure(fault));
        }
    }

    private static @Nullable WireFault framing(HttpRequest request) {
        HttpHeaders headers = request.headers();
        String coding = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        if (coding != null) {
            return coding(request, coding, length != null);
        }
        if (length != null
                && (!isNumber(length)
                        || headers.getAll(HttpHeaderNames.CONTENT_LENGTH).size() > 1)) {
            return WireFault.framing(ONE_LENGTH);
        }
        return null;
    }

    private static @Nullable WireFault coding(HttpRequest request, String coding, boolean hasLength) {
        if (hasLength) {
            return WireFault.framing(
                    "The request has both a Content-Length and a Transfer-Encoding. Send one of them.");
        }
        if (HttpVersion.HTTP_1_0.equals(request.protocolVersion())) {
            return WireFault.framing(
                    "HTTP/1.0 does not support chunked bodies. Send a Content-Length, or use HTTP/1.1.");
        }
        if (request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING).size() > 1) {
            return WireFault.framing("Transfer-Encoding occurs more than once. Send it once.");
        }
        if (HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(coding)) {
            return null;
        }
        return CODINGS_AND_CHUNKS.matcher(coding).matches()
                ? new WireFault(ProblemType.NOT_IMPLEMENTED, "This Transfer-Encoding is not supported. Use chunked.")
                : WireFault.framing("Transfer-Encoding must be chunked or absent.");
    }

    private static boolean isNumber(String length) {
        if (length.isEmpty() || length.length() > MOST_DIGITS) {
            return false;
        }
        for (int i = 0; i < length.length(); i++) {
            if (length.charAt(i) < '0' || length.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** Returns whether a head has begun and is not complete. */
    boolean isWithinHead() {
        return deadline != null;
    }

    private void late(ChannelHandlerContext context) {
        if (!between) {
            return;
        }
        deadline = null;
        given = true;
        HttpRequest late = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/bad-request");
        late.setDecoderResult(DecoderResult.failure(WireFault.late()));
        context.fireChannelRead(late);
        context.fireChannelReadComplete();
    }

    private void met() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) throws Exception {
        met();
        super.handlerRemoved0(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        met();
        super.channelInactive(context);
    }
}
