package dev.auspex.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes small ONNX files (onnx.proto, IR version 8, opset 13) by hand, for graphs that no trainer would make. */
public final class OnnxBytes {

    private static final int FLOAT = 1;

    private OnnxBytes() {}

    /**
     * A classifier without any sense: features {@code a} and {@code b} are its probabilities. Its dimensions have no names, so
     * that inputs of different length reach the engine and fail there.
     */
    public static byte[] concatenation() {
        return model(
                List.of(
                        node("Concat", List.of("a", "b"), "probabilities", axis(1)),
                        node("Identity", List.of("a"), "label", null)),
                List.of(value("a", FLOAT, column()), value("b", FLOAT, column())),
                List.of(value("probabilities", FLOAT, new long[] {-1, 2}), value("label", FLOAT, column())));
    }

    private static long[] column() {
        return new long[] {-1, 1};
    }

    private static byte[] model(List<byte[]> nodes, List<byte[]> inputs, List<byte[]> outputs) {
        Message graph = new Message();
        nodes.forEach(node -> graph.bytes(1, node));
        graph.text(2, "test");
        inputs.forEach(input -> graph.bytes(11, input));
        outputs.forEach(output -> graph.bytes(12, output));
        return new Message()
                .number(1, 8)
                .bytes(7, graph.done())
                .bytes(8, new Message().text(1, "").number(2, 13).done())
                .done();
    }

    private static byte[] node(String operator, List<String> inputs, String output, byte[] attribute) {
        Message node = new Message();
        inputs.forEach(input -> node.text(1, input));
        node.text(2, output).text(4, operator);
        return (attribute == null ? node : node.bytes(5, attribute)).done();
    }

    private static byte[] axis(long axis) {
        return new Message().text(1, "axis").number(3, axis).number(20, 2).done();
    }

    private static byte[] value(String name, int type, long[] shape) {
        Message dimensions = new Message();
        for (long size : shape) {
            dimensions.bytes(
                    1, size < 0 ? new byte[0] : new Message().number(1, size).done());
        }
        byte[] tensor =
                new Message().number(1, type).bytes(2, dimensions.done()).done();
        return new Message()
                .text(1, name)
                .bytes(2, new Message().bytes(1, tensor).done())
                .done();
    }

    private static final class Message {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message bytes(int field, byte[] value) {
            varint(((long) field << 3) | 2);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        byte[] done() {
            return out.toByteArray();
        }

        private void varint(long value) {
            long left = value;
            while ((left & ~0x7FL) != 0) {
                out.write((int) ((left & 0x7F) | 0x80));
                left >>>= 7;
            }
            out.write((int) left);
        }
    }
}
