package dev.auspex.model.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class TreeShapTest {

    /** The example has players with no, one and several columns, missing values, and nodes of all kinds. */
    @Property(tries = 500)
    void equalsTheDefinitionOverAllCoalitions(@ForAll long seed) {
        // Given
        Random random = new Random(seed);
        int columns = 1 + random.nextInt(10);
        int count = 1 + random.nextInt(7);
        int[] players = random.ints(columns, 0, count).toArray();
        TreeEnsemble ensemble = new Grower(random, columns).ensemble();
        float[] row = row(random, columns);
        float[] background = row(random, columns);
        double[] expected = Shapley.values(count, members -> {
            float[] mixed = new float[columns];
            for (int column = 0; column < columns; column++) {
                mixed[column] = members[players[column]] ? row[column] : background[column];
            }
            return ensemble.output(mixed);
        });

        // When
        TreeShap shap = new TreeShap(ensemble, players, count, row);
        shap.against(background);

        // Then
        assertThat(shap.sums()).containsExactly(expected, within(1e-9));
        assertThat(Arrays.stream(shap.sums()).sum())
                .isEqualTo(ensemble.output(row) - ensemble.output(background), within(1e-9));
    }

    /** f = 3 where a >= 1 and b >= 1, else 0; from (0, 0) to (1, 1) both have the same share, and c none. */
    @Test
    void sharesAnInteractionEqually() {
        // Given
        TreeEnsemble.Test[] tests = {TreeEnsemble.Test.BRANCH_GTE, TreeEnsemble.Test.BRANCH_GTE, null, null, null};
        TreeEnsemble both = new TreeEnsemble(
                new int[] {0},
                tests,
                new int[] {0, 1, 0, 0, 0},
                new float[] {1, 1, 0, 0, 0},
                new boolean[5],
                new int[] {1, 2, 0, 0, 0},
                new int[] {4, 3, 0, 0, 0},
                new double[] {0, 0, 3, 0, 0},
                7);

        // When
        TreeShap shap = new TreeShap(both, new int[] {0, 1, 2}, 3, new float[] {1, 1, 5});
        shap.against(new float[] {0, 0, 6});

        // Then
        assertThat(shap.sums()).containsExactly(1.5, 1.5, 0);
    }

    @Test
    void canGoAsDeepAsTreesMayBe() {
        // Given
        int depth = TreeEnsemble.DEEPEST;
        Chain chain = new Chain(depth);
        float[] row = new float[depth];
        Arrays.fill(row, 1);

        // When
        TreeShap shap = new TreeShap(chain.ensemble(), chain.players(), depth, row);
        shap.against(new float[depth]);

        // Then
        assertThat(Arrays.stream(shap.sums()).sum()).isEqualTo(1, within(1e-9));
        assertThat(shap.sums()[0]).isEqualTo(1.0 / depth, within(1e-12));
    }

    private static float[] row(Random random, int columns) {
        float[] row = new float[columns];
        for (int i = 0; i < columns; i++) {
            row[i] = random.nextInt(8) == 0 ? Float.NaN : random.nextInt(4);
        }
        return row;
    }

    /** One leaf that is 1 where all columns are 1, behind as many branches. */
    private record Chain(int depth) {

        TreeEnsemble ensemble() {
            int nodes = 2 * depth + 1;
            TreeEnsemble.Test[] tests = new TreeEnsemble.Test[nodes];
            int[] columns = new int[nodes];
            float[] thresholds = new float[nodes];
            int[] whereTrue = new int[nodes];
            int[] whereFalse = new int[nodes];
            double[] leaves = new double[nodes];
            for (int i = 0; i < depth; i++) {
                tests[i] = TreeEnsemble.Test.BRANCH_EQ;
                columns[i] = i;
                thresholds[i] = 1;
                whereTrue[i] = i + 1;
                whereFalse[i] = depth + 1 + i;
            }
            leaves[depth] = 1;
            return new TreeEnsemble(
                    new int[1], tests, columns, thresholds, new boolean[nodes], whereTrue, whereFalse, leaves, 0);
        }

        int[] players() {
            int[] players = new int[depth];
            Arrays.setAll(players, i -> i);
            return players;
        }
    }

    /** Grows random trees. */
    private static final class Grower {

        private final Random random;
        private final int columns;
        private final List<TreeEnsemble.Test> tests = new ArrayList<>();
        private final List<int[]> children = new ArrayList<>();
        private final List<Integer> looksAt = new ArrayList<>();
        private final List<Float> thresholds = new ArrayList<>();
        private final List<Boolean> missing = new ArrayList<>();
        private final List<Double> leaves = new ArrayList<>();

        Grower(Random random, int columns) {
            this.random = random;
            this.columns = columns;
        }

        TreeEnsemble ensemble() {
            int[] roots = new int[1 + random.nextInt(3)];
            for (int i = 0; i < roots.length; i++) {
                roots[i] = grow(5);
            }
            boolean[] missingTrue = new boolean[tests.size()];
            float[] compared = new float[tests.size()];
            for (int i = 0; i < missingTrue.length; i++) {
                missingTrue[i] = missing.get(i);
                compared[i] = thresholds.get(i);
            }
            return new TreeEnsemble(
                    roots,
                    tests.toArray(TreeEnsemble.Test[]::new),
                    looksAt.stream().mapToInt(Integer::intValue).toArray(),
                    compared,
                    missingTrue,
                    children.stream().mapToInt(pair -> pair[0]).toArray(),
                    children.stream().mapToInt(pair -> pair[1]).toArray(),
                    leaves.stream().mapToDouble(Double::doubleValue).toArray(),
                    random.nextGaussian());
        }

        private int grow(int depth) {
            int place = tests.size();
            TreeEnsemble.Test[] all = TreeEnsemble.Test.values();
            boolean leaf = depth == 0 || random.nextInt(5) == 0;
            tests.add(leaf ? null : all[random.nextInt(all.length)]);
            looksAt.add(random.nextInt(columns));
            thresholds.add((float) random.nextInt(4));
            missing.add(random.nextBoolean());
            leaves.add(random.nextGaussian());
            children.add(new int[2]);
            if (!leaf) {
                children.get(place)[0] = grow(depth - 1);
                children.get(place)[1] = grow(depth - 1);
            }
            return place;
        }
    }
}
