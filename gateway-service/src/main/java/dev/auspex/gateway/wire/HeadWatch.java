package dev.auspex.gateway.wire;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Cuts off clients that take too long to send an HTTP/2 head, or the preface with its first frame (RFC 9113, section
 * 3.4), which has the same time limit. It only tracks where frames begin and end (RFC 9113, section 4.1); the content
 * and size of a head are checked by the codec.
 */
final class HeadWatch extends ChannelInboundHandlerAdapter {

    private static final int PREFACE_BYTES = 24;
    private static final int FRAME_HEADER_BYTES = 9;
    private static final int HEADERS = 1;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 0x4;

    private final long headMillis;
    private long toSkip = PREFACE_BYTES;
    private int headerBytes;
    private int payload;
    private int type;
    private boolean preface = true;
    private boolean framed;
    private boolean head;
    private boolean lastOfHead;
    private @Nullable ScheduledFuture<?> deadline;

    HeadWatch(long headMillis) {
        this.headMillis = headMillis;
    }

    /** Starts the timer for the preface, which is due as soon as the handshake is over. */
    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        watch(context);
    }

    private void watch(ChannelHandlerContext context) {
        if (isUnderWay() && deadline == null) {
            deadline = context.executor().schedule(() -> late(context), headMillis, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            follow(bytes);
            watch(context);
        }
        context.fireChannelRead(message);
    }

    private void follow(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            if (toSkip > 0) {
                int skipped = (int) Math.min(toSkip, end - at);
                toSkip -= skipped;
                at += skipped;
            } else {
                header(bytes.getUnsignedByte(at));
                at++;
            }
            if (toSkip == 0 && headerBytes == 0) {
                wholeFrame();
            }
            if (!isUnderWay()) {
                met();
            }
        }
    }

    private void wholeFrame() {
        if (framed) {
            preface = false;
        }
        if (lastOfHead) {
            head = false;
            lastOfHead = false;
        }
    }

    private boolean isUnderWay() {
        return preface || head || headerBytes > 0;
    }

    private void header(int value) {
        switch (headerBytes) {
            case 0 -> payload = value << 16;
            case 1 -> payload |= value << 8;
            case 2 -> payload |= value;
            case 3 -> type = value;
            case 4 -> {
                boolean begunOrGoesOn = type == HEADERS || type == CONTINUATION;
                head |= begunOrGoesOn;
                lastOfHead = begunOrGoesOn && (value & END_HEADERS) != 0;
            }
            default -> {
                // Stream identifier.
            }
        }
        headerBytes++;
        if (headerBytes == FRAME_HEADER_BYTES) {
            headerBytes = 0;
            toSkip = payload;
            framed = true;
        }
    }

    private void late(ChannelHandlerContext context) {
        if (isUnderWay()) {
            context.close();
        }
    }

    private void met() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        met();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        met();
        super.channelInactive(context);
    }
}
