package dev.auspex.training.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;

import dev.auspex.training.calibrate.CalibratedModel;
import dev.auspex.training.calibrate.Calibration;
import dev.auspex.training.calibrate.Isotonic;
import dev.auspex.training.calibrate.Platt;
import dev.auspex.training.data.Column;
import dev.auspex.training.learn.Encoding;
import dev.auspex.training.learn.LinearModel;
import dev.auspex.training.learn.Scaling;
import dev.auspex.training.learn.TrainedModel;
import dev.auspex.training.learn.TreeModel;

import static dev.auspex.training.onnx.GraphBuilder.ML;
import static dev.auspex.training.onnx.GraphBuilder.integer;
import static dev.auspex.training.onnx.GraphBuilder.integerList;
import static dev.auspex.training.onnx.GraphBuilder.metadata;
import static dev.auspex.training.onnx.GraphBuilder.number;
import static dev.auspex.training.onnx.GraphBuilder.numbers;
import static dev.auspex.training.onnx.GraphBuilder.text;
import static dev.auspex.training.onnx.GraphBuilder.texts;

/**
 * Export of a trained model as one self-contained ONNX graph: raw features in, label and probabilities out.
 *
 * <p>Inputs: one for each feature, of shape [N, 1]: FLOAT for a number (NaN if missing), STRING for a category (empty
 * if missing; a category that was not seen in training counts as missing). Outputs: {@code label}, STRING [N], and
 * {@code probabilities}, FLOAT [N, 2], in the order of the labels. The label is the more probable one. Operators of
 * opset 17 and ai.onnx.ml 3.
 *
 * <p>Without calibration, the ensemble (or the linear node) computes both outputs itself. With calibration, it computes
 * raw log odds as {@code _log_odds}, FLOAT [N, 2] (the value of the negative label is that of the positive one with the
 * sign changed), and these nodes follow:
 *
 * <ul>
 *   <li>Platt: {@code Mul} by the slope, {@code Add} of the intercept, {@code Sigmoid}, which is {@code probabilities}
 *   <li>isotonic: {@code Gather} of the positive column, {@code Sub}, {@code Max}, {@code Min} (how far the log odds
 *       reach into each piece of the line), {@code MatMul} with the slopes, {@code Add} of the first probability,
 *       {@code Sub} from one for the negative label, {@code Concat}, which is {@code probabilities}
 *   <li>both: {@code ArgMax} over {@code probabilities}, the last if they are equal, and {@code Gather} of the label
 * </ul>
 */
public final class OnnxExport {

    /** Score from which the graph predicts the positive label. */
    public static final double THRESHOLD = 0.5;

    /** Name of the output with the more probable label. */
    public static final String LABEL = "label";

    /** Name of the output with the probability of each label. */
    public static final String PROBABILITIES = "probabilities";

    private static final String NUMBERS = "_numbers";
    private static final String ENCODED = "_encoded";
    private static final String LOG_ODDS = "_log_odds";

    /** Negative number that is too small to change any log odds that occur. */
    private static final float NEXT_TO_NOTHING = -1e-30f;

    private final GraphBuilder graph;
    private final Encoding encoding;
    private final List<String> labels;
    private final Calibration calibration;

    private OnnxExport(String name, Encoding encoding, List<String> labels, Calibration calibration) {
        this.graph = new GraphBuilder(name);
        this.encoding = encoding;
        this.labels = labels;
        this.calibration = calibration;
    }

    /**
     * Returns the ONNX file of a model. The same model gives the same bytes.
     *
     * @param model       model name
     * @param version     model version, a whole number
     * @param description description for people, in one line
     * @param labels      negative and positive label
     */
    public static byte[] export(
            String model, String version, String description, List<String> labels, CalibratedModel calibrated) {
        return graph(model, version, description, labels, calibrated, OnnxExport::inputs)
                .toByteArray();
    }

