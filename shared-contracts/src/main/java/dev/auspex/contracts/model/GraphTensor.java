package dev.auspex.contracts.model;

import java.util.List;

/**
 * An input or output that a graph declares.
 *
 * @param name       name in the graph
 * @param type       element type as named by the Open Inference Protocol, such as {@code FP32} or {@code BYTES}; for a
 *                   value that is not a tensor, a form such as {@code SEQUENCE<MAP<INT64,FP32>>}
 * @param shape      sizes of the dimensions, -1 for any size; empty for a scalar and for a value that is not a tensor
 * @param dimensions names of the dimensions, an empty string for a dimension without a name; equal names mean equal
 *                   sizes
 */
public record GraphTensor(String name, String type, List<Long> shape, List<String> dimensions) {

    public GraphTensor {
        shape = List.copyOf(shape);
        dimensions = List.copyOf(dimensions);
    }
}
