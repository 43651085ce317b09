package dev.auspex.gateway.wire;

import java.nio.channels.ClosedChannelException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how much memory one HTTP/1 connection may use, and how long it may be silent. Vert.x keeps reading while
 * earlier requests wait for their answers, and keeps answering while the client does not read. A client that
 * sends requests and reads nothing would fill the memory in seconds, signed in or not; so would a client that
 * sends pings over a socket and does not read the pongs. It also answers unreadable requests, after those before
 * them, and then closes the connection.
 */
final class Backlog extends ChannelDuplexHandler {

    private static final long MOST_BYTES = 512 * 1024;

    /**
     * How long a client may take to read why its connection is closed. If the connection closed at once, the client
     * would often lose that answer (RFC 9112, section 9.6).
     */
    private static final long LINGER_MILLIS = 1_000;

    private static final int PINGS_A_SECOND = 20;

    private final int most;
    private final Patience patience;
    private int unanswered;
    private int unfinished;
    private int untaken;
    private int pings;
    private long secondBegan;
    private boolean cut;
    private boolean answering;
    private boolean reading;
    private boolean over;
    private boolean asked;
    private long idleSince;
    private @Nullable FullHttpResponse fault;
    private @Nullable ScheduledFuture<?> timer;

    /**
     * @param most     most requests that may wait for their answers, or arrive while the client is not reading
     * @param patience how long the connection may be silent
     */
    Backlog(int most, Patience patience) {
        this.most = most;
        this.patience = patience;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        idleSince = System.nanoTime();
        if (patience.ends()) {
            look(context, patience.silenceNanos());
        }
    }

    /** Schedules a check for when the wait could be over. One timer serves the connection, not one for each request. */
    private void look(ChannelHandlerContext context, long inNanos) {
        timer = context.executor()
                .schedule(
                        () -> {
                            long longest = asked ? patience.keepAliveNanos() : patience.silenceNanos();
                            long left = isIdle(context) ? longest - (System.nanoTime() - idleSince) : longest;
                            if (left <= 0) {
                                context.close();
                            } else {
                                look(context, left);
                            }
                        },
                        inNanos,
                        TimeUnit.NANOSECONDS);
    }

    private boolean isIdle(ChannelHandlerContext context) {
        StrictDecoder decoder = context.pipeline().get(StrictDecoder.class);
        return unfinished == 0 && !reading && (decoder == null || !decoder.isWithinHead());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request && !cut) {
            asked(context, request);
        } else if (message instanceof HttpContent content && !cut) {
            reading = !(message instanceof LastHttpContent);
            if (content.decoderResult().isFailure() && unfinished == 1 && !answering) {
                refuse(WireFault.brokenBody().answer(""));
                unfinished = 0;
                answerFault(context);
            }
        }
        // After the connection was cut off, what remains belongs to no request. A ping may go unanswered while earlier
        // pongs are unsent, or if too many pings arrived within the last second (RFC 6455, section 5.5.3).
        boolean dropped = cut
                || message instanceof PingWebSocketFrame && (!context.channel().isWritable() || !mayPing());
        if (dropped) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    private void asked(ChannelHandlerContext context, HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            refuse(WireFault.of(request.decoderResult().cause()).answer(request.uri()));
            if (unfinished == 0) {
                answerFault(context);
            }
            return;
        }
        asked = true;
        reading = !(request instanceof LastHttpContent);
        unanswered++;
        unfinished++;
        untaken = context.channel().isWritable() ? 0 : untaken + 1;
        if (unanswered > most || untaken > most || untakenBytes(context) > MOST_BYTES) {
            cut = true;
            context.close();
        }
    }

    private boolean mayPing() {
        long now = System.nanoTime();
        if (pings == 0 || now - secondBegan >= TimeUnit.SECONDS.toNanos(1)) {
            secondBegan = now;
            pings = 0;
        }
        return ++pings <= PINGS_A_SECOND;
    }

    private static long untakenBytes(ChannelHandlerContext context) {
        ChannelOutboundBuffer waiting = context.channel().unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes();
    }

    /** Refuses a request. Nothing after it is read; earlier requests are answered first. */
    private void refuse(FullHttpResponse answer) {
        cut = true;
        fault = answer;
    }

    private void answerFault(ChannelHandlerContext context) {
        FullHttpResponse answer = fault;
        if (answer == null) {
            return;
        }
        fault = null;
        over = true;
        context.writeAndFlush(answer).addListener(written -> linger(context));
    }

    private static void linger(ChannelHandlerContext context) {
        Channel channel = context.channel();
        if (channel instanceof SocketChannel socket && context.pipeline().get(SslHandler.class) == null) {
            socket.shutdownOutput();
            context.executor().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            context.close();
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (over) {
            // This is the service's answer to a request that has already been answered.
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        boolean interim = false;
        if (message instanceof HttpResponse response) {
            interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            if (!interim) {
                unanswered--;
                answering = true;
            }
        }
        context.write(message, promise);
        if (!interim && message instanceof LastHttpContent) {
            answering = false;
            unfinished--;
            idleSince = System.nanoTime();
            if (fault != null && unfinished <= 0) {
                answerFault(context);
            }
        }
    }

    private void release() {
        if (timer != null) {
            timer.cancel(false);
        }
        ReferenceCountUtil.release(fault);
        fault = null;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        release();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        release();
        super.channelInactive(context);
    }
}
