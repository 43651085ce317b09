package dev.auspex.gateway.wire;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.Http1xOrH2CHandler;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StrictDecoderTest {

    private EmbeddedChannel channel;

    @BeforeEach
    void connect() {
        channel = new EmbeddedChannel(new StrictDecoder(new HttpServerOptions(), 2_000));
    }

    private HttpObject first(String bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
        return channel.readInbound();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 0\r\n\r\nhello",
                "POST / HTTP/1.1\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nX: a\r\n\tb\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: +5\r\n\r\nhello",
                "POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
                "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET / HTTP/9.9\r\n\r\n",
                "GET /\r\n\r\n"
            })
    void refusesWhatCouldBeReadInTwoWays(String bytes) {
        assertTrue(first(bytes).decoderResult().isFailure());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.0\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}",
                "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n \n",
                "POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n2\r\n \n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
            })
    void readsWhatIsInOrder(String bytes) {
        HttpObject request = first(bytes);

        assertInstanceOf(HttpRequest.class, request);
        assertTrue(request.decoderResult().isSuccess());
    }

    @Test
    void cutsOffWhoTakesTooLongToSendAHead() {
        // Given: a byte each half second, so that the connection is never idle
        answersFaults();
        first("GET / HTTP/1.1\r\nX-Slow: ");

        // When
        for (int i = 0; i < 3; i++) {
            channel.advanceTimeBy(500, TimeUnit.MILLISECONDS);
            first("a");
            channel.runScheduledPendingTasks();
        }

        // Then
        assertTrue(channel.isOpen());
        channel.advanceTimeBy(600, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertFalse(channel.isOpen());
        assertEquals(HttpResponseStatus.REQUEST_TIMEOUT, answer(channel));
    }

    /** As in the real pipeline. */
    private void answersFaults() {
        channel.pipeline().addLast(new Backlog(32, Patience.ENDLESS));
    }

    private static HttpResponseStatus answer(EmbeddedChannel channel) {
        FullHttpResponse answer = channel.readOutbound();
        answer.release();
        return answer.status();
    }

    @Test
    void keepsWhoSentTheHeadAndTakesItsTimeWithTheBody() {
        first("POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nhello");

        channel.advanceTimeBy(60, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();

        assertTrue(channel.isOpen());
    }

    @Test
    void keepsAConnectionThatWaitsBetweenRequestsAndWatchesTheNextHead() {
        // Given
        answersFaults();
        channel.writeInbound(Unpooled.copiedBuffer("GET / HTTP/1.1\r\nHost: x\r\n\r\n", StandardCharsets.US_ASCII));
        channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));

        // When
        channel.advanceTimeBy(50, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();

        // Then
        assertTrue(channel.isOpen());
        first("GET / HT");
        channel.advanceTimeBy(3, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertFalse(channel.isOpen());
    }

    @Test
    void takesThePlaceOfTheOwnDecoderBeforeTheFirstByte() {
        // Given
        System.setProperty(WireExtension.HEAD_MILLIS, "1000");
        EmbeddedChannel accepted = new EmbeddedChannel();
        new WireExtension().postInitializeServerChildChannel(accepted);
        accepted.pipeline()
                .addLast("httpDecoder", new VertxHttpRequestDecoder(new HttpServerOptions()))
                .addLast("handler", new ChannelInboundHandlerAdapter());

        // When
        accepted.writeInbound(Unpooled.copiedBuffer(
                "POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                StandardCharsets.US_ASCII));

        // Then
        assertNull(accepted.readInbound());
        assertEquals(HttpResponseStatus.BAD_REQUEST, answer(accepted));
        assertFalse(accepted.isOpen());
        assertTrue(WireExtension.isInPlace());
    }

    @Test
    void closesAConnectionWhoseDecoderIsNotTheOneItKnows() {
        // Given
        System.setProperty(WireExtension.HEAD_MILLIS, "1000");
        EmbeddedChannel accepted = new EmbeddedChannel();
        new WireExtension().postInitializeServerChildChannel(accepted);
        accepted.pipeline().addLast("renamed", new VertxHttpRequestDecoder(new HttpServerOptions()));

        // When
        accepted.writeInbound(Unpooled.copiedBuffer("GET / HTTP/1.1\r\nHost: x\r\n\r\n", StandardCharsets.US_ASCII));

        // Then
        assertFalse(accepted.isOpen());
        assertNull(accepted.readInbound());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leavesThePortOfHealthAloneOnceTheDoorIsKnownToSpeakHttp1(boolean known) {
        // Given
        System.setProperty(WireExtension.HEAD_MILLIS, "1000");
        System.setProperty(WireExtension.HTTP1_IN_CLEAR, Boolean.toString(known));
        EmbeddedChannel accepted = new EmbeddedChannel();
        new WireExtension().postInitializeServerChildChannel(accepted);
        accepted.pipeline().addLast(new Http1xOrH2CHandler());

        // When
        accepted.writeInbound(Unpooled.copiedBuffer("GET / HTTP/1.1\r\nHost: x\r\n\r\n", StandardCharsets.US_ASCII));

        // Then
        assertEquals(known, accepted.isOpen());
        System.clearProperty(WireExtension.HTTP1_IN_CLEAR);
    }
}
