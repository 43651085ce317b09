package dev.auspex.model.openinference;

import java.util.List;

import dev.auspex.graph.engine.TensorCall;
import dev.auspex.model.inference.Priority;

/**
 * A request that fits its graph.
 *
 * @param rows          rows that it asks about
 * @param id            the caller's id, or null
 * @param tensors       inputs and asked outputs as the engine takes them
 * @param outputs       how each asked output is answered, in the same order
 * @param priority      what the request's parameter says, or null where it says nothing
 * @param timeoutMicros what the request's parameter says, or 0 where it says nothing
 */
record InferenceCall(
        int rows, String id, TensorCall tensors, List<AskedOutput> outputs, Priority priority, long timeoutMicros) {}
