package dev.auspex.model.explain;

/**
 * Exact Shapley values of a tree ensemble against one background row: interventional TreeSHAP (Lundberg et al. 2020,
 * "From local explanations to global understanding with explainable AI for trees", Nature Machine Intelligence 2,
 * algorithm 3) with features of several columns as one player (Laberge and Pequignot 2022, "Understanding
 * Interventional TreeSHAP", section 5). Checked against the definition by enumerating all coalitions.
 *
 * <p>The game: the players of a coalition have the columns of the explained row, the others those of the background
 * row. A leaf with value v is reached exactly if all of some players A (whose conditions only the explained row meets)
 * are in the coalition and none of some players B (whose conditions only the background row meets). Such a game has the
 * Shapley values v (a-1)! b! / (a+b)! for each player of A, -v a! (b-1)! / (a+b)! for each player of B, and 0 for all
 * others, with a = |A| and b = |B|. A path on which a player would be in both is never taken, so each leaf is visited
 * at most once.
 */
final class TreeShap {

    private static final byte UNDECIDED = 0;
    private static final byte OWN = 1;
    private static final byte BACKGROUND = 2;

    private final TreeEnsemble ensemble;
    private final int[] players;
    private final float[] row;
    private final double[] sums;
    private final byte[] sides;
    private final int[] path;
    private final double[][] weights;

    private float[] background = {};
    private int own;
    private int other;

    /**
     * @param players number of the player that each column belongs to
     * @param count   number of players
     * @param row     columns of the explained row
     */
    TreeShap(TreeEnsemble ensemble, int[] players, int count, float[] row) {
        this.ensemble = ensemble;
        this.players = players;
        this.row = row;
        this.sums = new double[count];
        this.sides = new byte[count];
        int most = Math.min(count, TreeEnsemble.DEEPEST);
        this.path = new int[most];
        this.weights = weights(most);
    }

    /** Adds the contributions against one background row to the sums. */
    void against(float[] columns) {
        background = columns;
        for (int root : ensemble.roots()) {
            walk(root);
        }
    }

    /** Returns the sum of the contributions against all background rows so far, by player. */
    double[] sums() {
        return sums.clone();
    }

    private void walk(int node) {
        if (ensemble.isLeaf(node)) {
            leaf(ensemble.leaves()[node]);
            return;
        }
        int mine = ensemble.next(node, row);
        int theirs = ensemble.next(node, background);
        int player = players[ensemble.columns()[node]];
        if (mine == theirs || sides[player] == OWN) {
            walk(mine);
        } else if (sides[player] == BACKGROUND) {
            walk(theirs);
        } else {
            path[own + other] = player;
            sides[player] = OWN;
            own++;
            walk(mine);
            own--;
            sides[player] = BACKGROUND;
            other++;
            walk(theirs);
            other--;
            sides[player] = UNDECIDED;
        }
    }

    private void leaf(double value) {
        double forOwn = value * weights[own][other];
        double forOther = -value * weights[other][own];
        for (int i = 0; i < own + other; i++) {
            int player = path[i];
            sums[player] += sides[player] == OWN ? forOwn : forOther;
        }
    }

    /** Returns a table that holds (a-1)! b! / (a+b)! at [a][b], and 0 if a is 0. */
    private static double[][] weights(int most) {
        double[][] weights = new double[most + 1][most + 1];
        for (int a = 1; a <= most; a++) {
            weights[a][0] = 1.0 / a;
            for (int b = 1; a + b <= most; b++) {
                weights[a][b] = weights[a][b - 1] * b / (a + b);
            }
        }
        return weights;
    }
}
