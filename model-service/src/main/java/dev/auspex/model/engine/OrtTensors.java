package dev.auspex.model.engine;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;

/** Between our tensors and the engine's. */
final class OrtTensors {

    private OrtTensors() {}

    /** The caller closes it. */
    static OnnxTensor create(OrtEnvironment environment, Tensor tensor) throws OrtException {
        long[] shape = tensor.shape();
        return switch (tensor.data()) {
            case float[] values -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
            case double[] values -> OnnxTensor.createTensor(environment, DoubleBuffer.wrap(values), shape);
            case int[] values -> OnnxTensor.createTensor(environment, IntBuffer.wrap(values), shape);
            case long[] values -> OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
            case boolean[] values -> OnnxTensor.createTensor(environment, bytes(values), shape, OnnxJavaType.BOOL);
            case String[] values -> OnnxTensor.createTensor(environment, values, shape);
            default -> throw new IllegalArgumentException("no tensor of " + tensor.type());
        };
    }

    static Tensor read(String name, OnnxTensor tensor) throws OrtException {
        ElementType type = ElementType.of(tensor.getInfo());
        Object data =
                switch (type) {
                    case FP32 -> floats(tensor.getFloatBuffer());
                    case FP64 -> doubles(tensor.getDoubleBuffer());
                    case INT32 -> ints(tensor.getIntBuffer());
                    case INT64 -> longs(tensor.getLongBuffer());
                    case BOOL -> booleans(tensor.getByteBuffer());
                    case BYTES -> strings(tensor.getValue());
                    default -> throw new IllegalArgumentException("no values of " + type);
                };
        return new Tensor(name, type, tensor.getInfo().getShape(), data);
    }

    private static ByteBuffer bytes(boolean[] values) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(values.length);
        for (boolean value : values) {
            buffer.put((byte) (value ? 1 : 0));
        }
        return buffer.flip();
    }

    private static float[] floats(FloatBuffer buffer) {
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private static double[] doubles(DoubleBuffer buffer) {
        double[] values = new double[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private static int[] ints(IntBuffer buffer) {
        int[] values = new int[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private static long[] longs(LongBuffer buffer) {
        long[] values = new long[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private static boolean[] booleans(ByteBuffer buffer) {
        boolean[] values = new boolean[buffer.remaining()];
        for (int i = 0; i < values.length; i++) {
            values[i] = buffer.get() != 0;
        }
        return values;
    }

    /** The engine gives strings as nested arrays, or bare for a scalar. */
    private static String[] strings(Object value) {
        List<String> flat = new ArrayList<>();
        flatten(value, flat);
        return flat.toArray(String[]::new);
    }

    private static void flatten(Object value, List<String> into) {
        if (value != null && value.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(value); i++) {
                flatten(Array.get(value, i), into);
            }
        } else {
            into.add((String) value);
        }
    }
}
