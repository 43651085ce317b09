package dev.auspex.model.explain;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.auspex.graph.onnx.OnnxException;

/**
 * Reads a TreeEnsembleClassifier node (ai.onnx.ml 1 to 4) with two labels and one score, the form that our
 * training, XGBoost and LightGBM write. ONNX Runtime treats that score as the log odds of the second label, unless
 * no leaf is negative.
 */
final class EnsembleReader {

    static final String OPERATOR = "TreeEnsembleClassifier";

    private static final String LEAF = "LEAF";

    private final OnnxNode node;
    private final int[] treeIds;
    private final int[] nodeIds;
    private final Map<Long, Integer> places = new HashMap<>();

    private EnsembleReader(OnnxNode node) throws OnnxException {
        this.node = node;
        this.treeIds = node.integers("nodes_treeids");
        this.nodeIds = node.integers("nodes_nodeids");
    }

    /**
     * Reads the trees.
     *
     * @param width  number of columns of the node's input
     * @param labels labels of the model
     * @param second whether the score is that of the second label
     * @return trees that add up to the log odds of the score, calibrated if the model is
     * @throws NoEnsembleException if the node has another form
     */
    static TreeEnsemble read(LogOdds logOdds, int width, List<String> labels, boolean second)
            throws NoEnsembleException, OnnxException {
        EnsembleReader reader = new EnsembleReader(logOdds.ensemble());
        reader.requireForm(labels);
        return reader.trees(width, (second ? 1 : -1) * logOdds.slope(), logOdds.intercept());
    }

    private void requireForm(List<String> labels) throws NoEnsembleException, OnnxException {
        require(labels.size() == 2, "it has " + labels.size() + " labels");
        List<String> own = node.texts("classlabels_strings");
        require(own.isEmpty() || own.equals(labels), "its labels are in another order");
        for (String attribute : node.attributes().keySet()) {
            require(!attribute.endsWith("_as_tensor"), "it computes in double precision");
        }
        require(Arrays.stream(node.integers("class_ids")).allMatch(id -> id == 0), "it has several scores");
    }

    private TreeEnsemble trees(int width, double slope, double intercept) throws NoEnsembleException, OnnxException {
        int count = nodeIds.length;
        List<String> modes = node.texts("nodes_modes");
        int[] columns = node.integers("nodes_featureids");
        float[] thresholds = node.numbers("nodes_values");
        int[] trueIds = node.integers("nodes_truenodeids");
        int[] falseIds = node.integers("nodes_falsenodeids");
        int[] missing = node.integers("nodes_missing_value_tracks_true");
        require(
                count > 0
                        && treeIds.length == count
                        && modes.size() == count
                        && columns.length == count
                        && thresholds.length == count
                        && trueIds.length == count
                        && falseIds.length == count
                        && (missing.length == count || missing.length == 0),
                "its lists differ in length");
        int[] roots = place();
        TreeEnsemble.Test[] tests = new TreeEnsemble.Test[count];
        int[] whereTrue = new int[count];
        int[] whereFalse = new int[count];
        boolean[] missingTrue = new boolean[count];
        for (int i = 0; i < count; i++) {
            if (!modes.get(i).equals(LEAF)) {
                tests[i] = test(modes.get(i));
                require(columns[i] < width, "a node reads column " + columns[i] + " of " + width);
                whereTrue[i] = child(i, trueIds[i]);
                whereFalse[i] = child(i, falseIds[i]);
                missingTrue[i] = missing.length > 0 && missing[i] != 0;
            }
        }
        TreeEnsemble ensemble = new TreeEnsemble(
                roots,
                tests,
                columns,
                thresholds,
                missingTrue,
                whereTrue,
                whereFalse,
                leaves(tests, slope),
                slope * base() + intercept);
        requireTrees(ensemble);
        return ensemble;
    }

    /** Records the index of each node, and returns those of the roots: the first node of each tree. */
    private int[] place() throws NoEnsembleException {
        int[] roots = new int[treeIds.length];
        int trees = 0;
        Map<Integer, Integer> seen = new HashMap<>();
        for (int i = 0; i < treeIds.length; i++) {
            require(places.put(key(treeIds[i], nodeIds[i]), i) == null, "a node appears twice");
            if (seen.put(treeIds[i], i) == null) {
                roots[trees++] = i;
            }
        }
        return Arrays.copyOf(roots, trees);
    }

    private int child(int of, int id) throws NoEnsembleException {
        Integer place = places.get(key(treeIds[of], id));
        require(place != null, "a branch leads to a node that does not exist");
        return place;
    }

    private double[] leaves(TreeEnsemble.Test[] tests, double slope) throws NoEnsembleException, OnnxException {
        int[] trees = node.integers("class_treeids");
        int[] ids = node.integers("class_nodeids");
        float[] weights = node.numbers("class_weights");
        require(trees.length == weights.length && ids.length == weights.length, "its lists differ in length");
        double[] leaves = new double[tests.length];
        boolean negative = false;
        for (int i = 0; i < weights.length; i++) {
            Integer place = places.get(key(trees[i], ids[i]));
            require(place != null && tests[place] == null, "a weight belongs to no leaf");
            leaves[place] += slope * weights[i];
            negative |= weights[i] < 0;
        }
        require(negative, "none of its leaves is negative");
        return leaves;
    }

    private double base() throws NoEnsembleException, OnnxException {
        float[] bases = node.numbers("base_values");
        require(bases.length <= 1, "it has several base values");
        return bases.length == 0 ? 0 : bases[0];
    }

    private static TreeEnsemble.Test test(String mode) throws NoEnsembleException {
        for (TreeEnsemble.Test test : TreeEnsemble.Test.values()) {
            if (test.name().equals(mode)) {
                return test;
            }
        }
        throw new NoEnsembleException("it has nodes of the mode " + mode);
    }

    /** Checks what later recursion relies on: the nodes form trees without cycles that are not too deep. */
    private static void requireTrees(TreeEnsemble ensemble) throws NoEnsembleException {
        int count = ensemble.tests().length;
        boolean[] reached = new boolean[count];
        int[] stack = new int[count + 1];
        int[] depths = new int[count + 1];
        for (int root : ensemble.roots()) {
            int top = 0;
            stack[0] = root;
            depths[0] = 0;
            while (top >= 0) {
                int place = stack[top];
                int depth = depths[top--];
                require(
                        !reached[place] && depth <= TreeEnsemble.DEEPEST,
                        "its nodes do not form trees, or the trees are too deep");
                reached[place] = true;
                if (!ensemble.isLeaf(place)) {
                    require(top + 2 <= count, "its nodes do not form trees, or the trees are too deep");
                    stack[++top] = ensemble.whereTrue()[place];
                    depths[top] = depth + 1;
                    stack[++top] = ensemble.whereFalse()[place];
                    depths[top] = depth + 1;
                }
            }
        }
    }

    private static long key(int tree, int id) {
        return (long) tree << 32 | id;
    }

    private static void require(boolean holds, String otherwise) throws NoEnsembleException {
        if (!holds) {
            throw new NoEnsembleException(otherwise);
        }
    }
}