    /**
     * Returns the ONNX file of a model of texts: the transformer, its pooling, and the head that was trained on the
     * embeddings. The inputs are those of the transformer, and {@link TextGraph#EMBEDDING} is an additional output.
     *
     * @param transformer ONNX file of the transformer
     */
    public static byte[] exportText(
            String model,
            String version,
            String description,
            List<String> labels,
            CalibratedModel calibrated,
            byte[] transformer)
            throws IOException {
        return TextGraph.headed(
                transformer, graph(model, version, description, labels, calibrated, OnnxExport::embedding));
    }

    private static ModelProto graph(
            String model,
            String version,
            String description,
            List<String> labels,
            CalibratedModel calibrated,
            Consumer<OnnxExport> inputs) {
        TrainedModel trained = calibrated.model();
        OnnxExport export = new OnnxExport(model + "_" + version, trained.encoding(), labels, calibrated.calibration());
        inputs.accept(export);
        switch (trained) {
            case LinearModel linear -> export.linear(linear);
            case TreeModel trees -> export.trees(trees);
        }
        switch (calibrated.calibration()) {
            case Calibration.None none -> {}
            case Platt platt -> export.platt(platt);
            case Isotonic isotonic -> export.isotonic(isotonic);
        }
        return export.graph
                .output(LABEL, DataType.STRING)
                .output(PROBABILITIES, DataType.FLOAT, labels.size())
                .build(
                        "auspex-training",
                        description,
                        Long.parseLong(version),
                        List.of(metadata("model", model), metadata("version", version)));
    }

    /** Adds the input of a head: all numbers come from a transformer, in one tensor. */
    private void embedding() {
        graph.input(
                TextGraph.EMBEDDING, DataType.FLOAT, encoding.numberColumns().size());
        graph.node("", "Identity", List.of(TextGraph.EMBEDDING), List.of(NUMBERS));
    }

    private void inputs() {
        for (Column column : encoding.columns()) {
            graph.input(column.name(), column.isCategory() ? DataType.STRING : DataType.FLOAT, 1);
        }
        if (hasNumbers()) {
            graph.node("", "Concat", names(encoding.numberColumns()), List.of(NUMBERS), integer("axis", 1));
        }
    }

    private boolean hasNumbers() {
        return !encoding.numberColumns().isEmpty();
    }

