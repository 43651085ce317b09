package dev.auspex.gateway.wire;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;

/**
 * Puts {@link StrictDecoder} in the place of Vert.x' own decoder on each connection, before its first byte is read. Vert.x offers no
 * other way to its pipeline; Netty finds this class by its service file, where {@link Wire} has asked for it.
 */
@RegisterForReflection
public final class WireExtension extends ChannelInitializerExtension {

    private static final String DECODER = "httpDecoder";
    private static final String SWITCH = "strictDecoder";

    // Netty keeps this object for the process; system properties are what it shares with the application.
    static final String HEAD_MILLIS = "dev.auspex.wire.head-millis";
    static final String HEADER_BYTES = "dev.auspex.wire.header-bytes";
    static final String LINE_BYTES = "dev.auspex.wire.line-bytes";

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        Long headMillis = Long.getLong(HEAD_MILLIS);
        if (headMillis != null) {
            channel.pipeline().addFirst(SWITCH, new Switch(headMillis));
        }
    }

    /** Waits until the connection speaks HTTP/1, which with TLS is after the handshake. */
    private static final class Switch extends ChannelInboundHandlerAdapter {

        private final long headMillis;

        Switch(long headMillis) {
            this.headMillis = headMillis;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            ChannelPipeline pipeline = context.pipeline();
            ChannelHandler decoder = pipeline.get(DECODER);
            if (decoder instanceof VertxHttpRequestDecoder && !(decoder instanceof StrictDecoder)) {
                pipeline.replace(DECODER, DECODER, new StrictDecoder(options(), headMillis));
                pipeline.remove(this);
            }
            context.fireChannelRead(bytes);
        }

        private static HttpServerOptions options() {
            return new HttpServerOptions()
                    .setMaxHeaderSize(Integer.getInteger(HEADER_BYTES, HttpServerOptions.DEFAULT_MAX_HEADER_SIZE))
                    .setMaxInitialLineLength(
                            Integer.getInteger(LINE_BYTES, HttpServerOptions.DEFAULT_MAX_INITIAL_LINE_LENGTH));
        }
    }
}
