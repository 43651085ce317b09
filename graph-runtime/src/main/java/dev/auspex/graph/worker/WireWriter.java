package dev.auspex.graph.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/** Writes little-endian numbers, strings and bytes to a channel, all of a message at once where it is small. One thread uses it. */
final class WireWriter {

    static final int BUFFER = 16 << 10;

    private final WritableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);

    WireWriter(WritableByteChannel channel) {
        this.channel = channel;
    }

    WireWriter octet(int value) throws IOException {
        room(1).put((byte) value);
        return this;
    }

    WireWriter flag(boolean value) throws IOException {
        return octet(value ? 1 : 0);
    }

    WireWriter number(int value) throws IOException {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    WireWriter number(long value) throws IOException {
        room(Long.BYTES).putLong(value);
        return this;
    }

    WireWriter text(String value) throws IOException {
        return bytes(ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
    }

    /** Their number and the bytes from position to limit, which both stay. */
    WireWriter bytes(ByteBuffer value) throws IOException {
        number(value.remaining());
        ByteBuffer rest = value.duplicate();
        // By way of this buffer even where there are many: the JDK would keep a copy as large as the largest for each
        // thread.
        while (rest.hasRemaining()) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int count = Math.min(rest.remaining(), buffer.remaining());
            buffer.put(buffer.position(), rest, rest.position(), count);
            buffer.position(buffer.position() + count);
            rest.position(rest.position() + count);
        }
        return this;
    }

    void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    private ByteBuffer room(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            flush();
        }
        return buffer;
    }
}
