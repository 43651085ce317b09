package dev.auspex.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;

/** Small graphs as the exporters of other tools write them. A dimension is a number, or a name where any size goes. */
public final class Graphs {

    private static final String ML = "ai.onnx.ml";

    private Graphs() {}

    /** Gives {@code x} back as {@code y}. */
    public static byte[] identity(DataType type, Object... shape) {
        return model(
                List.of(node("", "Identity", List.of("x"), List.of("y"))),
                List.of(tensor("x", type, shape)),
                List.of(tensor("y", type, shape)));
    }

    /** Each of {@code x} twice. */
    public static byte[] doubled(DataType type, Object... shape) {
        return model(
                List.of(node("", "Add", List.of("x", "x"), List.of("y"))),
                List.of(tensor("x", type, shape)),
                List.of(tensor("y", type, shape)));
    }

    /** As scikit-learn's exporter writes a logistic regression: a label, and a map from label to probability for each row. */
    public static byte[] zipMapOfTexts() {
        return classifier(
                DataType.STRING,
                texts("classlabels_strings", "ham", "spam"),
                texts("classlabels_strings", "ham", "spam"));
    }

    /** The same with whole numbers as labels. */
    public static byte[] zipMapOfNumbers() {
        return classifier(DataType.INT64, integers("classlabels_ints", 3, 7), integers("classlabels_int64s", 3, 7));
    }

    private static byte[] classifier(DataType labels, AttributeProto classes, AttributeProto keys) {
        NodeProto linear = node(
                ML,
                "LinearClassifier",
                List.of("X"),
                List.of("output_label", "raw"),
                floats("coefficients", -1, 0.5f, 1, -0.5f),
                floats("intercepts", 0.25f, -0.25f),
                text("post_transform", "SOFTMAX"),
                integer("multi_class", 0),
                classes);
        NodeProto zip = node(ML, "ZipMap", List.of("raw"), List.of("output_probability"), keys);
        TypeProto map = TypeProto.newBuilder()
                .setMapType(TypeProto.Map.newBuilder()
                        .setKeyType(labels.getNumber())
                        .setValueType(type(DataType.FLOAT)))
                .build();
        ValueInfoProto probability = ValueInfoProto.newBuilder()
                .setName("output_probability")
                .setType(TypeProto.newBuilder()
                        .setSequenceType(TypeProto.Sequence.newBuilder().setElemType(map)))
                .build();
        return model(
                List.of(linear, zip),
                List.of(tensor("X", DataType.FLOAT, "N", 2)),
                List.of(tensor("output_label", labels, "N"), probability));
    }

    /** {@code variable} = 2 a + 3 b - c + 0.5. */
    public static byte[] regressor() {
        return model(
                List.of(node(
                        ML,
                        "LinearRegressor",
                        List.of("X"),
                        List.of("variable"),
                        floats("coefficients", 2, 3, -1),
                        floats("intercepts", 0.5f))),
                List.of(tensor("X", DataType.FLOAT, "N", 3)),
                List.of(tensor("variable", DataType.FLOAT, "N", 1)));
    }

    /** Two inputs side by side. */
    public static byte[] multiInput() {
        return model(
                List.of(node("", "Concat", List.of("left", "right"), List.of("both"), integer("axis", 1))),
                List.of(tensor("left", DataType.FLOAT, "N", 2), tensor("right", DataType.FLOAT, "N", 3)),
                List.of(tensor("both", DataType.FLOAT, "N", 5)));
    }

    /** Strings to whole numbers: red 0, green 1, blue 2, anything else -1. */
    public static byte[] stringInput() {
        return model(
                List.of(node(
                        ML,
                        "LabelEncoder",
                        List.of("colour"),
                        List.of("code"),
                        texts("keys_strings", "red", "green", "blue"),
                        integers("values_int64s", 0, 1, 2),
                        integer("default_int64", -1))),
                List.of(tensor("colour", DataType.STRING, "N", 1)),
                List.of(tensor("code", DataType.INT64, "N", 1)));
    }

    /** The place of the largest of each row. */
    public static byte[] int64Output() {
        return model(
                List.of(node("", "ArgMax", List.of("x"), List.of("place"), integer("axis", 1), integer("keepdims", 0))),
                List.of(tensor("x", DataType.FLOAT, "N", 4)),
                List.of(tensor("place", DataType.INT64, "N")));
    }

