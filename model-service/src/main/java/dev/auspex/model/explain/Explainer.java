package dev.auspex.model.explain;

import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.Row;

/** Explains rows of one version. Any number of threads may use it at once. */
sealed interface Explainer extends AutoCloseable permits SamplingExplainer, TreeExplainer {

    /**
     * Explains one row.
     *
     * @param score        score that the version gives the row
     * @param permutations most permutations to sample, if it samples
     * @param patience     checked between the steps
     */
    Attribution explain(Row row, double score, int permutations, Patience patience) throws GraphException;

    @Override
    void close() throws GraphException;
}
