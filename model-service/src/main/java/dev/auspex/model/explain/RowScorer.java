package dev.auspex.model.explain;

import java.util.List;

import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.Row;
import dev.auspex.graph.engine.RowRunner;
import dev.auspex.model.registry.ServedVersion;

/** Scores rows with the version itself. Only one thread may use it at a time. */
final class RowScorer implements SamplingShapley.Scorer, AutoCloseable {

    private final RowRunner runner;
    private final int positive;
    private final int batch;
    private final Patience patience;

    RowScorer(ServedVersion version, int batch, Patience patience) {
        this.runner = version.runner(batch);
        this.positive =
                version.description().labels().indexOf(version.description().positiveLabel());
        this.batch = batch;
        this.patience = patience;
    }

    @Override
    public double[] score(List<Row> rows) throws GraphException {
        double[] scores = new double[rows.size()];
        for (int from = 0; from < rows.size(); from += batch) {
            patience.require();
            float[][] probabilities =
                    runner.run(rows.subList(from, Math.min(rows.size(), from + batch)), patience.until());
            for (int i = 0; i < probabilities.length; i++) {
                scores[from + i] = probabilities[i][positive];
            }
        }
        return scores;
    }

    @Override
    public void close() {
        runner.close();
    }
}
