package dev.auspex.model.openinference;

import java.util.List;

import dev.auspex.model.engine.Tensor;

/**
 * A request that fits its graph.
 *
 * @param id      the caller's id, or null
 * @param inputs  one tensor for each input
 * @param outputs names of the outputs to answer with
 */
record InferenceCall(String id, List<Tensor> inputs, List<String> outputs) {}
