package dev.auspex.gateway.wire;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HeadWatchTest {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int CONTINUATION = 9;
    private static final int SETTINGS = 4;
    private static final int END_HEADERS = 4;
    private static final ByteBuf PREFACE = Unpooled.unreleasableBuffer(
            Unpooled.copiedBuffer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", StandardCharsets.US_ASCII));

    private EmbeddedChannel channel;

    @BeforeEach
    void connect() {
        channel = new EmbeddedChannel(new HeadWatch(2_000));
    }

    private void greet() {
        send(PREFACE.copy());
        send(frame(SETTINGS, 0, 0));
    }

    private void send(ByteBuf bytes) {
        int length = bytes.readableBytes();
        channel.writeInbound(bytes);
        ByteBuf passed = channel.readInbound();
        assertEquals(length, passed.readableBytes());
        passed.release();
    }

    private static ByteBuf frame(int type, int flags, int bytes) {
        return Unpooled.buffer()
                .writeMedium(bytes)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(1)
                .writeZero(bytes);
    }

    private void after(long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void cutsOffWhoSaysNothingAfterTheHandshake() {
        after(1_900);
        assertTrue(channel.isOpen());
        after(200);

        assertFalse(channel.isOpen());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 23, 24, 25, 32, 33, 34, 38})
    void cutsOffWhoStopsWithinThePrefaceOrItsFirstFrame(int bytes) {
        ByteBuf all = Unpooled.wrappedBuffer(PREFACE.copy(), frame(SETTINGS, 0, 6));
        for (int i = 0; i < bytes; i++) {
            send(all.readSlice(1).copy());
            after(1_900 / bytes);
        }
        assertTrue(channel.isOpen());
        after(200);

        assertFalse(channel.isOpen());
    }

    @Test
    void keepsWhoSentThePrefaceAndAsksForNothing() {
        greet();

        after(60_000);

        assertTrue(channel.isOpen());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 8, 9, 10, 40})
    void cutsOffWhoStopsWithinAHead(int bytes) {
        greet();
        send(frame(HEADERS, END_HEADERS, 50).readSlice(bytes).copy());

        after(1_900);
        assertTrue(channel.isOpen());
        after(200);
        assertFalse(channel.isOpen());
    }

    @Test
    void cutsOffWhoContinuesAHeadWithoutEnd() {
        greet();
        send(frame(HEADERS, 0, 10));

        for (int i = 0; i < 3; i++) {
            after(600);
            send(frame(CONTINUATION, 0, 1));
        }
        assertTrue(channel.isOpen());
        after(300);

        assertFalse(channel.isOpen());
    }

    @Test
    void keepsWhoSentTheHeadAndTakesItsTimeWithTheBody() {
        greet();
        send(frame(HEADERS, 0, 10));
        send(frame(CONTINUATION, END_HEADERS, 10));
        send(frame(DATA, 0, 1000).readSlice(500).copy());

        after(60_000);

        assertTrue(channel.isOpen());
    }

    @Test
    void givesEachHeadItsOwnTime() {
        greet();
        for (int i = 0; i < 5; i++) {
            ByteBuf both = Unpooled.wrappedBuffer(
                    frame(HEADERS, END_HEADERS, 30).readSlice(20).copy());
            send(both);
            after(1_500);
            send(Unpooled.wrappedBuffer(
                    frame(HEADERS, END_HEADERS, 30).skipBytes(20).copy(), frame(DATA, END_HEADERS, 7)));
        }
        after(60_000);

        assertTrue(channel.isOpen());
    }

    @Test
    void takesFramesInPieces() {
        greet();
        ByteBuf all = Unpooled.wrappedBuffer(
                frame(HEADERS, END_HEADERS, 30), frame(DATA, 0, 70_000), frame(HEADERS, END_HEADERS, 0));
        while (all.isReadable()) {
            send(all.readSlice(Math.min(7, all.readableBytes())).copy());
        }
        after(60_000);

        assertTrue(channel.isOpen());
    }
}
