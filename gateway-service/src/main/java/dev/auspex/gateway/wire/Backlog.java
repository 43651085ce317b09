package dev.auspex.gateway.wire;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * Bounds what one HTTP/1 connection may keep in memory. Vert.x reads on while requests wait for those before them, and answers on while
 * nobody takes the answers: a client that sends requests and reads nothing would fill the memory in seconds, signed in or not, and one
 * that sends pings over a socket would do so with their pongs.
 */
final class Backlog extends ChannelDuplexHandler {

    private static final long MOST_BYTES = 512 * 1024;

    private final int most;
    private int unanswered;
    private int untaken;
    private boolean cut;

    /** @param most requests that may wait for their answers, or come while answers before them are not taken */
    Backlog(int most) {
        this.most = most;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            unanswered++;
            untaken = context.channel().isWritable() ? 0 : untaken + 1;
            if (!cut && (unanswered > most || untaken > most || untakenBytes(context) > MOST_BYTES)) {
                cut = true;
                context.close();
            }
        }
        // What is left of a connection that was cut off would belong to no request. A ping may go unanswered where
        // pongs before it
        // have not gone out (RFC 6455, section 5.5.3).
        boolean dropped = cut
                || (message instanceof PingWebSocketFrame && !context.channel().isWritable());
        if (dropped) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    private static long untakenBytes(ChannelHandlerContext context) {
        ChannelOutboundBuffer waiting = context.channel().unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response
                && response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            unanswered--;
        }
        context.write(message, promise);
    }
}
