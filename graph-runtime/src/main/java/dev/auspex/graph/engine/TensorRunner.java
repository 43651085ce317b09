package dev.auspex.graph.engine;

import java.util.List;

import dev.auspex.contracts.http.Deadline;

/** Runs calls for tensors together. It keeps buffers between runs, so only one thread at a time may use it. */
public interface TensorRunner extends AutoCloseable {

    /**
     * Executes one run.
     *
     * @param calls one call, or several of a {@link Graph#joinable()} graph that
     *     {@link TensorCall#joins join} each other
     * @param until deadline, after which a run of a graph with loops is ended
     * @throws GraphException if the engine refuses the tensors, or an output does not have the rows of the inputs
     */
    TensorAnswers run(List<TensorCall> calls, Deadline until) throws GraphException;

    /** Returns the off-heap memory that it holds, in bytes. Any thread may call this. */
    long heldBytes();

    @Override
    void close();
}
