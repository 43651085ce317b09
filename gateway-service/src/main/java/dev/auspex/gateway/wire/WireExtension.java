package dev.auspex.gateway.wire;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.Http1xOrH2CHandler;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Replaces Vert.x's own decoder with {@link StrictDecoder} on each connection, before its first byte is read, and puts
 * {@link Backlog} behind it. Vert.x offers no other access to its pipeline. Netty finds this class through its service
 * file, after {@link Wire} has turned on that lookup.
 */
@RegisterForReflection
public final class WireExtension extends ChannelInitializerExtension {

    private static final String DECODER = "httpDecoder";
    private static final String SWITCH = "strictDecoder";
    private static final String SWITCH_BEHIND_TLS = "strictDecoderBehindTls";
    private static final String HEAD_WATCH = "headWatch";
    private static final String HANDLER = "handler";
    private static final String BACKLOG = "backlog";
    private static final int PIPELINED_BY_DEFAULT = 32;
    private static final Logger LOG = Logger.getLogger(WireExtension.class);

    // Netty keeps its own instance of this class for the whole process, so system properties carry
    // the application's settings.
    static final String HEAD_MILLIS = "dev.auspex.wire.head-millis";
    static final String PIPELINED = "dev.auspex.wire.pipelined";
    static final String HEADER_BYTES = "dev.auspex.wire.header-bytes";
    static final String LINE_BYTES = "dev.auspex.wire.line-bytes";
    static final String HTTP1_IN_CLEAR = "dev.auspex.wire.http1-in-clear";
    private static final String IN_PLACE = "dev.auspex.wire.in-place";

    private static volatile @Nullable Counting counting;

    /**
     * Returns whether connections get the strict decoder; false before the first connection, and if Netty
     * does not know this class.
     */
    public static boolean isInPlace() {
        return Boolean.getBoolean(IN_PLACE);
    }

    /** Starts counting all connections, except those to a port that is not public. */
    static void count(Connections all, Patience each, int managementPort) {
        counting = new Counting(all, each, managementPort);
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        Long headMillis = Long.getLong(HEAD_MILLIS);
        if (headMillis == null) {
            return;
        }
        Counting counted = counting;
        Patience patience = Patience.ENDLESS;
        if (counted != null && counted.counts(channel)) {
            InetAddress address = ((InetSocketAddress) channel.remoteAddress()).getAddress();
            if (counted.connections().enter(address) != null) {
                turnAway(channel);
                return;
            }
            channel.closeFuture().addListener(closed -> counted.connections().leave(address));
            patience = counted.connections().isShared(address) ? Patience.ENDLESS : counted.patience();
        }
        channel.pipeline().addFirst(SWITCH, new Switch(headMillis, patience));
    }

