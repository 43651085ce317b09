package dev.auspex.model.registry;

import java.util.List;

import dev.auspex.contracts.http.Deadline;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.Row;
import dev.auspex.graph.engine.RowRunner;

/** Reorders the probabilities of another runner into the order of the labels. */
final class ReorderedRunner implements RowRunner {

    private final RowRunner runner;
    private final int[] columns;

    /** @param columns column of the probability of each label */
    ReorderedRunner(RowRunner runner, int[] columns) {
        this.runner = runner;
        this.columns = columns;
    }

    @Override
    public float[][] run(List<Row> rows, Deadline until) throws GraphException {
        float[][] answers = runner.run(rows, until);
        for (int row = 0; row < answers.length; row++) {
            if (answers[row].length != columns.length) {
                throw new GraphException("the graph returned " + answers[row].length + " probabilities for "
                        + columns.length + " labels");
            }
            float[] ordered = new float[columns.length];
            for (int label = 0; label < columns.length; label++) {
                ordered[label] = answers[row][columns[label]];
            }
            answers[row] = ordered;
        }
        return answers;
    }

    @Override
    public void close() {
        runner.close();
    }
}
