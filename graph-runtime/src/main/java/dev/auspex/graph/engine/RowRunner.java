package dev.auspex.graph.engine;

import java.util.List;

import dev.auspex.contracts.http.Deadline;

/** Runs rows together as one batch. It keeps buffers between runs, so only one thread at a time may use it. */
public interface RowRunner extends AutoCloseable {

    /**
     * Runs one batch.
     *
     * @param rows  at least one, and at most as many as the runner was created for
     * @param until deadline, after which a run of a graph with loops is ended
     * @return for each row, the probability of each label
     * @throws GraphException if the engine refuses the batch
     */
    float[][] run(List<Row> rows, Deadline until) throws GraphException;

    @Override
    void close();
}
