package dev.auspex.chassis.budget;

import java.util.function.LongConsumer;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

/**
 * Tells when nothing of a request is in memory any more: its answer has gone out to the last byte, or its connection is gone and
 * whatever worked for it has had time to notice. Vert.x keeps one handler of each kind, which others replace; so the end of the
 * connection is heard from Netty, which keeps them all.
 */
final class Answered implements Handler<AsyncResult<Void>>, ChannelFutureListener {

    /** An answer of which so little waits in the socket's queue is as good as gone. */
    private static final long FEW_BYTES = 64 * 1024;

    /** How long work may go on for a caller who is gone. */
    private static final long WORK_MILLIS = 5_000;

    private final RoutingContext call;
    private final Channel channel;
    private final LongConsumer waiting;
    private final Runnable action;

    private Answered(RoutingContext call, Channel channel, LongConsumer waiting, Runnable action) {
        this.call = call;
        this.channel = channel;
        this.waiting = waiting;
        this.action = action;
    }

    /**
     * Has something run, perhaps more than once. On the event loop of the request.
     *
     * @param waiting told how many bytes wait for the client where they are more than a few
     */
    static void then(RoutingContext call, LongConsumer waiting, Runnable action) {
        Channel channel = ((ConnectionBase) call.request().connection()).channel();
        Answered answered = new Answered(call, channel, waiting, action);
        call.addEndHandler(answered);
        channel.closeFuture().addListener(answered);
    }

    @Override
    public void handle(AsyncResult<Void> end) {
        if (end.failed()) {
            return;
        }
        channel.closeFuture().removeListener(this);
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        if (queue == null || queue.totalPendingWriteBytes() < FEW_BYTES) {
            action.run();
        } else {
            waiting.accept(queue.totalPendingWriteBytes());
            // Written behind the answer, below all encoders: its turn comes when the client has taken the rest.
            channel.pipeline()
                    .firstContext()
                    .writeAndFlush(Unpooled.EMPTY_BUFFER)
                    .addListener(written -> action.run());
        }
    }

    @Override
    public void operationComplete(ChannelFuture closed) {
        call.vertx().setTimer(WORK_MILLIS, later -> action.run());
    }
}
