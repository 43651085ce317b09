package dev.auspex.training.onnx;

import java.util.ArrayList;
import java.util.List;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;

import dev.auspex.training.data.Column;
import dev.auspex.training.learn.Encoding;
import dev.auspex.training.learn.LinearModel;
import dev.auspex.training.learn.Scaling;
import dev.auspex.training.learn.TrainedModel;
import dev.auspex.training.learn.TreeModel;

import static dev.auspex.training.onnx.GraphBuilder.ML;
import static dev.auspex.training.onnx.GraphBuilder.integer;
import static dev.auspex.training.onnx.GraphBuilder.integers;
import static dev.auspex.training.onnx.GraphBuilder.metadata;
import static dev.auspex.training.onnx.GraphBuilder.number;
import static dev.auspex.training.onnx.GraphBuilder.numbers;
import static dev.auspex.training.onnx.GraphBuilder.text;
import static dev.auspex.training.onnx.GraphBuilder.texts;

/**
 * Writes a trained model as ONNX with everything inside: raw features in, label and probabilities out.
 *
 * <p>Inputs: one for each feature, of shape [N, 1]: FLOAT for a number (NaN where missing), STRING for a category (empty where
 * missing; what was not seen in training counts as missing). Outputs: {@code label}, STRING [N], and {@code probabilities}, FLOAT
 * [N, 2], in the order of the labels. The label is the more probable one. Operators of opset 17 and ai.onnx.ml 3.
 */
public final class OnnxExport {

    /** Score from which the graph answers the positive label. */
    public static final double THRESHOLD = 0.5;

    /** Name of the output with the more probable label. */
    public static final String LABEL = "label";

    /** Name of the output with the probability of each label. */
    public static final String PROBABILITIES = "probabilities";

    private static final String NUMBERS = "_numbers";
    private static final String ENCODED = "_encoded";

    private final GraphBuilder graph;
    private final Encoding encoding;
    private final List<String> labels;

    private OnnxExport(String name, Encoding encoding, List<String> labels) {
        this.graph = new GraphBuilder(name);
        this.encoding = encoding;
        this.labels = labels;
    }

    /**
     * The ONNX file of a model; the same model gives the same bytes.
     *
     * @param model       model name
     * @param version     model version, a whole number
     * @param description one line for people
     * @param labels      negative and positive label
     */
    public static byte[] export(
            String model, String version, String description, List<String> labels, TrainedModel trained) {
        OnnxExport export = new OnnxExport(model + "_" + version, trained.encoding(), labels);
        export.inputs();
        switch (trained) {
            case LinearModel linear -> export.linear(linear);
            case TreeModel trees -> export.trees(trees);
        }
        return export.graph
                .output(LABEL, DataType.STRING)
                .output(PROBABILITIES, DataType.FLOAT, labels.size())
                .build(
                        "auspex-training",
                        description,
                        Long.parseLong(version),
                        List.of(metadata("model", model), metadata("version", version)))
                .toByteArray();
    }

    private void inputs() {
        for (Column column : encoding.columns()) {
            graph.input(column.name(), column.isCategory() ? DataType.STRING : DataType.FLOAT, 1);
        }
        graph.node("", "Concat", names(encoding.numberColumns()), List.of(NUMBERS), integer("axis", 1));
    }

    private void linear(LinearModel model) {
        List<Scaling> scalings = model.preparation().scalings();
        graph.node(
                ML,
                "Imputer",
                List.of(NUMBERS),
                List.of("_imputed"),
                numbers(
                        "imputed_value_floats",
                        scalings.stream().map(Scaling::median).toList()),
                number("replaced_value_float", Float.NaN));
        graph.node(
                ML,
                "Scaler",
                List.of("_imputed"),
                List.of("_scaled"),
                numbers("offset", scalings.stream().map(Scaling::offset).toList()),
                numbers("scale", scalings.stream().map(Scaling::scale).toList()));
        encodeCategories("_scaled");

        float[] both = new float[2 * encoding.graphWidth()];
        double[] weights = model.weights();
        for (int column = 0; column < weights.length; column++) {
            int place = encoding.graphColumn(column);
            both[place] = (float) -weights[column];
            both[encoding.graphWidth() + place] = (float) weights[column];
        }
        graph.node(
                ML,
                "LinearClassifier",
                List.of(ENCODED),
                List.of(LABEL, PROBABILITIES),
                numbers("coefficients", boxed(both)),
                numbers("intercepts", List.of((float) -model.bias(), (float) model.bias())),
                texts("classlabels_strings", labels),
                text("post_transform", "LOGISTIC"));
    }

