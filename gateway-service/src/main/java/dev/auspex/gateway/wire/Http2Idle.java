package dev.auspex.gateway.wire;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/** Closes an HTTP/2 connection that has had no open request for too long. Pings do not count as requests. */
final class Http2Idle extends Http2ConnectionAdapter {

    private final Channel channel;
    private final Http2Connection connection;
    private final long keepAliveNanos;
    private long idleSince = System.nanoTime();
    private @Nullable ScheduledFuture<?> timer;

    private Http2Idle(Channel channel, Http2Connection connection, long keepAliveNanos) {
        this.channel = channel;
        this.connection = connection;
        this.keepAliveNanos = keepAliveNanos;
    }

    /** Watches a connection until it ends, on its event loop. */
    static void watch(Channel channel, Http2Connection connection, Patience patience) {
        if (patience.ends()) {
            Http2Idle idle = new Http2Idle(channel, connection, patience.keepAliveNanos());
            connection.addListener(idle);
            idle.look(idle.keepAliveNanos);
            channel.closeFuture().addListener(closed -> idle.end());
        }
    }

    private void look(long inNanos) {
        timer = channel.eventLoop()
                .schedule(
                        () -> {
                            long idle = connection.numActiveStreams() > 0 ? 0 : System.nanoTime() - idleSince;
                            if (idle >= keepAliveNanos) {
                                // Close from the end of the pipeline, so that the codec sends GOAWAY first.
                                channel.close();
                            } else {
                                look(keepAliveNanos - idle);
                            }
                        },
                        inNanos,
                        TimeUnit.NANOSECONDS);
    }

    private void end() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        idleSince = System.nanoTime();
    }
}
