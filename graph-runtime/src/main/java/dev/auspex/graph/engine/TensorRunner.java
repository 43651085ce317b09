package dev.auspex.graph.engine;

import java.util.List;

import dev.auspex.contracts.http.Deadline;

/** Runs calls for tensors together. It keeps buffers between runs, so one thread at a time may use it. */
public interface TensorRunner extends AutoCloseable {

    /**
     * Runs once.
     *
     * @param calls one, or several of a graph that is {@link Graph#joinable()} and that {@link TensorCall#joins join} each other
     * @param until after this a run of a graph with loops is ended
     * @throws GraphException where the engine refuses the tensors, or what comes out does not have the rows that went in
     */
    TensorAnswers run(List<TensorCall> calls, Deadline until) throws GraphException;

    /** Memory outside of the heap that it holds, in bytes; any thread may ask. */
    long heldBytes();

    @Override
    void close();
}
