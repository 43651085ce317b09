package dev.auspex.model.openinference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

import dev.auspex.graph.engine.ElementType;
import dev.auspex.graph.engine.Values;

/**
 * Lists the highest values of each row as strings {@code value:index}, highest first, as Triton's classification
 * extension does. For an output of shape [N, labels] the result has the shape [N, classes], for one of shape [labels]
 * the shape [classes].
 */
final class Classification {

    private Classification() {}

    /** @param classes number of values per row; all of them if there are fewer */
    static Values of(Values values, int classes) {
        int rows = values.shape().length < 2 ? 1 : values.rows();
        int width = rows == 0 ? 0 : values.count() / rows;
        int most = Math.min(classes, width);
        String[] texts = new String[rows * most];
        for (int row = 0; row < rows; row++) {
            int first = row * width;
            Comparator<Integer> higher = (a, b) -> compare(values, first + b, first + a);
            Integer[] order = IntStream.range(0, width).boxed().toArray(Integer[]::new);
            Arrays.sort(order, higher);
            for (int i = 0; i < most; i++) {
                texts[row * most + i] = text(values, first + order[i]) + ":" + order[i];
            }
        }
        long[] shape = values.shape().length < 2 ? new long[] {most} : new long[] {rows, most};
        return Values.of(shape, texts);
    }

    private static int compare(Values values, int a, int b) {
        return switch (values.type()) {
            case FP16, BF16, FP32, FP64 -> Double.compare(values.number(a), values.number(b));
            case UINT64 -> Long.compareUnsigned(whole(values, a), whole(values, b));
            default -> Long.compare(whole(values, a), whole(values, b));
        };
    }

    private static String text(Values values, int index) {
        return switch (values.type()) {
            case FP16, BF16, FP32 -> Float.toString((float) values.number(index));
            case FP64 -> Double.toString(values.number(index));
            case UINT64 -> Long.toUnsignedString(whole(values, index));
            default -> Long.toString(whole(values, index));
        };
    }

    private static long whole(Values values, int index) {
        ByteBuffer bytes = values.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        ElementType type = values.type();
        int at = bytes.position() + index * type.size();
        return switch (type) {
            case BOOL, INT8 -> bytes.get(at);
            case UINT8 -> Byte.toUnsignedLong(bytes.get(at));
            case INT16 -> bytes.getShort(at);
            case UINT16 -> Short.toUnsignedLong(bytes.getShort(at));
            case INT32 -> bytes.getInt(at);
            case UINT32 -> Integer.toUnsignedLong(bytes.getInt(at));
            case INT64, UINT64 -> bytes.getLong(at);
            default -> throw new IllegalStateException("no whole numbers in " + type);
        };
    }
}
