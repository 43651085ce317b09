package dev.auspex.model.explain;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import dev.auspex.model.engine.GraphException;

/**
 * Reads protobuf's wire format (protobuf.dev/programming-guides/encoding) in place: a slice of bytes, field after field. Nothing
 * is copied until it is asked for, so what is skipped, such as weights, costs nothing.
 */
final class WireReader {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;
    private static final int LONGEST_VARINT = 10;

    private final byte[] bytes;
    private final int end;
    private int at;
    private int type;

    WireReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private WireReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /** The same message from where this reader stands, read independently. */
    WireReader copy() {
        return new WireReader(bytes, at, end);
    }

    /** Number of the next field, which must then be read or skipped; 0 at the end. */
    int next() throws GraphException {
        if (at == end) {
            return 0;
        }
        long tag = raw();
        type = (int) (tag & 7);
        long field = tag >>> 3;
        if (field < 1 || field > Integer.MAX_VALUE >> 2) {
            throw broken();
        }
        return (int) field;
    }

    long varint() throws GraphException {
        expect(VARINT);
        return raw();
    }

    float fixed32() throws GraphException {
        expect(FIXED32);
        return rawFloat();
    }

    WireReader message() throws GraphException {
        expect(LENGTH);
        long length = raw();
        if (length < 0 || length > end - at) {
            throw broken();
        }
        WireReader slice = new WireReader(bytes, at, at + (int) length);
        at += (int) length;
        return slice;
    }

    String text() throws GraphException {
        WireReader slice = message();
        return new String(bytes, slice.at, slice.end - slice.at, StandardCharsets.UTF_8);
    }

    void skip() throws GraphException {
        switch (type) {
            case VARINT -> raw();
            case FIXED64 -> advance(Long.BYTES);
            case FIXED32 -> advance(Integer.BYTES);
            case LENGTH -> message();
            default -> throw broken();
        }
    }

    boolean atEnd() {
        return at == end;
    }

    boolean packed() {
        return type == LENGTH;
    }

    /** A varint without a tag before it, as in a packed list. */
    long raw() throws GraphException {
        long value = 0;
        for (int i = 0; i < LONGEST_VARINT; i++) {
            if (at == end) {
                throw broken();
            }
            byte part = bytes[at++];
            value |= (long) (part & 0x7F) << (7 * i);
            if (part >= 0) {
                return value;
            }
        }
        throw broken();
    }

    /** A float without a tag before it, as in a packed list. */
    float rawFloat() throws GraphException {
        int from = at;
        advance(Float.BYTES);
        return ByteBuffer.wrap(bytes, from, Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getFloat();
    }

    private void advance(int count) throws GraphException {
        if (count > end - at) {
            throw broken();
        }
        at += count;
    }

    private void expect(int wanted) throws GraphException {
        if (type != wanted) {
            throw broken();
        }
    }

    private static GraphException broken() {
        return new GraphException("the file is not a well-formed ONNX model");
    }
}
