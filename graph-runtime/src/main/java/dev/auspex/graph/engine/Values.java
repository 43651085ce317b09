package dev.auspex.graph.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * The values of one tensor as they are sent: in row-major order, elements of a fixed size as little-endian
 * bytes, strings as strings.
 *
 * @param type  type of the elements; must be {@link ElementType#supported()}
 * @param shape sizes of the dimensions; empty for a single value
 * @param bytes the elements from position to limit, or null if they are strings; not copied
 * @param texts the elements if they are strings, otherwise null; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier on the hot path, never compared
public record Values(ElementType type, long[] shape, ByteBuffer bytes, String[] texts) {

    public static Values of(ElementType type, long[] shape, ByteBuffer bytes) {
        return new Values(type, shape, bytes.order(ByteOrder.LITTLE_ENDIAN), null);
    }

    public static Values of(long[] shape, String[] texts) {
        return new Values(ElementType.BYTES, shape, null, texts);
    }

    /** Returns the number of elements. */
    public int count() {
        return texts == null ? bytes.remaining() / type.size() : texts.length;
    }

    /** Returns the size of the first dimension, or 1 for a single value. */
    public int rows() {
        return shape.length == 0 ? 1 : Math.toIntExact(shape[0]);
    }

    /** Returns one element of a floating-point type. */
    public double number(int index) {
        int at = bytes.position() + index * type.size();
        return switch (type) {
            case FP64 -> bytes.getDouble(at);
            case FP32 -> bytes.getFloat(at);
            case FP16 -> Float.float16ToFloat(bytes.getShort(at));
            case BF16 -> Float.intBitsToFloat(bytes.getShort(at) << 16);
            default -> throw new IllegalStateException("elements are " + type);
        };
    }

    /**
     * Concatenates parts along the first dimension.
     *
     * @throws GraphException if their other dimensions differ, or they have none
     */
    public static Values joined(List<Values> parts) throws GraphException {
        Values first = parts.getFirst();
        if (first.shape.length == 0) {
            throw new GraphException("an output has no dimension for rows");
        }
        long[] shape = first.shape.clone();
        long rows = 0;
        for (Values part : parts) {
            shape[0] = part.shape.length == 0 ? 0 : part.shape[0];
            if (!Arrays.equals(shape, part.shape)) {
                throw new GraphException("the outputs for several values have different shapes");
            }
            rows += shape[0];
        }
        shape[0] = rows;
        if (first.texts != null) {
            return of(
                    shape,
                    parts.stream().flatMap(part -> Arrays.stream(part.texts)).toArray(String[]::new));
        }
        ByteBuffer bytes = ByteBuffer.allocate(
                parts.stream().mapToInt(part -> part.bytes.remaining()).sum());
        parts.forEach(part -> bytes.put(part.bytes.duplicate()));
        return of(first.type, shape, bytes.flip());
    }

    /** Returns some of its rows, without copying bytes. */
    Values slice(int firstRow, int rows) {
        int all = rows();
        long[] part = shape.clone();
        part[0] = rows;
        if (texts != null) {
            int width = all == 0 ? 0 : texts.length / all;
            String[] slice = new String[rows * width];
            System.arraycopy(texts, firstRow * width, slice, 0, slice.length);
            return of(part, slice);
        }
        int width = all == 0 ? 0 : bytes.remaining() / all;
        return of(type, part, bytes.slice(bytes.position() + firstRow * width, rows * width));
    }
}
