package dev.auspex.model.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.auspex.graph.onnx.OnnxException;
import dev.auspex.graph.onnx.ProtobufReader;

/** One attribute of a node (AttributeProto in onnx.proto), decoded only when its value is read. */
final class OnnxAttribute {

    private static final int INTEGER = 3;
    private static final int TEXT = 4;
    private static final int NUMBERS = 7;
    private static final int INTEGERS = 8;
    private static final int TEXTS = 9;

    private final ProtobufReader content;

    OnnxAttribute(ProtobufReader content) {
        this.content = content;
    }

    long integer() throws OnnxException {
        ProtobufReader reader = content.copy();
        long value = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field == INTEGER) {
                value = reader.varint();
            } else {
                reader.skip();
            }
        }
        return value;
    }

    String text() throws OnnxException {
        ProtobufReader reader = content.copy();
        String value = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field == TEXT) {
                value = reader.text();
            } else {
                reader.skip();
            }
        }
        return value;
    }

    List<String> texts() throws OnnxException {
        ProtobufReader reader = content.copy();
        List<String> values = new ArrayList<>();
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field == TEXTS) {
                values.add(reader.text());
            } else {
                reader.skip();
            }
        }
        return values;
    }

    /** Returns integers that serve as indices and ids, all of which fit into 31 bits. */
    int[] integers() throws OnnxException {
        ProtobufReader reader = content.copy();
        int[] values = {};
        int count = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != INTEGERS) {
                reader.skip();
            } else if (reader.packed()) {
                ProtobufReader list = reader.message();
                while (!list.atEnd()) {
                    values = count < values.length ? values : Arrays.copyOf(values, larger(count));
                    values[count++] = place(list.raw());
                }
            } else {
                values = count < values.length ? values : Arrays.copyOf(values, larger(count));
                values[count++] = place(reader.varint());
            }
        }
        return Arrays.copyOf(values, count);
    }

    float[] numbers() throws OnnxException {
        ProtobufReader reader = content.copy();
        float[] values = {};
        int count = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != NUMBERS) {
                reader.skip();
            } else if (reader.packed()) {
                ProtobufReader list = reader.message();
                while (!list.atEnd()) {
                    values = count < values.length ? values : Arrays.copyOf(values, larger(count));
                    values[count++] = list.rawFloat();
                }
            } else {
                values = count < values.length ? values : Arrays.copyOf(values, larger(count));
                values[count++] = reader.fixed32();
            }
        }
        return Arrays.copyOf(values, count);
    }

    private static int larger(int count) {
        return Math.max(16, count + (count >> 1));
    }

    private static int place(long value) throws OnnxException {
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new OnnxException("an id or index in the graph is " + value);
        }
        return (int) value;
    }
}
