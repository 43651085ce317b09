package dev.auspex.model.onnx;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads protobuf's wire format from a file of any size, in one pass and without keeping more than one short text of it.
 * See the Protocol Buffers documentation, "Encoding".
 */
final class ProtobufReader implements Closeable {

    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private static final int BUFFER = 64 * 1024;

    private final FileChannel channel;
    private final long size;
    private BufferedInputStream in;
    private long position;

    ProtobufReader(Path file) throws IOException {
        this.channel = FileChannel.open(file);
        this.size = channel.size();
        this.in = stream();
    }

    long size() {
        return size;
    }

    long position() {
        return position;
    }

    long varint(long end) throws IOException, OnnxException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = next(end);
            value |= (long) (next & 0x7f) << shift;
            if ((next & 0x80) == 0) {
                return value;
            }
        }
        throw new OnnxException("a number at byte " + position + " is longer than numbers are");
    }

    /** The end of the value with a length that begins here; it lies within what it is part of. */
    long endOfValue(long end) throws IOException, OnnxException {
        long length = varint(end);
        if (length < 0 || length > end - position) {
            throw new OnnxException("a part at byte " + position + " claims " + Long.toUnsignedString(length)
                    + " bytes, and " + (end - position) + " are left: the file is cut off or damaged");
        }
        return position + length;
    }

    String text(long end, int longest) throws IOException, OnnxException {
        long stop = endOfValue(end);
        long length = stop - position;
        if (length > longest) {
            throw new OnnxException("a name at byte " + position + " has " + length + " bytes, more than " + longest);
        }
        byte[] bytes = in.readNBytes((int) length);
        if (bytes.length != length) {
            throw cutOff();
        }
        position = stop;
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new OnnxException("a name before byte " + position + " is no UTF-8");
        }
    }

    /** Goes past the value of a field. */
    void skip(int wireType, long end) throws IOException, OnnxException {
        switch (wireType) {
            case VARINT -> varint(end);
            case FIXED64 -> skipTo(position + 8, end);
            case FIXED32 -> skipTo(position + 4, end);
            case BYTES -> skipTo(endOfValue(end), end);
            default ->
                throw new OnnxException("byte " + position + " begins a field of kind " + wireType
                        + ", which there is not: this is no ONNX file, or it is damaged");
        }
    }

    private void skipTo(long target, long end) throws IOException, OnnxException {
        if (target > end) {
            throw cutOff();
        }
        if (target - position > BUFFER) {
            channel.position(target);
            in = stream();
        } else {
            in.skipNBytes(target - position);
        }
        position = target;
    }

    private int next(long end) throws IOException, OnnxException {
        if (position >= end) {
            throw cutOff();
        }
        int next = in.read();
        if (next < 0) {
            throw new EOFException("the file became shorter while it was read");
        }
        position++;
        return next;
    }

    private OnnxException cutOff() {
        return new OnnxException("the file ends within a value at byte " + position + ": it is cut off or damaged");
    }

    private BufferedInputStream stream() {
        return new BufferedInputStream(Channels.newInputStream(channel), BUFFER);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
