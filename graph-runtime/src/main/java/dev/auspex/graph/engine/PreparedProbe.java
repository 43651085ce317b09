package dev.auspex.graph.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import dev.auspex.contracts.http.Deadline;

/**
 * Finds out whether prepared rows get the same answers alone and together. A graph that quantises its activations
 * takes the scale from the whole batch, including padding. Joined requests would then change each other's answers, so
 * such rows run one by one.
 */
public final class PreparedProbe {

    /** Largest difference between probabilities that a different order of addition may cause. */
    private static final double TOLERANCE = 1e-3;

    /** Time limit of the whole probe, for a graph with loops. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private PreparedProbe() {}

    /**
     * Runs samples alone and together, in both orders.
     *
     * @param output name of the output with the probabilities
     */
    public static boolean passes(Graph graph, Preparation preparation, String output) {
        List<Row> rows = new ArrayList<>();
        Deadline until = Deadline.in(LONGEST);
        try (RowRunner runner = graph.prepared(preparation.padding(), output)) {
            for (String sample : preparation.samples()) {
                rows.add(new Row(
                        new float[0],
                        new String[] {sample},
                        preparation.prepare(sample).inputs()));
            }
            float[][] alone = new float[rows.size()][];
            for (int i = 0; i < alone.length; i++) {
                alone[i] = runner.run(List.of(rows.get(i)), until)[0];
            }
            float[][] together = runner.run(rows, until);
            float[][] reversed = runner.run(rows.reversed(), until);
            Collections.reverse(Arrays.asList(reversed));
            return agree(alone, together) && agree(alone, reversed);
        } catch (GraphException | PreparationException e) {
            return false;
        }
    }

    private static boolean agree(float[][] some, float[][] others) {
        for (int i = 0; i < some.length; i++) {
            for (int j = 0; j < some[i].length; j++) {
                if (!(Math.abs(some[i][j] - others[i][j]) <= TOLERANCE)) {
                    return false;
                }
            }
        }
        return true;
    }
}
