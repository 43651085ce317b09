package dev.auspex.graph.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Writes little-endian numbers, strings and bytes to a channel. A small message is written all
 * at once. Not thread-safe.
 */
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

    /** Writes the number of bytes and the bytes from position to limit, and leaves both unchanged. */
    WireWriter bytes(ByteBuffer value) throws IOException {
        number(value.remaining());
        ByteBuffer rest = value.duplicate();
        // Large values go through this buffer as well, because the JDK would keep a copy as large as the
        // largest one for each thread.
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
