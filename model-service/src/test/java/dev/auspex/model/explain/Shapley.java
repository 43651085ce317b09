package dev.auspex.model.explain;

import java.util.function.ToDoubleFunction;

/** Shapley values by their definition: all coalitions, one by one. */
final class Shapley {

    private Shapley() {}

    /**
     * @param players players of the game, at most 20
     * @param worth   of a coalition, where player i is in it if element i is true
     */
    static double[] values(int players, ToDoubleFunction<boolean[]> worth) {
        double[] worths = new double[1 << players];
        for (int coalition = 0; coalition < worths.length; coalition++) {
            boolean[] members = new boolean[players];
            for (int player = 0; player < players; player++) {
                members[player] = (coalition >> player & 1) == 1;
            }
            worths[coalition] = worth.applyAsDouble(members);
        }
        double[] values = new double[players];
        for (int player = 0; player < players; player++) {
            for (int coalition = 0; coalition < worths.length; coalition++) {
                if ((coalition >> player & 1) == 0) {
                    double weight = factorial(Integer.bitCount(coalition))
                            * factorial(players - Integer.bitCount(coalition) - 1)
                            / factorial(players);
                    values[player] += weight * (worths[coalition | 1 << player] - worths[coalition]);
                }
            }
        }
        return values;
    }

    private static double factorial(int n) {
        double product = 1;
        for (int i = 2; i <= n; i++) {
            product *= i;
        }
        return product;
    }
}
