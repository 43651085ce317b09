package dev.auspex.gateway.socket;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client that breaks the WebSocket protocol why its socket is closed; Vert.x would close
 * the connection silently.
 */
final class BrokenFrames extends ChannelInboundHandlerAdapter {

    private BrokenFrames() {}

    /** Installs the handler, which sees what the decoder of an open socket cannot parse. */
    static void tell(ChannelPipeline pipeline) {
        ChannelHandlerContext encoder = pipeline.context(WebSocketFrameEncoder.class);
        if (encoder != null) {
            pipeline.addAfter(encoder.name(), null, new BrokenFrames());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        CorruptedWebSocketFrameException broken = broken(failure);
        if (broken == null) {
            context.fireExceptionCaught(failure);
            return;
        }
        context.writeAndFlush(new CloseWebSocketFrame(
                        broken.closeStatus().code(), broken.closeStatus().reasonText()))
                .addListener(ChannelFutureListener.CLOSE);
    }

    private static @Nullable CorruptedWebSocketFrameException broken(Throwable failure) {
        Throwable cause =
                failure instanceof DecoderException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof CorruptedWebSocketFrameException broken ? broken : null;
    }
}
