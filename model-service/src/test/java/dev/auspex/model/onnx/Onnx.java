package dev.auspex.model.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** ONNX files as other tools write them, and as nobody should. Wire format and field numbers are those of onnx.proto. */
public final class Onnx {

    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int STRING = 8;
    private static final int BOOL = 9;

    private Onnx() {}

    /** As skl2onnx writes a classifier: one matrix in, a label and a sequence of maps out. */
    public static byte[] zipMapClassifier() {
        return zipMapClassifier(0.5f);
    }

    public static byte[] zipMapClassifier(float weight) {
        return model(
                "skl2onnx",
                graph(
                        List.of(
                                node(
                                        "ai.onnx.ml",
                                        "LinearClassifier",
                                        List.of("X"),
                                        List.of("label", "scores"),
                                        floats("coefficients", -weight, -0.25f, weight, 0.25f),
                                        floats("intercepts", 0.1f, -0.1f),
                                        ints("classlabels_ints", 0, 1),
                                        string("post_transform", "SOFTMAX")),
                                node(
                                        "ai.onnx.ml",
                                        "ZipMap",
                                        List.of("scores"),
                                        List.of("output_probability"),
                                        ints("classlabels_int64s", 0, 1))),
                        List.of(value("X", tensor(FLOAT, -1, 2))),
                        List.of(
                                value("label", tensor(INT64, -1)),
                                value("output_probability", sequence(map(INT64, tensor(FLOAT)))))));
    }

    /** As skl2onnx or onnxmltools write a regressor. */
    public static byte[] regressor() {
        return model(
                "onnxmltools",
                graph(
                        List.of(node(
                                "ai.onnx.ml",
                                "LinearRegressor",
                                List.of("X"),
                                List.of("variable"),
                                floats("coefficients", 2f, 3f),
                                floats("intercepts", 1f))),
                        List.of(value("X", tensor(FLOAT, -1, 2))),
                        List.of(value("variable", tensor(FLOAT, -1, 1)))));
    }

    /** Strings in, numbers out. */
    public static byte[] stringInput() {
        return model(
                "test",
                graph(
                        List.of(node(
                                "ai.onnx.ml",
                                "LabelEncoder",
                                List.of("colour"),
                                List.of("code"),
                                strings("keys_strings", "red", "green"),
                                floats("values_floats", 1f, 2f))),
                        List.of(value("colour", tensor(STRING, -1, 1))),
                        List.of(value("code", tensor(FLOAT, -1, 1)))));
    }

    /** Features {@code a} and {@code b} come out as the probabilities; the label is made up. */
    public static byte[] columns() {
        return model(
                "test",
                graph(
                        List.of(
                                node("", "Concat", List.of("a", "b"), List.of("probabilities"), number("axis", 1)),
                                node("", "Identity", List.of("a"), List.of("label"))),
                        List.of(value("a", tensor(FLOAT, -1, 1)), value("b", tensor(FLOAT, -1, 1))),
                        List.of(value("probabilities", tensor(FLOAT, -1, 2)), value("label", tensor(FLOAT, -1, 1)))));
    }

    /** Like {@link #columns}, but any two numbers make probabilities. */
    public static byte[] softmaxOfColumns() {
        return model(
                "test",
                graph(
                        List.of(
                                node("", "Concat", List.of("a", "b"), List.of("both"), number("axis", 1)),
                                node("", "Softmax", List.of("both"), List.of("probabilities"), number("axis", 1)),
                                node("", "Identity", List.of("a"), List.of("label"))),
                        List.of(value("a", tensor(FLOAT, -1, 1)), value("b", tensor(FLOAT, -1, 1))),
                        List.of(value("probabilities", tensor(FLOAT, -1, 2)), value("label", tensor(FLOAT, -1, 1)))));
    }

    /** Multiplies by a constant, so that each version answers another number. */
    public static byte[] times(float factor) {
        return model(
                "test",
                graph(
                        List.of(node("", "Mul", List.of("x", "factor"), List.of("y"))),
                        List.of(value("x", tensor(FLOAT, -1))),
                        List.of(value("y", tensor(FLOAT, -1))),
                        new Message()
                                .number(1, 1)
                                .number(2, FLOAT)
                                .text(8, "factor")
                                .bytes(9, little(factor))
                                .done()));
    }

    public static byte[] unknownOperator() {
        return model(
                "test",
                graph(
                        List.of(node("", "NoSuchOperator", List.of("x"), List.of("y"))),
                        List.of(value("x", tensor(FLOAT, -1))),
                        List.of(value("y", tensor(FLOAT, -1)))));
    }

    /** Its weights stand in another file: a path that leads to a file of the server. */
    public static byte[] externalData() {
        byte[] location =
                new Message().text(1, "location").text(2, "../../etc/passwd").done();
        return model(
                "test",
                graph(
                        List.of(node("", "Mul", List.of("x", "w"), List.of("y"))),
                        List.of(value("x", tensor(FLOAT, -1))),
                        List.of(value("y", tensor(FLOAT, -1))),
                        new Message()
                                .number(1, 1)
                                .number(2, FLOAT)
                                .text(8, "w")
                                .bytes(13, location)
                                .number(14, 1)
                                .done()));
    }

