package dev.auspex.gateway.wire;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.net.ssl.SSLException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.gateway.Surroundings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Behind TLS too it is the strict decoder that reads the first byte, although Vert.x puts its own in at the end of the handshake. */
class StrictBehindTlsTest {

    private static final String SMUGGLING =
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    private static final String ORDINARY = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    @TempDir
    static Path folder;

    private EmbeddedChannel server;
    private EmbeddedChannel client;

    @BeforeAll
    static void certify() {
        System.setProperty(WireExtension.HEAD_MILLIS, "1000");
        Surroundings.certificate(folder, "x.example.org");
    }

    @AfterEach
    void end() {
        client.finishAndReleaseAll();
        server.finishAndReleaseAll();
    }

    private void connect(String protocol, String decoder) throws SSLException {
        ApplicationProtocolConfig alpn = new ApplicationProtocolConfig(
                Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT, protocol);
        server = new EmbeddedChannel();
        new WireExtension().postInitializeServerChildChannel(server);
        server.pipeline()
                .addLast(
                        "ssl",
                        SslContextBuilder.forServer(
                                        folder.resolve("certificate.pem").toFile(),
                                        folder.resolve("key.pem").toFile())
                                .sslProvider(SslProvider.JDK)
                                .applicationProtocolConfig(alpn)
                                .build()
                                .newHandler(server.alloc()))
                .addLast("handshaker", new Build(decoder));
        client = new EmbeddedChannel(SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .applicationProtocolConfig(alpn)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build()
                .newHandler(server.alloc()));
    }

    /** Shakes hands until nothing but the client's last word is missing. */
    private void almostShakeHands() {
        SslHandler tls = client.pipeline().get(SslHandler.class);
        for (int i = 0; i < 100 && !tls.handshakeFuture().isDone(); i++) {
            ByteBuf toServer = client.readOutbound();
            if (toServer != null) {
                server.writeInbound(toServer);
            }
            ByteBuf toClient = server.readOutbound();
            if (toClient != null) {
                client.writeInbound(toClient);
            }
        }
        assertTrue(tls.handshakeFuture().isSuccess());
        assertNull(server.pipeline().get("httpDecoder"));
    }

    /** Gives all that the client has to say as one. */
    private void deliver() {
        ByteBuf all = Unpooled.buffer();
        ByteBuf part = client.readOutbound();
        while (part != null) {
            all.writeBytes(part);
            part.release();
            part = client.readOutbound();
        }
        server.writeInbound(all);
    }

    private HttpObject first(String request) {
        client.writeOutbound(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
        deliver();
        return server.readInbound();
    }

    @Test
    void readsTheRequestThatCameWithTheEndOfTheHandshake() throws Exception {
        // Given
        connect("http/1.1", "httpDecoder");
        almostShakeHands();

        // When
        HttpObject request = first(ORDINARY);

        // Then
        assertTrue(request.decoderResult().isSuccess());
        assertInstanceOf(StrictDecoder.class, server.pipeline().get("httpDecoder"));
        assertNotNull(server.pipeline().get(Backlog.class));
        assertTrue(WireExtension.isInPlace());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesSmugglingInTheFirstRequest(boolean withTheHandshake) throws Exception {
        // Given
        connect("http/1.1", "httpDecoder");
        almostShakeHands();
        if (!withTheHandshake) {
            deliver();
        }

        // When
        HttpObject request = first(SMUGGLING);

        // Then
        assertNull(request);
        assertTrue(heard().startsWith("HTTP/1.1 400 "));
        assertFalse(server.isOpen());
    }

    /** What the client can read of what the server said. */
    private String heard() {
        StringBuilder text = new StringBuilder();
        for (ByteBuf part = server.readOutbound(); part != null; part = server.readOutbound()) {
            client.writeInbound(part);
        }
        for (ByteBuf part = client.readInbound(); part != null; part = client.readInbound()) {
            text.append(part.toString(StandardCharsets.US_ASCII));
            part.release();
        }
        return text.toString();
    }

    @Test
    void closesAConnectionWhoseDecoderIsNotTheOneItKnows() throws Exception {
        // Given
        connect("http/1.1", "renamed");
        almostShakeHands();

        // When
        HttpObject request = first(ORDINARY);

        // Then
        assertNull(request);
        assertFalse(server.isOpen());
    }

    @Test
    void watchesHeadsOfHttp2() throws Exception {
        // Given
        connect("h2", "none");
        almostShakeHands();

        // When
        deliver();

        // Then
        assertNotNull(server.pipeline().get(HeadWatch.class));
        assertEquals(
                "handler",
                server.pipeline().names().get(server.pipeline().names().size() - 2));
        assertTrue(server.isOpen());
    }

    /** As Vert.x does: builds the pipeline while it hears of the handshake's end, and tells nobody. */
    private static final class Build extends ChannelInboundHandlerAdapter {

        private final String decoder;

        Build(String decoder) {
            this.decoder = decoder;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent) {
                boolean http2 =
                        "h2".equals(context.pipeline().get(SslHandler.class).applicationProtocol());
                ChannelHandler codec = http2
                        ? new Http2ConnectionHandlerBuilder()
                                .server(true)
                                .frameListener(new Http2FrameAdapter())
                                .build()
                        : new VertxHttpRequestDecoder(new HttpServerOptions());
                context.pipeline().addLast(http2 ? "handler" : decoder, codec);
                if (!http2) {
                    context.pipeline().addLast("httpEncoder", new HttpResponseEncoder());
                    context.pipeline().addLast("handler", new ChannelInboundHandlerAdapter());
                }
                context.pipeline().remove(this);
            }
        }
    }
}
