package dev.auspex.model.explain;

import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.Row;

/** Explains rows of one version. Any number of threads may use it at once. */
sealed interface Explainer extends AutoCloseable permits SamplingExplainer, TreeExplainer {

    /**
     * Explains one row.
     *
     * @param score        the version's score of the row
     * @param permutations most permutations to sample, where it samples
     * @param patience     asked between the steps
     */
    Attribution explain(Row row, double score, int permutations, Patience patience) throws GraphException;

    @Override
    void close() throws GraphException;
}
