package dev.auspex.graph.onnx;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a constant (TensorProto in onnx.proto) as a divisor.
 *
 * @param type     type of its elements, a {@code TensorProto.DataType}
 * @param least    smallest of its whole numbers
 * @param most     largest of its whole numbers
 * @param zero     whether one of them is 0
 * @param minusOne whether one of them is -1
 */
record ConstantTensor(int type, long least, long most, boolean zero, boolean minusOne) {

    static final int UNKNOWN = 0;
    static final int FLOAT = 1;
    static final int INT32 = 6;
    static final int INT64 = 7;

    /** Returns whether a type is floating-point, for which a division by zero is harmless. */
    static boolean floating(int type) {
        return switch (type) {
            case 1, 10, 11, 16, 17, 18, 19, 20 -> true;
            default -> false;
        };
    }

    /** Returns whether a type is an integer type. */
    static boolean whole(int type) {
        return type >= 2 && type <= INT64 || type == 12 || type == 13;
    }

    /**
     * Returns whether a division by it can crash: by 0, or by -1, because the smallest 32-bit and 64-bit integers have
     * no positive counterpart.
     */
    boolean harmful() {
        return zero || minusOne && (type == INT32 || type == INT64);
    }

    static String name(ProtobufReader in) throws OnnxException {
        String name = "";
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 8) {
                name = in.text();
            } else {
                in.skip();
            }
        }
        return name;
    }

    static ConstantTensor read(ProtobufReader in) throws OnnxException {
        // The type may come after the values.
        int type = type(in.copy());
        Collected values = new Collected(type);
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                // int32_data, int64_data, uint64_data
                case 5, 7, 11 -> values.list(in);
                case 9 -> values.little(in.message());
                default -> in.skip();
            }
        }
        return values.done();
    }

    /** Reads the values of a Constant node. Returns null if it stores them in another form than a list of numbers. */
    static @Nullable ConstantTensor ofAttributes(Map<String, ProtobufReader> attributes) throws OnnxException {
        if (attributes.size() != 1) {
            return null;
        }
        Map.Entry<String, ProtobufReader> only =
                attributes.entrySet().iterator().next();
        ProtobufReader in = only.getValue().copy();
        return switch (only.getKey()) {
            case "value" -> tensor(in);
            case "value_float", "value_floats" -> new Collected(FLOAT).done();
            case "value_int", "value_ints" -> integers(in);
            default -> null;
        };
    }

    private static @Nullable ConstantTensor tensor(ProtobufReader in) throws OnnxException {
        ConstantTensor value = null;
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 5) {
                value = read(in.message());
            } else {
                in.skip();
            }
        }
        return value;
    }

    /**
     * Reads whole numbers. Returns null for a reference to a function's own attribute, because each
     * call sets another value.
     */
    private static @Nullable ConstantTensor integers(ProtobufReader in) throws OnnxException {
        Collected values = new Collected(INT64);
        boolean some = false;
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 3 || field == 8) {
                values.list(in);
                some = true;
            } else {
                in.skip();
            }
        }
        return some ? values.done() : null;
    }

    private static int type(ProtobufReader in) throws OnnxException {
        int type = UNKNOWN;
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 2) {
                type = (int) in.varint();
            } else {
                in.skip();
            }
        }
        return type;
    }

    private static final class Collected {

        private final int type;
        private long least = Long.MAX_VALUE;
        private long most = Long.MIN_VALUE;
        private boolean zero;
        private boolean minusOne;

        Collected(int type) {
            this.type = type;
        }

        void list(ProtobufReader in) throws OnnxException {
            if (in.packed()) {
                ProtobufReader list = in.message();
                while (!list.atEnd()) {
                    add(list.raw());
                }
            } else {
                add(in.varint());
            }
        }

        void little(ProtobufReader raw) throws OnnxException {
            if (!whole(type)) {
                return;
            }
            int size =
                    switch (type) {
                        case 2, 3 -> 1;
                        case 4, 5 -> 2;
                        case INT32, 12 -> 4;
                        default -> 8;
                    };
            while (!raw.atEnd()) {
                add(raw.rawLittleEndian(size));
            }
        }

        private void add(long bits) {
            long value =
                    switch (type) {
                        case 2 -> bits & 0xFF;
                        case 3 -> (byte) bits;
                        case 4 -> bits & 0xFFFF;
                        case 5 -> (short) bits;
                        case INT32 -> (int) bits;
                        case 12 -> bits & 0xFFFF_FFFFL;
                        default -> bits;
                    };
            least = Math.min(least, value);
            most = Math.max(most, value);
            zero |= value == 0;
            minusOne |= value == -1;
        }

        ConstantTensor done() {
            // Without any value, nothing is known of it.
            return new ConstantTensor(type, least, most, zero || least > most && whole(type), minusOne);
        }
    }
}
