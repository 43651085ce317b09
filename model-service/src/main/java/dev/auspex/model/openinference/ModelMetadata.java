package dev.auspex.model.openinference;

import java.util.List;

/**
 * A model as its graph declares it.
 *
 * @param name     model name
 * @param versions versions that are ready, oldest first
 * @param platform runtime of the model
 * @param inputs   inputs in the order of the graph
 * @param outputs  outputs in the order of the graph
 */
public record ModelMetadata(
        String name,
        List<String> versions,
        String platform,
        List<TensorMetadata> inputs,
        List<TensorMetadata> outputs) {}