    /**
     * Closes a connection that exceeds the limits, before it gets an event loop and a pipeline. The reset leaves
     * no state behind. Netty finds the channel closed and would log a warning for each one;
     * application.properties turns that off.
     */
    private static void turnAway(Channel channel) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.unsafe().closeForcibly();
    }

    /**
     * Settings for counting connections.
     *
     * @param managementPort port of health and metrics
     */
    private record Counting(Connections connections, Patience patience, int managementPort) {

        boolean counts(Channel channel) {
            return channel.remoteAddress() instanceof InetSocketAddress
                    && channel.localAddress() instanceof InetSocketAddress local
                    && local.getPort() != managementPort;
        }
    }

    /** Installs the strict decoder and returns whether it is in place, which requires an HTTP/1 connection. */
    private static boolean readStrictly(ChannelPipeline pipeline, long headMillis, Patience patience) {
        ChannelHandler decoder = pipeline.get(DECODER);
        boolean replaceable = decoder instanceof VertxHttpRequestDecoder && !(decoder instanceof StrictDecoder);
        if (!replaceable || pipeline.get(HANDLER) == null) {
            return false;
        }
        pipeline.replace(DECODER, DECODER, new StrictDecoder(options(), headMillis));
        pipeline.addBefore(
                HANDLER, BACKLOG, new Backlog(Integer.getInteger(PIPELINED, PIPELINED_BY_DEFAULT), patience));
        System.setProperty(IN_PLACE, "true");
        return true;
    }

    private static HttpServerOptions options() {
        return new HttpServerOptions()
                .setMaxHeaderSize(Integer.getInteger(HEADER_BYTES, HttpServerOptions.DEFAULT_MAX_HEADER_SIZE))
                .setMaxInitialLineLength(
                        Integer.getInteger(LINE_BYTES, HttpServerOptions.DEFAULT_MAX_INITIAL_LINE_LENGTH));
    }

    /**
     * Closes a connection whose decoder cannot be replaced, because that decoder would accept
     * what the strict one refuses.
     */
    private static void giveUp(ChannelHandlerContext context, Object bytes) {
        LOG.errorf(
                "connection closed cause=no decoder of Vert.x to replace pipeline=%s",
                context.pipeline().names());
        ReferenceCountUtil.release(bytes);
        context.close();
    }

    /**
     * Installs the handlers at the first byte. It comes first on a plain connection; with TLS it is replaced by a
     * handler behind TLS, which sees the decrypted bytes.
     */
    private static final class Switch extends ChannelInboundHandlerAdapter {

        private final long headMillis;
        private final Patience patience;
        private @Nullable ScheduledFuture<?> silence;

        Switch(long headMillis, Patience patience) {
            this.headMillis = headMillis;
            this.patience = patience;
        }

        /** Starts the wait for the first byte. */
        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            if (patience.ends()) {
                silence = context.executor()
                        .schedule(() -> context.close(), patience.silenceNanos(), TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            if (silence != null) {
                silence.cancel(false);
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            ChannelPipeline pipeline = context.pipeline();
            ChannelHandlerContext tls = tls(pipeline);
            if (tls != null) {
                pipeline.addAfter(tls.name(), SWITCH_BEHIND_TLS, new SwitchBehindTls(headMillis, patience));
                pipeline.remove(this);
                context.fireChannelRead(bytes);
            } else if (readStrictly(pipeline, headMillis, patience) || isManagement(pipeline)) {
                pipeline.remove(this);
                context.fireChannelRead(bytes);
            } else {
                giveUp(context, bytes);
            }
        }

        /**
         * Returns whether this is the management port. The public plain port accepts only HTTP/1; a port that also
         * accepts HTTP/2 is the one for health and metrics, which is not public.
         */
        private static boolean isManagement(ChannelPipeline pipeline) {
            return Boolean.getBoolean(HTTP1_IN_CLEAR) && pipeline.get(Http1xOrH2CHandler.class) != null;
        }

        private static @Nullable ChannelHandlerContext tls(ChannelPipeline pipeline) {
            ChannelHandlerContext named = pipeline.context(SniHandler.class);
            return named == null ? pipeline.context(SslHandler.class) : named;
        }
    }

    /**
     * Installs the handlers as soon as the handshake has settled the protocol: the first request may come with the
     * handshake's last message and is read at once.
     */
    private static final class SwitchBehindTls extends ChannelInboundHandlerAdapter {

        private final long headMillis;
        private final Patience patience;

        SwitchBehindTls(long headMillis, Patience patience) {
            this.headMillis = headMillis;
            this.patience = patience;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            // Vert.x builds its pipeline while it handles this event.
            context.fireUserEventTriggered(event);
            if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
                settle(context);
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            if (settle(context)) {
                context.fireChannelRead(bytes);
            } else {
                giveUp(context, bytes);
            }
        }

        private boolean settle(ChannelHandlerContext context) {
            ChannelPipeline pipeline = context.pipeline();
            if (readStrictly(pipeline, headMillis, patience)) {
                pipeline.remove(this);
                return true;
            }
            Http2ConnectionHandler codec = pipeline.get(Http2ConnectionHandler.class);
            if (codec != null) {
                // HTTP/2 has only one way to declare the length of a request, so only its pace needs watching.
                pipeline.addAfter(context.name(), HEAD_WATCH, new HeadWatch(headMillis));
                Http2Idle.watch(context.channel(), codec.connection(), patience);
                pipeline.remove(this);
                System.setProperty(IN_PLACE, "true");
                return true;
            }
            return false;
        }
    }
}