    /** Adds one for 2^62 rounds. */
    public static byte[] infiniteLoop() {
        byte[] body = graph(
                List.of(
                        node("", "Identity", List.of("go_in"), List.of("go_out")),
                        node("", "Add", List.of("v_in", "v_in"), List.of("v_out"))),
                List.of(value("i", tensor(INT64)), value("go_in", tensor(BOOL)), value("v_in", tensor(FLOAT, -1))),
                List.of(value("go_out", tensor(BOOL)), value("v_out", tensor(FLOAT, -1))));
        ByteBuffer rounds =
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 1L << 62);
        return model(
                "test",
                graph(
                        List.of(node(
                                "",
                                "Loop",
                                List.of("rounds", "go", "x"),
                                List.of("y"),
                                new Message()
                                        .text(1, "body")
                                        .bytes(6, body)
                                        .number(20, 5)
                                        .done())),
                        List.of(value("x", tensor(FLOAT, -1))),
                        List.of(value("y", tensor(FLOAT, -1))),
                        new Message()
                                .number(2, INT64)
                                .text(8, "rounds")
                                .bytes(9, rounds.array())
                                .done(),
                        new Message()
                                .number(2, BOOL)
                                .text(8, "go")
                                .bytes(9, new byte[] {1})
                                .done()));
    }

    /** Asks for 8 GB at once. */
    public static byte[] memoryEater() {
        ByteBuffer size = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 1L << 31);
        return model(
                "test",
                graph(
                        List.of(
                                node("", "ConstantOfShape", List.of("size"), List.of("big")),
                                node("", "ReduceSum", List.of("big"), List.of("sum")),
                                node("", "Add", List.of("x", "sum"), List.of("y"))),
                        List.of(value("x", tensor(FLOAT, -1))),
                        List.of(value("y", tensor(FLOAT, -1))),
                        new Message()
                                .number(1, 1)
                                .number(2, INT64)
                                .text(8, "size")
                                .bytes(9, size.array())
                                .done()));
    }

    /** A graph that claims to be 2 GiB long, in a file of some bytes. */
    public static byte[] claimsTwoGigabytes() {
        Message file = new Message().number(1, 8).text(2, "test");
        file.varint(7 << 3 | 2);
        file.varint(Integer.MAX_VALUE);
        file.raw(new byte[64]);
        return file.done();
    }

    private static byte[] model(String producer, byte[] graph) {
        return new Message()
                .number(1, 8)
                .text(2, producer)
                .text(3, "1.0")
                .bytes(7, graph)
                .bytes(8, new Message().text(1, "").number(2, 15).done())
                .bytes(8, new Message().text(1, "ai.onnx.ml").number(2, 2).done())
                .done();
    }

    private static byte[] graph(List<byte[]> nodes, List<byte[]> inputs, List<byte[]> outputs, byte[]... weights) {
        Message graph = new Message();
        nodes.forEach(node -> graph.bytes(1, node));
        graph.text(2, "graph");
        for (byte[] weight : weights) {
            graph.bytes(5, weight);
        }
        inputs.forEach(input -> graph.bytes(11, input));
        outputs.forEach(output -> graph.bytes(12, output));
        return graph.done();
    }

    private static byte[] node(
            String domain, String operator, List<String> inputs, List<String> outputs, byte[]... attributes) {
        Message node = new Message();
        inputs.forEach(input -> node.text(1, input));
        outputs.forEach(output -> node.text(2, output));
        node.text(4, operator);
        for (byte[] attribute : attributes) {
            node.bytes(5, attribute);
        }
        return node.text(7, domain).done();
    }

    private static byte[] number(String name, long value) {
        return new Message().text(1, name).number(3, value).number(20, 2).done();
    }

    private static byte[] string(String name, String value) {
        return new Message().text(1, name).text(4, value).number(20, 3).done();
    }

    private static byte[] floats(String name, float... values) {
        Message attribute = new Message().text(1, name);
        for (float value : values) {
            attribute.varint(7 << 3 | 5);
            attribute.raw(little(value));
        }
        return attribute.number(20, 6).done();
    }

    private static byte[] ints(String name, long... values) {
        Message attribute = new Message().text(1, name);
        for (long value : values) {
            attribute.number(8, value);
        }
        return attribute.number(20, 7).done();
    }

    private static byte[] strings(String name, String... values) {
        Message attribute = new Message().text(1, name);
        for (String value : values) {
            attribute.text(9, value);
        }
        return attribute.number(20, 8).done();
    }

    private static byte[] value(String name, byte[] type) {
        return new Message().text(1, name).bytes(2, type).done();
    }

    private static byte[] tensor(int element, long... shape) {
        Message dimensions = new Message();
        for (long size : shape) {
            dimensions.bytes(
                    1,
                    size < 0
                            ? new Message().text(2, "N").done()
                            : new Message().number(1, size).done());
        }
        return new Message()
                .bytes(
                        1,
                        new Message()
                                .number(1, element)
                                .bytes(2, dimensions.done())
                                .done())
                .done();
    }

    private static byte[] sequence(byte[] element) {
        return new Message().bytes(4, new Message().bytes(1, element).done()).done();
    }

    private static byte[] map(int key, byte[] value) {
        return new Message()
                .bytes(5, new Message().number(1, key).bytes(2, value).done())
                .done();
    }

    private static byte[] little(float value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(0, value)
                .array();
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
            varint((long) field << 3 | 2);
            varint(value.length);
            raw(value);
            return this;
        }

        byte[] done() {
            return out.toByteArray();
        }

        void raw(byte[] bytes) {
            out.writeBytes(bytes);
        }

        void varint(long value) {
            long left = value;
            while ((left & ~0x7FL) != 0) {
                out.write((int) (left & 0x7F | 0x80));
                left >>>= 7;
            }
            out.write((int) left);
        }
    }

    /** All good ones, by name. */
    public static List<byte[]> good() {
        return new ArrayList<>(List.of(zipMapClassifier(), regressor(), stringInput(), columns(), times(2)));
    }
}
