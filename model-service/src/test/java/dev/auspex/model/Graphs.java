package dev.auspex.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
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

    /** Softmax of the columns as probabilities, and beside them the columns as a sequence. */
    public static byte[] probabilitiesAndSequence() {
        ValueInfoProto columns = ValueInfoProto.newBuilder()
                .setName("columns")
                .setType(TypeProto.newBuilder()
                        .setSequenceType(TypeProto.Sequence.newBuilder().setElemType(type(DataType.FLOAT))))
                .build();
        return model(
                List.of(
                        node("", "Softmax", List.of("x"), List.of("probabilities"), integer("axis", 1)),
                        node("", "SplitToSequence", List.of("x"), List.of("columns"), integer("axis", 1))),
                List.of(tensor("x", DataType.FLOAT, "N", 2)),
                List.of(tensor("probabilities", DataType.FLOAT, "N", 2), columns));
    }

    /** Softmax of the columns as probabilities, and beside them the columns added to themselves as often as the largest number says. */
    public static byte[] probabilitiesAndLoop() {
        GraphProto body = graph(
                        List.of(
                                node("", "Identity", List.of("go"), List.of("go_on")),
                                node("", "Add", List.of("last", "last"), List.of("next"))),
                        List.of(
                                tensor("round", DataType.INT64),
                                tensor("go", DataType.BOOL),
                                tensor("last", DataType.FLOAT, "N", 2)),
                        List.of(tensor("go_on", DataType.BOOL), tensor("next", DataType.FLOAT, "N", 2)))
                .build();
        return model(graph(
                List.of(
                        node("", "Softmax", List.of("x"), List.of("probabilities"), integer("axis", 1)),
                        node("", "ReduceMax", List.of("x"), List.of("largest"), integer("keepdims", 0)),
                        node("", "Cast", List.of("largest"), List.of("rounds"), integer("to", 7)),
                        node(
                                "",
                                "Loop",
                                List.of("rounds", "", "x"),
                                List.of("added"),
                                attribute("body", AttributeProto.AttributeType.GRAPH)
                                        .setG(body)
                                        .build())),
                List.of(tensor("x", DataType.FLOAT, "N", 2)),
                List.of(tensor("probabilities", DataType.FLOAT, "N", 2), tensor("added", DataType.FLOAT, "N", 2))));
    }

    /** Not, for each value. */
    public static byte[] bool() {
        return model(
                List.of(node("", "Not", List.of("x"), List.of("y"))),
                List.of(tensor("x", DataType.BOOL, "N")),
                List.of(tensor("y", DataType.BOOL, "N")));
    }

    /** {@code x} divided by {@code y}, or the rest of it. */
    public static byte[] division(String operator, DataType type, AttributeProto... attributes) {
        return model(
                List.of(node("", operator, List.of("x", "y"), List.of("z"), attributes)),
                List.of(tensor("x", type, "N"), tensor("y", type, "N")),
                List.of(tensor("z", type, "N")));
    }

    /** The rest as C computes it of floating-point numbers, which whole ones are made to. */
    public static byte[] floatingRest() {
        return division("Mod", DataType.INT64, integer("fmod", 1));
    }

    /** {@code x} divided by whole numbers of the file, either as weights or from a node. */
    public static byte[] divisionByConstant(boolean weights, long... divisors) {
        TensorProto.Builder constant =
                TensorProto.newBuilder().setDataType(DataType.INT64.getNumber()).addDims(divisors.length);
        for (long divisor : divisors) {
            constant.addInt64Data(divisor);
        }
        NodeProto division = node("", "Div", List.of("x", "c"), List.of("z"));
        NodeProto node = node(
                "",
                "Constant",
                List.of(),
                List.of("c"),
                attribute("value", AttributeProto.AttributeType.TENSOR)
                        .setT(constant)
                        .build());
        return model(graph(
                        weights ? List.of(division) : List.of(node, division),
                        List.of(tensor("x", DataType.INT64, divisors.length)),
                        List.of(tensor("z", DataType.INT64, divisors.length)))
                .addAllInitializer(weights ? List.of(constant.setName("c").build()) : List.of()));
    }

    /** The divisor has the same name twice: 4 as a weight, and 0 from a node or as another weight. */
    public static byte[] divisionByTwoMeanings(boolean weights) {
        TensorProto four = whole("c", 4);
        TensorProto none = whole("c", 0);
        NodeProto division = node("", "Div", List.of("x", "c"), List.of("z"));
        NodeProto node = node(
                "",
                "Constant",
                List.of(),
                List.of("c"),
                attribute("value", AttributeProto.AttributeType.TENSOR)
                        .setT(none)
                        .build());
        return model(graph(
                        weights ? List.of(division) : List.of(node, division),
                        List.of(tensor("x", DataType.INT64, "N")),
                        List.of(tensor("z", DataType.INT64, "N")))
                .addAllInitializer(weights ? List.of(none, four) : List.of(four)));
    }

    /** Its {@code Sqrt} is a function of its own, which takes whole numbers as well, and would not tell them from others. */
    public static byte[] operatorReplaced() {
        return proto(graph(
                        List.of(
                                node("", "Add", List.of("x", "x"), List.of("twice")),
                                node("", "Mul", List.of("x", "x"), List.of("square")),
                                node("", "Div", List.of("twice", "square"), List.of("z"))),
                        List.of(tensor("x", DataType.INT64, "N")),
                        List.of(tensor("z", DataType.INT64, "N"))))
                .addFunctions(FunctionProto.newBuilder()
                        .setDomain("")
                        .setName("Sqrt")
                        .addInput("a")
                        .addOutput("b")
                        .addOpsetImport(
                                OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
                        .addNode(node("", "Identity", List.of("a"), List.of("b"))))
                .build()
                .toByteArray();
    }

    /** As exporters compute with shapes: each divisor is a constant, a size of an input, or at least one. */
    public static byte[] shapeArithmetic() {
        TensorProto two = whole("two", 2);
        TensorProto one = whole("one", 1);
        TensorProto zero = whole("zero", 0);
        return model(graph(
                        List.of(
                                node("", "Shape", List.of("x"), List.of("shape")),
                                node("", "Gather", List.of("shape", "zero"), List.of("rows")),
                                node("", "Mul", List.of("rows", "two"), List.of("twice")),
                                node("", "Div", List.of("twice", "two"), List.of("half")),
                                node("", "Div", List.of("half", "rows"), List.of("ratio")),
                                node("", "Sub", List.of("rows", "one"), List.of("less")),
                                node("", "Max", List.of("less", "one"), List.of("guarded")),
                                node("", "Mod", List.of("ratio", "guarded"), List.of("rest")),
                                node("", "Cast", List.of("rest"), List.of("number"), integer("to", 1)),
                                node("", "Add", List.of("x", "number"), List.of("y"))),
                        List.of(tensor("x", DataType.FLOAT, "N")),
                        List.of(tensor("y", DataType.FLOAT, "N")))
                .addAllInitializer(List.of(two, one, zero)));
    }

    /** A mean over what a mask leaves: the file alone does not tell that its division is one of floating-point numbers. */
    public static byte[] floatingDivision() {
        return model(
                List.of(
                        node("", "Mul", List.of("x", "x"), List.of("square")),
                        node("", "Add", List.of("square", "x"), List.of("sum")),
                        node("", "Div", List.of("sum", "square"), List.of("y"))),
                List.of(tensor("x", DataType.FLOAT, "N")),
                List.of(tensor("y", DataType.FLOAT, "N")));
    }

    /** As layers are normalised: the divisor is a square root. */
    public static byte[] divisionByRoot() {
        return model(
                List.of(
                        node("", "Mul", List.of("x", "x"), List.of("square")),
                        node("", "Sqrt", List.of("square"), List.of("root")),
                        node("", "Div", List.of("square", "root"), List.of("y"))),
                List.of(tensor("x", DataType.FLOAT, "N")),
                List.of(tensor("y", DataType.FLOAT, "N")));
    }

    /** Divides what {@code x} is cast to, plus itself, in a branch that is taken where {@code yes} is true. */
    public static byte[] divisionInBranch(DataType type) {
        GraphProto divides = graph(
                        List.of(
                                node("", "Cast", List.of("x"), List.of("cast"), integer("to", type.getNumber())),
                                node("", "Add", List.of("cast", "cast"), List.of("sum")),
                                node("", "Div", List.of("sum", "sum"), List.of("quotient")),
                                node("", "Cast", List.of("quotient"), List.of("then"), integer("to", 1))),
                        List.of(),
                        List.of(tensor("then", DataType.FLOAT, "N")))
                .build();
        GraphProto not = graph(
                        List.of(node("", "Identity", List.of("x"), List.of("else"))),
                        List.of(),
                        List.of(tensor("else", DataType.FLOAT, "N")))
                .build();
        return model(
                List.of(node(
                        "",
                        "If",
                        List.of("yes"),
                        List.of("y"),
                        attribute("then_branch", AttributeProto.AttributeType.GRAPH)
                                .setG(divides)
                                .build(),
                        attribute("else_branch", AttributeProto.AttributeType.GRAPH)
                                .setG(not)
                                .build())),
                List.of(tensor("yes", DataType.BOOL), tensor("x", DataType.FLOAT, "N")),
                List.of(tensor("y", DataType.FLOAT, "N")));
    }

    /** Calls a function of its own, which knows no types, with what {@code x} is cast to. */
    public static byte[] divisionInFunction(DataType type) {
        return proto(graph(
                        List.of(
                                node("", "Cast", List.of("x"), List.of("cast"), integer("to", type.getNumber())),
                                node("own", "Share", List.of("cast"), List.of("share")),
                                node("", "Cast", List.of("share"), List.of("y"), integer("to", 1))),
                        List.of(tensor("x", DataType.FLOAT, "N")),
                        List.of(tensor("y", DataType.FLOAT, "N"))))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("own").setVersion(1))
                .addFunctions(FunctionProto.newBuilder()
                        .setDomain("own")
                        .setName("Share")
                        .addInput("a")
                        .addOutput("b")
                        .addOpsetImport(
                                OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
                        .addNode(node("", "Div", List.of("a", "a"), List.of("b"))))
                .build()
                .toByteArray();
    }

    /** Adds {@code x} to itself as often as {@code rounds} says; with {@code keeps} it keeps every step, too. */
    public static byte[] countedLoop(boolean keeps) {
        List<ValueInfoProto> results =
                new ArrayList<>(List.of(tensor("go_on", DataType.BOOL), tensor("next", DataType.FLOAT, "M")));
        List<String> outputs = new ArrayList<>(List.of("y"));
        if (keeps) {
            results.add(tensor("step", DataType.FLOAT, "M"));
            outputs.add("steps");
        }
        GraphProto body = graph(
                        List.of(
                                node("", "Identity", List.of("go"), List.of("go_on")),
                                node("", "Add", List.of("last", "last"), List.of("next")),
                                node("", "Identity", List.of("last"), List.of("step"))),
                        List.of(
                                tensor("round", DataType.INT64),
                                tensor("go", DataType.BOOL),
                                tensor("last", DataType.FLOAT, "M")),
                        results)
                .build();
        List<ValueInfoProto> told = new ArrayList<>(List.of(tensor("y", DataType.FLOAT, "M")));
        if (keeps) {
            told.add(tensor("steps", DataType.FLOAT, "K", "M"));
        }
        return model(
                List.of(node(
                        "",
                        "Loop",
                        List.of("rounds", "", "x"),
                        outputs,
                        attribute("body", AttributeProto.AttributeType.GRAPH)
                                .setG(body)
                                .build())),
                List.of(tensor("rounds", DataType.INT64), tensor("x", DataType.FLOAT, "M")),
                told);
    }

    /** The lower triangle of a matrix, from a diagonal on that the caller names, or that the file does. */
    public static byte[] triangle(boolean asked) {
        GraphProto.Builder graph = graph(
                List.of(node("", "Trilu", List.of("x", "k"), List.of("y"))),
                asked
                        ? List.of(tensor("x", DataType.FLOAT, "N", "N"), tensor("k", DataType.INT64))
                        : List.of(tensor("x", DataType.FLOAT, "N", "N")),
                List.of(tensor("y", DataType.FLOAT, "N", "N")));
        return model(asked ? graph : graph.addInitializer(whole("k", 0)));
    }

    /** Values at the places that the caller names. */
    public static byte[] unpooled() {
        return model(
                List.of(node(
                        "",
                        "MaxUnpool",
                        List.of("x", "places"),
                        List.of("y"),
                        integers("kernel_shape", 2, 2),
                        integers("strides", 2, 2))),
                List.of(tensor("x", DataType.FLOAT, 1, 1, "H", "W"), tensor("places", DataType.INT64, 1, 1, "H", "W")),
                List.of(tensor("y", DataType.FLOAT, 1, 1, "A", "B")));
    }

    /** Regions of images that the caller names. */
    public static byte[] regions() {
        return model(
                List.of(node("", "RoiAlign", List.of("x", "boxes", "images"), List.of("y"))),
                List.of(
                        tensor("x", DataType.FLOAT, "N", 1, "H", "W"),
                        tensor("boxes", DataType.FLOAT, "R", 4),
                        tensor("images", DataType.INT64, "R")),
                List.of(tensor("y", DataType.FLOAT, "R", 1, 1, 1)));
    }

    /** Spectra of frames as long as the caller says. */
    public static byte[] spectrum() {
        TensorProto step = whole("step", 2);
        return model(graph(
                        List.of(node("", "STFT", List.of("x", "step", "", "length"), List.of("y"))),
                        List.of(tensor("x", DataType.FLOAT, 1, "L", 1), tensor("length", DataType.INT64)),
                        List.of(tensor("y", DataType.FLOAT, 1, "F", "B", 2)))
                .addInitializer(step));
    }

    /** Pools in steps of zero. */
    public static byte[] standingPool() {
        return model(
                List.of(node(
                        "",
                        "MaxPool",
                        List.of("x"),
                        List.of("y"),
                        integers("kernel_shape", 2, 2),
                        integers("strides", 0, 0))),
                List.of(tensor("x", DataType.FLOAT, 1, 1, "H", "W")),
                List.of(tensor("y", DataType.FLOAT, 1, 1, "A", "B")));
    }

    private static TensorProto whole(String name, long value) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.INT64.getNumber())
                .addInt64Data(value)
                .build();
    }

    private static byte[] model(GraphProto.Builder graph) {
        return proto(graph).build().toByteArray();
    }

    private static ModelProto.Builder proto(GraphProto.Builder graph) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .setProducerName("test")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(ML).setVersion(3))
                .setGraph(graph);
    }

    private static GraphProto.Builder graph(
            List<NodeProto> nodes, List<ValueInfoProto> inputs, List<ValueInfoProto> outputs) {
        return GraphProto.newBuilder()
                .setName("test")
                .addAllNode(nodes)
                .addAllInput(inputs)
                .addAllOutput(outputs);
    }

    private static byte[] model(
            List<NodeProto> nodes,
            List<TensorProto> constants,
            List<ValueInfoProto> inputs,
            List<ValueInfoProto> outputs) {
        return model(graph(nodes, inputs, outputs).addAllInitializer(constants));
    }

    private static byte[] model(List<NodeProto> nodes, List<ValueInfoProto> inputs, List<ValueInfoProto> outputs) {
        return model(graph(nodes, inputs, outputs));
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
