package dev.auspex.gateway.wire;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests as Vert.x does, but refuses a request with a length and chunks at once, where Netty drops the length (RFC 9112, 6.1:
 * it "ought to be handled as an error"), and cuts off who takes too long to send a head.
 */
final class StrictDecoder extends VertxHttpRequestDecoder {

    private static final Set<String> VERSIONS = Set.of("HTTP/1.0", "HTTP/1.1");

    private final long headMillis;
    private boolean between = true;
    private @Nullable ScheduledFuture<?> deadline;

    StrictDecoder(HttpServerOptions options, long headMillis) {
        super(options);
        this.headMillis = headMillis;
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        if (!VERSIONS.contains(initialLine[2])) {
            throw new IllegalArgumentException("no version of HTTP/1 that is understood");
        }
        return super.createMessage(initialLine);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) throws Exception {
        int before = out.size();
        int readable = bytes.readableBytes();
        super.decode(context, bytes, out);
        for (int i = before; i < out.size(); i++) {
            Object part = out.get(i);
            if (part instanceof HttpRequest) {
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

    private void late(ChannelHandlerContext context) {
        if (between) {
            context.close();
        }
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
