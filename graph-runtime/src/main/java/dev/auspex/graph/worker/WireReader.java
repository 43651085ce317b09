package dev.auspex.graph.worker;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Reads what a {@link WireWriter} wrote. It trusts no size in it and compares each with the
 * limit that the caller allows.
 */
final class WireReader {

    private final ReadableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(WireWriter.BUFFER)
            .order(ByteOrder.LITTLE_ENDIAN)
            .limit(0);

    WireReader(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /** Waits for the next message. Returns false if the other side has closed the connection. */
    boolean awaits() throws IOException {
        return buffer.hasRemaining() || fill();
    }

    int octet() throws IOException {
        require(1);
        return buffer.get() & 0xFF;
    }

    boolean flag() throws IOException {
        return octet() != 0;
    }

    int number() throws IOException {
        require(Integer.BYTES);
        return buffer.getInt();
    }

    long large() throws IOException {
        require(Long.BYTES);
        return buffer.getLong();
    }

    /** Reads a number from 0 to {@code most}. */
    int count(int most) throws IOException {
        int count = number();
        if (count < 0 || count > most) {
            throw new WireException("a count of " + count + ", but at most " + most + " is allowed");
        }
        return count;
    }

    String text(int mostBytes) throws IOException {
        int count = count(mostBytes);
        if (count <= buffer.remaining()) {
            byte[] bytes = new byte[count];
            buffer.get(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
        return new String(bytes(count).array(), StandardCharsets.UTF_8);
    }

    /** Reads this many bytes into a new array. */
    ByteBuffer bytes(int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        into(bytes);
        return bytes.flip();
    }

    /** Fills a buffer up to its limit. */
    void into(ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (!buffer.hasRemaining() && !fill()) {
                throw new EOFException("the connection ended within a message");
            }
            int part = Math.min(target.remaining(), buffer.remaining());
            target.put(target.position(), buffer, buffer.position(), part);
            target.position(target.position() + part);
            buffer.position(buffer.position() + part);
        }
    }

    private void require(int bytes) throws IOException {
        while (buffer.remaining() < bytes) {
            if (!fill()) {
                throw new EOFException("the connection ended within a message");
            }
        }
    }

    private boolean fill() throws IOException {
        buffer.compact();
        try {
            return channel.read(buffer) >= 0;
        } finally {
            buffer.flip();
        }
    }
}
