package dev.auspex.training.onnx;

import java.util.ArrayList;
import java.util.List;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

import static dev.auspex.training.onnx.GraphBuilder.integer;

/**
 * ONNX graph of two dense layers over the pixels of a grey image. Input: {@code pixels}, FLOAT [N, 1, height, width].
 * Outputs: label and probabilities.
 */
public final class ImageGraph {

    private ImageGraph() {}

    /**
     * Returns the ONNX file.
     *
     * @param hidden weights of the first layer, indexed by output and then by input; its biases follow
     * @param output weights of the second layer, indexed likewise; its biases follow
     */
    public static byte[] of(
            String model,
            String version,
            String description,
            List<String> labels,
            int height,
            int width,
            double[][] hidden,
            double[] hiddenBiases,
            double[][] output,
            double[] outputBiases) {
        GraphBuilder graph = new GraphBuilder(model + "_" + version)
                .node("", "Flatten", List.of("pixels"), List.of("_flat"), integer("axis", 1));
        layer(graph, "_flat", "_hidden", hidden, hiddenBiases);
        graph.node("", "Relu", List.of("_hidden"), List.of("_active"));
        layer(graph, "_active", "_logits", output, outputBiases);
        graph.node("", "Softmax", List.of("_logits"), List.of(OnnxExport.PROBABILITIES), integer("axis", 1))
                .strings("_labels", labels)
                .node(
                        "",
                        "ArgMax",
                        List.of(OnnxExport.PROBABILITIES),
                        List.of("_best"),
                        integer("axis", 1),
                        integer("keepdims", 0))
                .node("", "Gather", List.of("_labels", "_best"), List.of(OnnxExport.LABEL), integer("axis", 0))
                .output(OnnxExport.LABEL, DataType.STRING)
                .output(OnnxExport.PROBABILITIES, DataType.FLOAT, labels.size());
        ModelProto built = graph.build(
                "auspex-training",
                description,
                Long.parseLong(version),
                List.of(GraphBuilder.metadata("model", model), GraphBuilder.metadata("version", version)));
        GraphProto withInput =
                built.getGraph().toBuilder().addInput(pixels(height, width)).build();
        return built.toBuilder().setGraph(withInput).build().toByteArray();
    }

    private static void layer(GraphBuilder graph, String from, String to, double[][] weights, double[] biases) {
        List<Float> values = new ArrayList<>();
        for (double[] row : weights) {
            for (double weight : row) {
                values.add((float) weight);
            }
        }
        List<Float> constants = new ArrayList<>();
        for (double bias : biases) {
            constants.add((float) bias);
        }
        AttributeProto transposed = integer("transB", 1);
        graph.constant(to + "_weights", List.of((long) weights.length, (long) weights[0].length), values)
                .constant(to + "_biases", List.of((long) biases.length), constants)
                .node("", "Gemm", List.of(from, to + "_weights", to + "_biases"), List.of(to), transposed);
    }

    private static ValueInfoProto pixels(long height, long width) {
        return ValueInfoProto.newBuilder()
                .setName("pixels")
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(DataType.FLOAT.getNumber())
                                .setShape(TensorShapeProto.newBuilder()
                                        .addDim(TensorShapeProto.Dimension.newBuilder()
                                                .setDimParam("N"))
                                        .addDim(TensorShapeProto.Dimension.newBuilder()
                                                .setDimValue(1))
                                        .addDim(TensorShapeProto.Dimension.newBuilder()
                                                .setDimValue(height))
                                        .addDim(TensorShapeProto.Dimension.newBuilder()
                                                .setDimValue(width)))))
                .build();
    }
}
