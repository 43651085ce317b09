package dev.auspex.model.explain;

import java.util.Arrays;
import java.util.List;

import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.Row;
import dev.auspex.model.registry.ServedVersion;

/** Explains any model with named features by sampling. */
final class SamplingExplainer implements Explainer {

    private final ServedVersion version;
    private final SamplingShapley shapley;
    private final int batch;
    private final long seed;

    /** @param backgroundScores score that the version gives each background row */
    SamplingExplainer(ServedVersion version, List<Row> background, double[] backgroundScores, ExplainConfig config) {
        this.version = version;
        this.batch = config.batch();
        this.seed = config.seed();
        this.shapley = new SamplingShapley(new Features(version.layout()), background, backgroundScores, batch);
    }

    @Override
    public Attribution explain(Row row, double score, int permutations, Patience patience) throws GraphException {
        try (RowScorer scorer = new RowScorer(version, batch, patience)) {
            return shapley.explain(row, score, permutations, seed ^ hash(row), scorer);
        }
    }

    @Override
    public void close() {
        // It owns nothing: the registry closes the session of the version.
    }

    private static long hash(Row row) {
        return (long) Arrays.hashCode(row.numbers()) << 32 ^ Arrays.hashCode(row.categories());
    }
}
