package dev.auspex.training.onnx;

import java.io.IOException;
import java.util.List;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

import static dev.auspex.training.onnx.GraphBuilder.integer;
import static dev.auspex.training.onnx.GraphBuilder.integerList;

/**
 * Composition of graphs: a transformer, the pooling of its tokens, and the head that was trained on the pooled
 * embedding. Pooling is the mean over the tokens that the attention mask selects, divided by the length of that vector;
 * Reimers and Gurevych 2019, "Sentence-BERT", section 3.
 */
public final class TextGraph {

    /** Name of the output with the embedding of the text. */
    public static final String EMBEDDING = "embedding";

    /**
     * First opset in which ArgMax can select the last of equal values. The operators of an older transformer are the
     * same in it.
     */
    private static final long OPSET = 12;

    private static final long OLDEST_OPSET = 11;
    private static final long ML_OPSET = 3;

    private TextGraph() {}

    /** Returns the transformer with pooling: tokens in, {@link #EMBEDDING} out. */
    public static byte[] pooled(byte[] transformer) throws IOException {
        ModelProto model = ModelProto.parseFrom(transformer);
        return model.toBuilder()
                .clearOpsetImport()
                .addOpsetImport(opset("", OPSET))
                .setGraph(pooled(model))
                .build()
                .toByteArray();
    }

    /**
     * Returns the transformer with pooling and a head: tokens in; label, probabilities and {@link #EMBEDDING} out.
     *
     * @param head graph whose only input is {@link #EMBEDDING}
     */
    static byte[] headed(byte[] transformer, ModelProto head) throws IOException {
        ModelProto model = ModelProto.parseFrom(transformer);
        GraphProto.Builder graph = pooled(model);
        ValueInfoProto embedding = graph.getOutput(0);
        graph.setName(head.getGraph().getName())
                .addAllNode(head.getGraph().getNodeList())
                .addAllInitializer(head.getGraph().getInitializerList())
                .clearOutput()
                .addAllOutput(head.getGraph().getOutputList())
                .addOutput(embedding);
        return head.toBuilder()
                .setIrVersion(Math.max(model.getIrVersion(), head.getIrVersion()))
                .clearOpsetImport()
                .addOpsetImport(opset("", OPSET))
                .addOpsetImport(opset(GraphBuilder.ML, ML_OPSET))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private static GraphProto.Builder pooled(ModelProto model) throws IOException {
        long opset = model.getOpsetImportList().stream()
                .filter(it -> it.getDomain().isEmpty())
                .mapToLong(OperatorSetIdProto::getVersion)
                .max()
                .orElse(0);
        if (opset < OLDEST_OPSET || opset > OPSET) {
            throw new IOException(
                    "The transformer has opset " + opset + ", but it must be " + OLDEST_OPSET + " or " + OPSET + ".");
        }
        GraphProto.Builder graph = model.getGraph().toBuilder();
        ValueInfoProto tokens = graph.getOutput(0);
        long width = tokens.getType().getTensorType().getShape().getDim(2).getDimValue();
        graph.addNode(node(
                        "Cast",
                        List.of("attention_mask"),
                        "_mask",
                        integer("to", TensorProto.DataType.FLOAT.getNumber())))
                .addNode(node("Unsqueeze", List.of("_mask"), "_mask_of_tokens", axes(2)))
                .addNode(node("Mul", List.of(tokens.getName(), "_mask_of_tokens"), "_present"))
                .addNode(node("ReduceSum", List.of("_present"), "_total", axes(1), integer("keepdims", 0)))
                .addNode(node("ReduceSum", List.of("_mask"), "_count", axes(1), integer("keepdims", 1)))
                .addNode(node("Div", List.of("_total", "_count"), "_mean"))
                .addNode(node("ReduceL2", List.of("_mean"), "_length", axes(1), integer("keepdims", 1)))
                .addNode(node("Div", List.of("_mean", "_length"), EMBEDDING))
                .clearOutput()
                .addOutput(output(width));
        return graph;
    }

    private static AttributeProto axes(long axis) {
        return integerList("axes", List.of(axis));
    }

    private static NodeProto node(String operator, List<String> inputs, String output, AttributeProto... attributes) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .setName(output + "_node")
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes))
                .build();
    }

    private static ValueInfoProto output(long width) {
        return ValueInfoProto.newBuilder()
                .setName(EMBEDDING)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(TensorShapeProto.newBuilder()
                                        .addDim(TensorShapeProto.Dimension.newBuilder()
                                                .setDimParam("N"))
                                        .addDim(TensorShapeProto.Dimension.newBuilder()
                                                .setDimValue(width)))))
                .build();
    }

    private static OperatorSetIdProto opset(String domain, long version) {
        return OperatorSetIdProto.newBuilder()
                .setDomain(domain)
                .setVersion(version)
                .build();
    }
}
