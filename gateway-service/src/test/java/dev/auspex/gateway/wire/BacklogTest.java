package dev.auspex.gateway.wire;

import java.util.Arrays;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BacklogTest {

    private static final int MOST = 4;

    private EmbeddedChannel channel;

    @BeforeEach
    void connect() {
        channel = new EmbeddedChannel(new Backlog(MOST, Patience.ENDLESS));
    }

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    private void ask() {
        channel.writeInbound(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));
    }

    private void answer(HttpResponseStatus status) {
        channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status));
    }

    /** The client takes nothing any more. */
    private void stall() {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    }

    private void takeAgain() {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
    }

    private int passed() {
        int requests = 0;
        FullHttpRequest request = channel.readInbound();
        while (request != null) {
            request.release();
            requests++;
            request = channel.readInbound();
        }
        return requests;
    }

    @Test
    void keepsAConnectionOfManyRequestsOneAfterTheOther() {
        for (int i = 0; i < 10 * MOST; i++) {
            ask();
            answer(HttpResponseStatus.CONTINUE);
            answer(HttpResponseStatus.OK);
        }

        assertTrue(channel.isOpen());
        assertEquals(10 * MOST, passed());
    }

    @Test
    void cutsOffWhoSendsOnWithoutWaitingForAnswers() {
        // Given
        for (int i = 0; i < MOST; i++) {
            ask();
        }
        assertTrue(channel.isOpen());

        // When
        ask();

        // Then
        assertFalse(channel.isOpen());
        assertEquals(MOST, passed());
    }

    @Test
    void cutsOffWhoSendsOnWithoutTakingTheAnswers() {
        // Given
        stall();
        for (int i = 0; i < MOST; i++) {
            ask();
            answer(HttpResponseStatus.OK);
        }
        assertTrue(channel.isOpen());

        // When
        ask();

        // Then
        assertFalse(channel.isOpen());
        assertEquals(MOST, passed());
    }

    @Test
    void cutsOffWhoSendsOnWhileMuchOfAnAnswerIsNotTaken() {
        // Given: written, and not gone out yet
        ask();
        channel.write(Unpooled.buffer(600_000).writeZero(600_000));
        assertTrue(channel.isOpen());

        // When
        ask();

        // Then
        assertFalse(channel.isOpen());
        assertEquals(1, passed());
    }

    @Test
    void keepsWhoTakesTheAnswersLate() {
        for (int i = 0; i < 3; i++) {
            stall();
            for (int j = 1; j < MOST; j++) {
                ask();
                answer(HttpResponseStatus.OK);
            }
            takeAgain();
            ask();
            answer(HttpResponseStatus.OK);
        }

        assertTrue(channel.isOpen());
    }

    @Test
    void letsNothingThroughOfAConnectionThatWasCutOff() {
        // Given: as many as may wait, one more, and what comes behind it in the same bytes
        Object[] together = new Object[MOST + 3];
        Arrays.setAll(together, i -> new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/" + i));
        together[MOST + 1] = LastHttpContent.EMPTY_LAST_CONTENT;

        // When
        channel.writeInbound(together);

        // Then
        assertFalse(channel.isOpen());
        assertEquals(MOST, passed());
    }

    @Test
    void leavesPingsOutWhoseAnswersNobodyTakes() {
        // Given
        stall();
        PingWebSocketFrame lost = new PingWebSocketFrame(Unpooled.buffer(1).writeByte(1));

        // When
        channel.writeInbound(lost);

        // Then
        assertNull(channel.readInbound());
        assertEquals(0, lost.refCnt());
        assertTrue(channel.isOpen());
        takeAgain();
        channel.writeInbound(new PingWebSocketFrame());
        PingWebSocketFrame heard = channel.readInbound();
        assertNotNull(heard);
        heard.release();
    }
}