    private void linear(LinearModel model) {
        if (hasNumbers()) {
            scale(model.preparation().scalings());
        }
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
                classifierOutputs(),
                numbers("coefficients", boxed(both)),
                numbers("intercepts", List.of((float) -model.bias(), (float) model.bias())),
                texts("classlabels_strings", labels),
                text("post_transform", postTransform()));
    }

    private boolean isCalibrated() {
        return !(calibration instanceof Calibration.None);
    }

    private List<String> classifierOutputs() {
        return isCalibrated() ? List.of("_raw_label", LOG_ODDS) : List.of(LABEL, PROBABILITIES);
    }

    private String postTransform() {
        return isCalibrated() ? "NONE" : "LOGISTIC";
    }

    private void scale(List<Scaling> scalings) {
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
        if (leafValues.stream().allMatch(value -> value >= 0)) {
            // If no leaf is negative, ONNX Runtime takes the leaves for probabilities, which ours never are. One more
            // tree with a tiny negative leaf prevents that.
            treeIds.add((long) model.trees().size());
            nodeIds.add(0L);
            columns.add(0L);
            values.add(0f);
            modes.add("LEAF");
            whereTrue.add(0L);
            whereFalse.add(0L);
            missingTrue.add(0L);
            leafTrees.add((long) model.trees().size());
            leafNodes.add(0L);
            leafValues.add(NEXT_TO_NOTHING);
        }
        graph.node(
                ML,
                "TreeEnsembleClassifier",
                List.of(ENCODED),
                classifierOutputs(),
                integerList("nodes_treeids", treeIds),
                integerList("nodes_nodeids", nodeIds),
                integerList("nodes_featureids", columns),
                numbers("nodes_values", values),
                texts("nodes_modes", modes),
                integerList("nodes_truenodeids", whereTrue),
                integerList("nodes_falsenodeids", whereFalse),
                integerList("nodes_missing_value_tracks_true", missingTrue),
                integerList("class_treeids", leafTrees),
                integerList("class_nodeids", leafNodes),
                // Each leaf has one score, for one class. With two labels, ONNX Runtime then takes it as the score of
                // the second.
                integerList("class_ids", leafTrees.stream().map(tree -> 0L).toList()),
                numbers("class_weights", leafValues),
                texts("classlabels_strings", labels),
                text("post_transform", postTransform()));
    }

    private void platt(Platt platt) {
        graph.constant("_slope", List.of(1L), List.of(platt.slope()))
                .constant("_intercepts", List.of(2L), List.of(-platt.intercept(), platt.intercept()))
                .node("", "Mul", List.of(LOG_ODDS, "_slope"), List.of("_sloped"))
                .node("", "Add", List.of("_sloped", "_intercepts"), List.of("_calibrated"))
                .node("", "Sigmoid", List.of("_calibrated"), List.of(PROBABILITIES));
        label();
    }

    private void isotonic(Isotonic isotonic) {
        List<Isotonic.Piece> pieces = isotonic.pieces();
        long size = pieces.size();
        graph.integers("_positive", List.of(1L))
                .constant(
                        "_from",
                        List.of(size),
                        pieces.stream().map(Isotonic.Piece::from).toList())
                .constant("_nothing", List.of(1L), List.of(0f))
                .constant(
                        "_widths",
                        List.of(size),
                        pieces.stream().map(Isotonic.Piece::width).toList())
                .constant(
                        "_slopes",
                        List.of(size, 1L),
                        pieces.stream().map(Isotonic.Piece::slope).toList())
                .constant(
                        "_first",
                        List.of(1L),
                        List.of(isotonic.knots().getFirst().probability()))
                .constant("_one", List.of(1L), List.of(1f))
                .node("", "Gather", List.of(LOG_ODDS, "_positive"), List.of("_of_positive"), integer("axis", 1))
                .node("", "Sub", List.of("_of_positive", "_from"), List.of("_beyond"))
                .node("", "Max", List.of("_beyond", "_nothing"), List.of("_reached"))
                .node("", "Min", List.of("_reached", "_widths"), List.of("_within"))
                .node("", "MatMul", List.of("_within", "_slopes"), List.of("_gained"))
                .node("", "Add", List.of("_gained", "_first"), List.of("_score"))
                .node("", "Sub", List.of("_one", "_score"), List.of("_rest"))
                .node("", "Concat", List.of("_rest", "_score"), List.of(PROBABILITIES), integer("axis", 1));
        label();
    }

    /**
     * Adds the more probable label, or the positive one if both are equally probable. This matches a threshold of 0.5.
     */
    private void label() {
        graph.strings("_labels", labels)
                .node(
                        "",
                        "ArgMax",
                        List.of(PROBABILITIES),
                        List.of("_most_probable"),
                        integer("axis", 1),
                        integer("keepdims", 0),
                        integer("select_last_index", 1))
                .node("", "Gather", List.of("_labels", "_most_probable"), List.of(LABEL), integer("axis", 0));
    }

    /** One-hot encodes all categories at once and, if there are numbers too, appends them to the numbers. */
    private void encodeCategories(String numbers) {
        List<String> categories = names(encoding.categoryColumns());
        if (categories.isEmpty()) {
            graph.node("", "Identity", List.of(numbers), List.of(ENCODED));
            return;
        }
        graph.node("", "Concat", categories, List.of("_categories"), integer("axis", 1));
        graph.node(
                ML,
                "OneHotEncoder",
                List.of("_categories"),
                List.of("_one_hot"),
                texts("cats_strings", encoding.vocabulary()),
                integer("zeros", 1));
        graph.node("", "Flatten", List.of("_one_hot"), List.of(hasNumbers() ? "_flat" : ENCODED), integer("axis", 1));
        if (hasNumbers()) {
            graph.node("", "Concat", List.of(numbers, "_flat"), List.of(ENCODED), integer("axis", 1));
        }
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