    /** A batch of four, always. */
    public static byte[] fixedBatch() {
        return doubled(DataType.FLOAT, 4, 2);
    }

    /** Three numbers in, one number without a dimension out. */
    public static byte[] noBatchDimension() {
        return model(
                List.of(node("", "ReduceSum", List.of("x"), List.of("y"), integer("keepdims", 0))),
                List.of(tensor("x", DataType.FLOAT, 3)),
                List.of(tensor("y", DataType.FLOAT)));
    }

    /** Normalises over the first dimension: it takes any number of rows, and each row changes what comes out of the others. */
    public static byte[] softmaxOverRows() {
        return model(
                List.of(node("", "Softmax", List.of("x"), List.of("y"), integer("axis", 0))),
                List.of(tensor("x", DataType.FLOAT, "N", 2)),
                List.of(tensor("y", DataType.FLOAT, "N", 2)));
    }

    /** The columns of {@code x} as a sequence. */
    public static byte[] sequenceOutput() {
        ValueInfoProto columns = ValueInfoProto.newBuilder()
                .setName("columns")
                .setType(TypeProto.newBuilder()
                        .setSequenceType(TypeProto.Sequence.newBuilder().setElemType(type(DataType.FLOAT))))
                .build();
        return model(
                List.of(node("", "SplitToSequence", List.of("x"), List.of("columns"), integer("axis", 1))),
                List.of(tensor("x", DataType.FLOAT, "N", 3)),
                List.of(columns));
    }

    /**
     * A transformer in small: {@code input_ids} and {@code attention_mask} to {@code probabilities} of no and yes, {@code label} and
     * {@code embedding}, which is the sum of the weights of the tokens.
     *
     * @param quantised whether weights are quantised over the whole batch, so that companions change each other's answers
     */
    public static byte[] texts(boolean quantised, float... weights) {
        List<NodeProto> nodes = new ArrayList<>();
        nodes.add(node("", "Gather", List.of("weights", "input_ids"), List.of("gathered")));
        nodes.add(node("", "Squeeze", List.of("gathered", "last"), List.of(quantised ? "exact" : "values")));
        if (quantised) {
            nodes.add(node("", "DynamicQuantizeLinear", List.of("exact"), List.of("rough", "scale", "zero")));
            nodes.add(node("", "DequantizeLinear", List.of("rough", "scale", "zero"), List.of("values")));
        }
        nodes.add(node("", "Cast", List.of("attention_mask"), List.of("mask"), integer("to", DataType.FLOAT_VALUE)));
        nodes.add(node("", "Mul", List.of("values", "mask"), List.of("masked")));
        nodes.add(node("", "ReduceSum", List.of("masked", "second"), List.of("embedding"), integer("keepdims", 1)));
        nodes.add(node("", "Sigmoid", List.of("embedding"), List.of("yes")));
        nodes.add(node("", "Sub", List.of("one", "yes"), List.of("no")));
        nodes.add(node("", "Concat", List.of("no", "yes"), List.of("probabilities"), integer("axis", 1)));
        nodes.add(node(
                "", "ArgMax", List.of("probabilities"), List.of("best"), integer("axis", 1), integer("keepdims", 0)));
        nodes.add(node("", "Gather", List.of("labels", "best"), List.of("label")));
        return model(
                nodes,
                List.of(
                        numbers("weights", List.of((long) weights.length, 1L), weights),
                        indexes("last", 2),
                        indexes("second", 1),
                        numbers("one", List.of(1L), 1),
                        strings("labels", "no", "yes")),
                List.of(
                        tensor("input_ids", DataType.INT64, "N", "L"),
                        tensor("attention_mask", DataType.INT64, "N", "L")),
                List.of(
                        tensor("label", DataType.STRING, "N"),
                        tensor("probabilities", DataType.FLOAT, "N", 2),
                        tensor("embedding", DataType.FLOAT, "N", 1)));
    }

