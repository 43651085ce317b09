package dev.auspex.model.explain;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Rewrites a tree ensemble's ONNX file as our training writes one that is calibrated by Platt's method: the ensemble gives log odds,
 * and Mul, Add and Sigmoid follow. Written without the reader under test.
 */
final class Calibrated {

    private static final int VARINT = 0;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private Calibrated() {}

    static byte[] platt(byte[] onnx, float slope, float intercept) {
        List<Field> model = new ArrayList<>();
        for (Field field : parse(onnx)) {
            model.add(field.number() == 7 ? new Field(7, LENGTH, graph(field.content(), slope, intercept)) : field);
        }
        return write(model);
    }

    private static byte[] graph(byte[] content, float slope, float intercept) {
        List<Field> graph = new ArrayList<>();
        for (Field field : parse(content)) {
            boolean ensemble = field.number() == 1
                    && parse(field.content()).stream().anyMatch(it -> it.is(4, "TreeEnsembleClassifier"));
            graph.add(ensemble ? new Field(1, LENGTH, ensemble(field.content())) : field);
        }
        graph.add(node("Mul", List.of("_log_odds", "_slope"), "_sloped"));
        graph.add(node("Add", List.of("_intercepts", "_sloped"), "_calibrated"));
        graph.add(node("Sigmoid", List.of("_calibrated"), "probabilities"));
        graph.add(node("Identity", List.of("_raw_label"), "label"));
        graph.add(constant("_slope", slope));
        graph.add(constant("_intercepts", -intercept, intercept));
        return write(graph);
    }

    private static byte[] ensemble(byte[] content) {
        List<Field> node = new ArrayList<>();
        for (Field field : parse(content)) {
            if (field.is(2, "label")) {
                node.add(text(2, "_raw_label"));
            } else if (field.is(2, "probabilities")) {
                node.add(text(2, "_log_odds"));
            } else if (field.number() == 5
                    && parse(field.content()).stream().anyMatch(it -> it.is(1, "post_transform"))) {
                List<Field> attribute = new ArrayList<>();
                parse(field.content()).forEach(it -> attribute.add(it.number() == 4 ? text(4, "NONE") : it));
                node.add(new Field(5, LENGTH, write(attribute)));
            } else {
                node.add(field);
            }
        }
        return write(node);
    }

    private static Field node(String operator, List<String> inputs, String output) {
        List<Field> node = new ArrayList<>();
        inputs.forEach(input -> node.add(text(1, input)));
        node.add(text(2, output));
        node.add(text(4, operator));
        return new Field(1, LENGTH, write(node));
    }

    private static Field constant(String name, float... values) {
        ByteBuffer packed = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            packed.putFloat(value);
        }
        return new Field(
                5,
                LENGTH,
                write(List.of(
                        new Field(1, VARINT, new byte[] {(byte) values.length}),
                        new Field(2, VARINT, new byte[] {1}),
                        new Field(4, LENGTH, packed.array()),
                        text(8, name))));
    }

    private static Field text(int number, String value) {
        return new Field(number, LENGTH, value.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Field> parse(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        List<Field> fields = new ArrayList<>();
        while (in.hasRemaining()) {
            int tag = (int) varint(in);
            int from = in.position();
            int length =
                    switch (tag & 7) {
                        case VARINT -> {
                            varint(in);
                            yield in.position() - from;
                        }
                        case FIXED32 -> Integer.BYTES;
                        case LENGTH -> {
                            int announced = (int) varint(in);
                            from = in.position();
                            yield announced;
                        }
                        default -> throw new AssertionError("wire type " + (tag & 7));
                    };
            byte[] content = new byte[length];
            in.position(from).get(content);
            fields.add(new Field(tag >>> 3, tag & 7, content));
        }
        return fields;
    }

    private static byte[] write(List<Field> fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Field field : fields) {
            varint(out, field.number() << 3 | field.type());
            if (field.type() == LENGTH) {
                varint(out, field.content().length);
            }
            out.writeBytes(field.content());
        }
        return out.toByteArray();
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte part = in.get();
            value |= (long) (part & 0x7F) << shift;
            if (part >= 0) {
                return value;
            }
        }
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int left = value;
        while (left > 0x7F) {
            out.write(left & 0x7F | 0x80);
            left >>>= 7;
        }
        out.write(left);
    }

    /** A field as it stands in the file. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Field(int number, int type, byte[] content) {

        boolean is(int wanted, String text) {
            return number == wanted && type == LENGTH && new String(content, StandardCharsets.UTF_8).equals(text);
        }
    }
}
