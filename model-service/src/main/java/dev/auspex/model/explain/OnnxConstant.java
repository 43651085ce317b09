package dev.auspex.model.explain;

import java.util.Arrays;
import java.util.Optional;

import dev.auspex.graph.onnx.OnnxException;
import dev.auspex.graph.onnx.ProtobufReader;

/** Reads a constant of a graph (TensorProto in onnx.proto). */
final class OnnxConstant {

    private static final int TYPE = 2;
    private static final int FLOATS = 4;
    private static final int NAME = 8;
    private static final int RAW = 9;
    private static final int FLOAT = 1;
    private static final int MOST_VALUES = 1000;

    private OnnxConstant() {}

    static String name(ProtobufReader content) throws OnnxException {
        String name = "";
        for (int field = content.next(); field != 0; field = content.next()) {
            if (field == NAME) {
                name = content.text();
            } else {
                content.skip();
            }
        }
        return name;
    }

    /** Returns the values row by row; empty if they are not FP32, are stored in another file, or are too many. */
    static Optional<float[]> floats(ProtobufReader content) throws OnnxException {
        long type = 0;
        float[] values = new float[MOST_VALUES];
        int count = 0;
        for (int field = content.next(); field != 0; field = content.next()) {
            if (field == TYPE) {
                type = content.varint();
            } else if (field == FLOATS && !content.packed()) {
                if (count == MOST_VALUES) {
                    return Optional.empty();
                }
                values[count++] = content.fixed32();
            } else if (field == FLOATS || field == RAW && type == FLOAT) {
                // Raw values are little-endian, like packed ones.
                ProtobufReader list = content.message();
                while (!list.atEnd()) {
                    if (count == MOST_VALUES) {
                        return Optional.empty();
                    }
                    values[count++] = list.rawFloat();
                }
            } else {
                content.skip();
            }
        }
        return type == FLOAT && count > 0 ? Optional.of(Arrays.copyOf(values, count)) : Optional.empty();
    }
}
