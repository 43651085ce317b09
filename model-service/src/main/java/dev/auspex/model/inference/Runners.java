package dev.auspex.model.inference;

import java.util.function.Supplier;

import dev.auspex.graph.engine.RowRunner;
import dev.auspex.graph.engine.TensorRunner;

/**
 * Gives each worker runners of its own when it first needs them.
 *
 * @param rows    for named features
 * @param tensors for tensors
 */
record Runners(Supplier<RowRunner> rows, Supplier<TensorRunner> tensors) {}