    private void trees(TreeModel model) {
        encodeCategories(NUMBERS);

        List<Long> treeIds = new ArrayList<>();
        List<Long> nodeIds = new ArrayList<>();
        List<Long> columns = new ArrayList<>();
        List<Float> values = new ArrayList<>();
        List<String> modes = new ArrayList<>();
        List<Long> whereTrue = new ArrayList<>();
        List<Long> whereFalse = new ArrayList<>();
        List<Long> missingTrue = new ArrayList<>();
        List<Long> leafTrees = new ArrayList<>();
        List<Long> leafNodes = new ArrayList<>();
        List<Float> leafValues = new ArrayList<>();
        for (int id = 0; id < model.trees().size(); id++) {
            List<TreeModel.Node> nodes = model.trees().get(id).nodes();
            for (int place = 0; place < nodes.size(); place++) {
                TreeModel.Node node = nodes.get(place);
                boolean leaf = node.isLeaf();
                treeIds.add((long) id);
                nodeIds.add((long) place);
                columns.add(leaf ? 0L : (long) encoding.graphColumn(node.column()));
                values.add(leaf ? 0f : node.value());
                modes.add(leaf ? "LEAF" : "BRANCH_LT");
                whereTrue.add(leaf ? 0L : (long) node.left());
                whereFalse.add(leaf ? 0L : (long) node.right());
                missingTrue.add(!leaf && node.missingLeft() ? 1L : 0L);
                if (leaf) {
                    leafTrees.add((long) id);
                    leafNodes.add((long) place);
                    leafValues.add(node.value());
                }
            }
        }
        requireBothSigns(leafValues);
        graph.node(
                ML,
                "TreeEnsembleClassifier",
                List.of(ENCODED),
                List.of(LABEL, PROBABILITIES),
                integers("nodes_treeids", treeIds),
                integers("nodes_nodeids", nodeIds),
                integers("nodes_featureids", columns),
                numbers("nodes_values", values),
                texts("nodes_modes", modes),
                integers("nodes_truenodeids", whereTrue),
                integers("nodes_falsenodeids", whereFalse),
                integers("nodes_missing_value_tracks_true", missingTrue),
                integers("class_treeids", leafTrees),
                integers("class_nodeids", leafNodes),
                // One score a leaf, for one class only: ONNX Runtime's case of two labels, in which it means the
                // second.
                integers("class_ids", leafTrees.stream().map(tree -> 0L).toList()),
                numbers("class_weights", leafValues),
                texts("classlabels_strings", labels),
                text("post_transform", "LOGISTIC"));
    }

    /** ONNX Runtime takes leaves that are all positive for probabilities rather than log odds, which ours never are. */
    private static void requireBothSigns(List<Float> leafValues) {
        if (leafValues.stream().allMatch(value -> value >= 0)) {
            throw new IllegalStateException("no leaf speaks for the negative label");
        }
    }

    /** One-hot encodes all categories at once and sets them beside the numbers. */
    private void encodeCategories(String numbers) {
        List<String> categories = names(encoding.categoryColumns());
        graph.node("", "Concat", categories, List.of("_categories"), integer("axis", 1));
        graph.node(
                ML,
                "OneHotEncoder",
                List.of("_categories"),
                List.of("_one_hot"),
                texts("cats_strings", encoding.vocabulary()),
                integer("zeros", 1));
        graph.node("", "Flatten", List.of("_one_hot"), List.of("_flat"), integer("axis", 1));
        graph.node("", "Concat", List.of(numbers, "_flat"), List.of(ENCODED), integer("axis", 1));
    }

    private static List<String> names(List<Column> columns) {
        return columns.stream().map(Column::name).toList();
    }

    private static List<Float> boxed(float[] values) {
        List<Float> boxed = new ArrayList<>(values.length);
        for (float value : values) {
            boxed.add(value);
        }
        return boxed;
    }
}
