package dev.auspex.graph.engine;

/**
 * The results of one run.
 *
 * @param outputs     for each call, the outputs that it asked for, in the order asked
 * @param inputNanos  time to create the engine's tensors
 * @param inferNanos  time in the engine
 * @param outputNanos time to read the engine's tensors
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier on the hot path, never compared
public record TensorAnswers(Values[][] outputs, long inputNanos, long inferNanos, long outputNanos) {}
