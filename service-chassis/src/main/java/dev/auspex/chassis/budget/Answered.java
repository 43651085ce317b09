package dev.auspex.chassis.budget;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

/**
 * Detects when a request no longer holds memory: its answer has been sent to the last byte, or its connection is closed
 * and the work for it has had time to stop. Vert.x keeps only one handler of each kind, and other code may replace it,
 * so the end of the connection is observed through Netty, which keeps every listener.
 */
final class Answered implements Handler<AsyncResult<Void>>, ChannelFutureListener {

    /** With fewer bytes than this left in the socket's queue, the answer counts as sent. */
    private static final long FEW_BYTES = 64 * 1024;

    /** How long work may go on after its caller has disconnected. */
    private static final long WORK_MILLIS = 5_000;

    private final RoutingContext call;
    private final Channel channel;
    private final Runnable action;

    private Answered(RoutingContext call, Channel channel, Runnable action) {
        this.call = call;
        this.channel = channel;
        this.action = action;
    }

    /**
     * Runs an action once the request holds no memory any more, possibly more than once. Any thread may call this, also
     * after the request was answered.
     */
    static void then(RoutingContext call, Runnable action) {
        Channel channel = ((ConnectionBase) call.request().connection()).channel();
        Answered answered = new Answered(call, channel, action);
        if (channel.eventLoop().inEventLoop()) {
            answered.listen();
        } else {
            channel.eventLoop().execute(answered::listen);
        }
    }

    private void listen() {
        channel.closeFuture().addListener(this);
        try {
            call.addEndHandler(this);
        } catch (IllegalStateException alreadyAnswered) {
            // The thread that asked for this has answered in the meantime; see below.
        }
        if (call.response().closed()) {
            later();
        } else if (call.response().ended()) {
            handle(Future.succeededFuture());
        }
    }

    @Override
    public void handle(AsyncResult<Void> end) {
        if (!channel.eventLoop().inEventLoop()) {
            // A worker thread only queues its answer for the event loop, where this then comes behind it.
            channel.eventLoop().execute(() -> handle(end));
            return;
        }
        channel.closeFuture().removeListener(this);
        if (end.failed()) {
            // The connection is closed, or only this stream of HTTP/2.
            later();
            return;
        }
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        if (queue == null || queue.totalPendingWriteBytes() < FEW_BYTES) {
            action.run();
        } else {
            // Queued behind the answer and below all encoders, so this empty write completes only after the
            // client has received the rest.
            channel.pipeline()
                    .firstContext()
                    .writeAndFlush(Unpooled.EMPTY_BUFFER)
                    .addListener(written -> action.run());
        }
    }

    @Override
    public void operationComplete(ChannelFuture closed) {
        later();
    }

    private void later() {
        call.vertx().setTimer(WORK_MILLIS, over -> action.run());
    }
}