    /** Grey images of 2 by 2: {@code yes} is the mean brightness, {@code mean} too. */
    public static byte[] images() {
        return model(
                List.of(
                        node(
                                "",
                                "ReduceMean",
                                List.of("pixels"),
                                List.of("mean"),
                                integers("axes", 1, 2, 3),
                                integer("keepdims", 0)),
                        node("", "Unsqueeze", List.of("mean", "second"), List.of("yes")),
                        node("", "Sub", List.of("one", "yes"), List.of("no")),
                        node("", "Concat", List.of("no", "yes"), List.of("probabilities"), integer("axis", 1)),
                        node(
                                "",
                                "ArgMax",
                                List.of("probabilities"),
                                List.of("best"),
                                integer("axis", 1),
                                integer("keepdims", 0)),
                        node("", "Gather", List.of("labels", "best"), List.of("label"))),
                List.of(indexes("second", 1), numbers("one", List.of(1L), 1), strings("labels", "dark", "light")),
                List.of(tensor("pixels", DataType.FLOAT, "N", 1, 2, 2)),
                List.of(
                        tensor("label", DataType.STRING, "N"),
                        tensor("probabilities", DataType.FLOAT, "N", 2),
                        tensor("mean", DataType.FLOAT, "N")));
    }

    private static TensorProto numbers(String name, List<Long> shape, float... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.FLOAT_VALUE)
                .addAllDims(shape);
        for (float value : values) {
            tensor.addFloatData(value);
        }
        return tensor.build();
    }

    private static TensorProto indexes(String name, long index) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.INT64_VALUE)
                .addDims(1)
                .addInt64Data(index)
                .build();
    }

    private static TensorProto strings(String name, String... values) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.STRING_VALUE)
                .addDims(values.length)
                .addAllStringData(
                        Stream.of(values).map(ByteString::copyFromUtf8).toList())
                .build();
    }

    /** Not, for each value. */
    public static byte[] bool() {
        return model(
                List.of(node("", "Not", List.of("x"), List.of("y"))),
                List.of(tensor("x", DataType.BOOL, "N")),
                List.of(tensor("y", DataType.BOOL, "N")));
    }

    private static byte[] model(List<NodeProto> nodes, List<ValueInfoProto> inputs, List<ValueInfoProto> outputs) {
        return model(nodes, List.of(), inputs, outputs);
    }

    private static byte[] model(
            List<NodeProto> nodes,
            List<TensorProto> constants,
            List<ValueInfoProto> inputs,
            List<ValueInfoProto> outputs) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .setProducerName("test")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(ML).setVersion(3))
                .setGraph(GraphProto.newBuilder()
                        .setName("test")
                        .addAllNode(nodes)
                        .addAllInitializer(constants)
                        .addAllInput(inputs)
                        .addAllOutput(outputs))
                .build()
                .toByteArray();
    }

    private static NodeProto node(
            String domain, String operator, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
        return NodeProto.newBuilder()
                .setDomain(domain)
                .setOpType(operator)
                .addAllInput(inputs)
                .addAllOutput(outputs)
                .addAllAttribute(List.of(attributes))
                .build();
    }

    private static ValueInfoProto tensor(String name, DataType type, Object... shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        for (Object size : shape) {
            TensorShapeProto.Dimension.Builder dimension = dimensions.addDimBuilder();
            switch (size) {
                case Integer number -> dimension.setDimValue(number);
                case String symbol -> dimension.setDimParam(symbol);
                default -> throw new IllegalArgumentException("no dimension: " + size);
            }
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(dimensions)))
                .build();
    }

    private static TypeProto type(DataType type) {
        return TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type.getNumber()))
                .build();
    }

    private static AttributeProto integer(String name, long value) {
        return attribute(name, AttributeProto.AttributeType.INT).setI(value).build();
    }

    private static AttributeProto text(String name, String value) {
        return attribute(name, AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    private static AttributeProto integers(String name, long... values) {
        return attribute(name, AttributeProto.AttributeType.INTS)
                .addAllInts(LongStream.of(values).boxed().toList())
                .build();
    }

    private static AttributeProto floats(String name, float... values) {
        AttributeProto.Builder attribute = attribute(name, AttributeProto.AttributeType.FLOATS);
        for (float value : values) {
            attribute.addFloats(value);
        }
        return attribute.build();
    }

    private static AttributeProto texts(String name, String... values) {
        return attribute(name, AttributeProto.AttributeType.STRINGS)
                .addAllStrings(Stream.of(values).map(ByteString::copyFromUtf8).toList())
                .build();
    }

    private static AttributeProto.Builder attribute(String name, AttributeProto.AttributeType type) {
        return AttributeProto.newBuilder().setName(name).setType(type);
    }
}
