package dev.auspex.graph.onnx;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads protobuf's wire format (Protocol Buffers documentation, "Encoding") field by field, from bytes or from a file
 * of any size. It keeps only what the caller asks for, so skipped fields, such as weights, cost nothing. A nested
 * message has its own reader, which cannot read beyond the end of that message.
 */
public final class ProtobufReader {

    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private static final int LONGEST_TEXT = 4096;

    private final Source source;
    private final long end;
    private long position;
    private int type;

    private ProtobufReader(Source source, long position, long end) {
        this.source = source;
        this.position = position;
        this.end = end;
    }

    /** Reads bytes, which are not copied. */
    public static ProtobufReader of(byte[] bytes) {
        return new ProtobufReader(at -> bytes[(int) at], 0, bytes.length);
    }

    /**
     * Reads an open file, preferably from start to end. If the file cannot be read, methods throw
     * {@link UncheckedIOException}.
     */
    static ProtobufReader of(FileChannel file) throws IOException {
        return new ProtobufReader(new Window(file), 0, file.size());
    }

    /** Returns an independent reader of the same message, from the position of this reader. */
    public ProtobufReader copy() {
        return new ProtobufReader(source, position, end);
    }

    /** Returns the position in the bytes or the file. */
    public long position() {
        return position;
    }

    public boolean atEnd() {
        return position >= end;
    }

    /** Returns the number of the next field, which the caller must then read or skip, or 0 at the end. */
    public int next() throws OnnxException {
        if (atEnd()) {
            return 0;
        }
        long tag = raw();
        long field = tag >>> 3;
        type = (int) (tag & 7);
        if (field < 1 || field > Integer.MAX_VALUE) {
            throw new OnnxException(
                    "byte " + position + " does not begin a field, so this is not an ONNX file, or it is damaged");
        }
        return (int) field;
    }

    /** Returns whether the field from {@link #next()} is a packed list, or any other value with a length. */
    public boolean packed() {
        return type == BYTES;
    }

    public long varint() throws OnnxException {
        expect(VARINT);
        return raw();
    }

    public float fixed32() throws OnnxException {
        expect(FIXED32);
        return rawFloat();
    }

    /** Returns a reader of the content of a field with a length. */
    public ProtobufReader message() throws OnnxException {
        expect(BYTES);
        long length = raw();
        if (length < 0 || length > end - position) {
            throw new OnnxException("a part at byte " + position + " claims " + Long.toUnsignedString(length)
                    + " bytes, but only " + (end - position) + " are left, so the file is cut off or damaged");
        }
        ProtobufReader message = new ProtobufReader(source, position, position + length);
        position += length;
        return message;
    }

    /** Reads a string of at most 4096 bytes, which is longer than any name. */
    public String text() throws OnnxException {
        ProtobufReader text = message();
        long length = text.end - text.position;
        if (length > LONGEST_TEXT) {
            throw new OnnxException("a name at byte " + text.position + " has " + length + " bytes; at most "
                    + LONGEST_TEXT + " are allowed");
        }
        byte[] bytes = new byte[(int) length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = text.next8();
        }
        try {
            CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return decoded.toString();
        } catch (CharacterCodingException e) {
            throw new OnnxException("a name before byte " + position + " is not valid UTF-8");
        }
    }

    /** Skips the value of a field. */
    public void skip() throws OnnxException {
        switch (type) {
            case VARINT -> raw();
            case FIXED64 -> advance(Long.BYTES);
            case FIXED32 -> advance(Integer.BYTES);
            case BYTES -> message();
            default ->
                throw new OnnxException("byte " + position + " begins a field of the unknown kind " + type
                        + ", so this is not an ONNX file, or it is damaged");
        }
    }

    /** Reads a varint without a tag, as in a packed list. */
    public long raw() throws OnnxException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = next8();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new OnnxException("a number at byte " + position + " is too long");
    }

    /** Reads a float without a tag, as in a packed list. */
    public float rawFloat() throws OnnxException {
        return Float.intBitsToFloat((int) rawLittleEndian(Float.BYTES));
    }

    /**
     * Reads a little-endian number without a tag, as in raw values.
     *
     * @param size bytes of the number, 1 to 8
     * @return the number, without sign extension
     */
    long rawLittleEndian(int size) throws OnnxException {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (next8() & 0xFFL) << (8 * i);
        }
        return value;
    }

    private void advance(int count) throws OnnxException {
        if (count > end - position) {
            throw cutOff();
        }
        position += count;
    }

    private byte next8() throws OnnxException {
        if (position >= end) {
            throw cutOff();
        }
        return source.at(position++);
    }

    private void expect(int expected) throws OnnxException {
        if (type != expected) {
            throw new OnnxException("byte " + position
                    + " has a kind of value that ONNX does not allow there, so this is not an ONNX file, or"
                    + " it is damaged");
        }
    }

    private OnnxException cutOff() {
        return new OnnxException("the file ends within a value at byte " + position + ", so it is cut off or damaged");
    }

    /** A source of bytes. */
    @FunctionalInterface
    private interface Source {
        byte at(long position);
    }

    /** The part of a file that is being read. */
    private static final class Window implements Source {

        private static final int SIZE = 64 * 1024;

        private final FileChannel file;
        private final ByteBuffer bytes = ByteBuffer.allocate(SIZE).limit(0);
        private long from;

        Window(FileChannel file) {
            this.file = file;
        }

        @Override
        public byte at(long position) {
            if (position < from || position >= from + bytes.limit()) {
                fill(position);
            }
            return bytes.get((int) (position - from));
        }

        private void fill(long position) {
            bytes.clear();
            from = position;
            try {
                while (bytes.position() == 0) {
                    if (file.read(bytes, position) < 0) {
                        throw new EOFException("the file became shorter while it was read");
                    }
                }
            } catch (IOException e) {
                bytes.limit(0);
                throw new UncheckedIOException(e);
            }
            bytes.flip();
        }
    }
}
