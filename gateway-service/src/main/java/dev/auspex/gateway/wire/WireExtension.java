package dev.auspex.gateway.wire;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.Http1xOrH2CHandler;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import org.jboss.logging.Logger;

/**
 * Puts {@link StrictDecoder} in the place of Vert.x' own decoder on each connection, before its first byte is read. Vert.x offers no
 * other way to its pipeline; Netty finds this class by its service file, where {@link Wire} has asked for it.
 */
@RegisterForReflection
public final class WireExtension extends ChannelInitializerExtension {

    private static final String DECODER = "httpDecoder";
    private static final String SWITCH = "strictDecoder";
    private static final Logger LOG = Logger.getLogger(WireExtension.class);

    // Netty keeps this object for the process; system properties are what it shares with the application.
    static final String HEAD_MILLIS = "dev.auspex.wire.head-millis";
    static final String HEADER_BYTES = "dev.auspex.wire.header-bytes";
    static final String LINE_BYTES = "dev.auspex.wire.line-bytes";
    private static final String IN_PLACE = "dev.auspex.wire.in-place";

    /** Whether connections get the strict decoder; false before the first one, and where Netty does not know of this class. */
    public static boolean isInPlace() {
        return Boolean.getBoolean(IN_PLACE);
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        Long headMillis = Long.getLong(HEAD_MILLIS);
        if (headMillis != null) {
            channel.pipeline().addFirst(SWITCH, new Switch(headMillis));
        }
    }

    /**
     * Waits until the connection speaks HTTP/1, which with TLS is after the handshake. A plain connection whose decoder cannot be
     * replaced is closed: it would take what the strict one refuses. The management port, which alone may speak HTTP/2 openly (see
     * {@link Wire}), keeps Vert.x' decoder.
     */
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
                System.setProperty(IN_PLACE, "true");
            } else if (pipeline.get(Http1xOrH2CHandler.class) != null) {
                pipeline.remove(this);
            } else if (pipeline.get(SslHandler.class) == null && pipeline.get(SniHandler.class) == null) {
                LOG.errorf("no decoder of Vert.x to be replaced, connection closed pipeline=%s", pipeline.names());
                ReferenceCountUtil.release(bytes);
                context.close();
                return;
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
