package dev.auspex.model.explain;

/**
 * Trees whose leaves add up to a score's log odds, laid out as arrays: what a node is stands at its place in each of them. Each
 * node but the roots is the child of exactly one other, and no path is longer than {@link #DEEPEST}.
 *
 * @param roots       place of each tree's root
 * @param tests       how a node compares; null for a leaf
 * @param columns     column that a node looks at
 * @param thresholds  what it compares with
 * @param missingTrue whether a missing value goes the way of a true comparison
 * @param whereTrue   place of the child that a true comparison leads to
 * @param whereFalse  place of the other child
 * @param leaves      what a leaf adds
 * @param base        what is added in any case
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of what is read by place, never compared
record TreeEnsemble(
        int[] roots,
        Test[] tests,
        int[] columns,
        float[] thresholds,
        boolean[] missingTrue,
        int[] whereTrue,
        int[] whereFalse,
        double[] leaves,
        double base) {

    /** Branches on the longest path. */
    static final int DEEPEST = 256;

    boolean isLeaf(int node) {
        return tests[node] == null;
    }

    /** Place of the child that a row goes to from a node that is no leaf. */
    int next(int node, float[] row) {
        float value = row[columns[node]];
        boolean goesTrue = tests[node].holds(value, thresholds[node]) || missingTrue[node] && Float.isNaN(value);
        return goesTrue ? whereTrue[node] : whereFalse[node];
    }

    /** Sum of the base and the leaves that a row reaches. */
    double output(float[] row) {
        double sum = base;
        for (int root : roots) {
            int node = root;
            while (!isLeaf(node)) {
                node = next(node, row);
            }
            sum += leaves[node];
        }
        return sum;
    }

    /** How a node compares a value with its threshold (ONNX: {@code nodes_modes}); no comparison with a missing value holds but NEQ. */
    enum Test {
        BRANCH_LEQ {
            @Override
            boolean holds(float value, float threshold) {
                return value <= threshold;
            }
        },
        BRANCH_LT {
            @Override
            boolean holds(float value, float threshold) {
                return value < threshold;
            }
        },
        BRANCH_GTE {
            @Override
            boolean holds(float value, float threshold) {
                return value >= threshold;
            }
        },
        BRANCH_GT {
            @Override
            boolean holds(float value, float threshold) {
                return value > threshold;
            }
        },
        BRANCH_EQ {
            @Override
            boolean holds(float value, float threshold) {
                return value == threshold;
            }
        },
        BRANCH_NEQ {
            @Override
            boolean holds(float value, float threshold) {
                return value != threshold;
            }
        };

        abstract boolean holds(float value, float threshold);
    }
}
