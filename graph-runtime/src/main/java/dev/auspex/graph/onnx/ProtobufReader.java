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
 * Reads protobuf's wire format (Protocol Buffers documentation, "Encoding"), field after field, from bytes or from a file of any
 * size. Nothing is kept but what is asked for, so that what is skipped, such as weights, costs nothing. Messages within a message have
 * readers of their own, which see no further than their message.
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
     * Reads an open file, best from its start to its end. Where the file cannot be read, methods throw
     * {@link UncheckedIOException}.
     */
    static ProtobufReader of(FileChannel file) throws IOException {
        return new ProtobufReader(new Window(file), 0, file.size());
    }

    /** The same message from where this reader stands, read independently. */
    public ProtobufReader copy() {
        return new ProtobufReader(source, position, end);
    }

    /** Place in the bytes or the file. */
    public long position() {
        return position;
    }

    public boolean atEnd() {
        return position >= end;
    }

    /** Number of the next field, which must then be read or skipped; 0 at the end. */
    public int next() throws OnnxException {
        if (atEnd()) {
            return 0;
        }
        long tag = raw();
        long field = tag >>> 3;
        type = (int) (tag & 7);
        if (field < 1 || field > Integer.MAX_VALUE) {
            throw new OnnxException("byte " + position + " begins no field: this is no ONNX file, or it is damaged");
        }
        return (int) field;
    }

    /** Whether the field that {@link #next()} told is a list in one piece, or anything else with a length. */
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

    /** What is in a field with a length. */
    public ProtobufReader message() throws OnnxException {
        expect(BYTES);
        long length = raw();
        if (length < 0 || length > end - position) {
            throw new OnnxException("a part at byte " + position + " claims " + Long.toUnsignedString(length)
                    + " bytes, and " + (end - position) + " are left: the file is cut off or damaged");
        }
        ProtobufReader message = new ProtobufReader(source, position, position + length);
        position += length;
        return message;
    }

    /** A text of at most 4096 bytes, which is more than any name has. */
    public String text() throws OnnxException {
        ProtobufReader text = message();
        long length = text.end - text.position;
        if (length > LONGEST_TEXT) {
            throw new OnnxException(
                    "a name at byte " + text.position + " has " + length + " bytes, more than " + LONGEST_TEXT);
        }
        byte[] bytes = new byte[(int) length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = text.next8();
        }
        try {
            CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return decoded.toString();
        } catch (CharacterCodingException e) {
            throw new OnnxException("a name before byte " + position + " is no UTF-8");
        }
    }

    /** Goes past the value of a field. */
    public void skip() throws OnnxException {
        switch (type) {
            case VARINT -> raw();
            case FIXED64 -> advance(Long.BYTES);
            case FIXED32 -> advance(Integer.BYTES);
            case BYTES -> message();
            default ->
                throw new OnnxException("byte " + position + " begins a field of kind " + type
                        + ", which there is not: this is no ONNX file, or it is damaged");
        }
    }

    /** A varint without a tag before it, as in a packed list. */
    public long raw() throws OnnxException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = next8();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new OnnxException("a number at byte " + position + " is longer than numbers are");
    }

    /** A float without a tag before it, as in a packed list. */
    public float rawFloat() throws OnnxException {
        return Float.intBitsToFloat((int) rawLittleEndian(Float.BYTES));
    }

    /**
     * A number of some bytes without a tag before it, as raw values have it.
     *
     * @param size 1 to 8
     * @return it, without a sign
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
                    + " holds another kind of value than ONNX has there: this is no ONNX file, or it is damaged");
        }
    }

    private OnnxException cutOff() {
        return new OnnxException("the file ends within a value at byte " + position + ": it is cut off or damaged");
    }

    /** Where bytes come from. */
    @FunctionalInterface
    private interface Source {
        byte at(long position);
    }

    /** The piece of a file that is being looked at. */
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
