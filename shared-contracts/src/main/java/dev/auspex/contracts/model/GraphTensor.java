package dev.auspex.contracts.model;

import java.util.List;

/**
 * An input or output as a graph declares it.
 *
 * @param name       name in the graph
 * @param type       element type by the names of the Open Inference Protocol, such as {@code FP32} or {@code BYTES}; for what is
 *                   no tensor a form such as {@code SEQUENCE<MAP<INT64,FP32>>}
 * @param shape      sizes of the dimensions, -1 where any size goes; empty for a scalar and for what is no tensor
 * @param dimensions names of the dimensions, empty where a dimension has none; equal names mean equal sizes
 */
public record GraphTensor(String name, String type, List<Long> shape, List<String> dimensions) {

    public GraphTensor {
        shape = List.copyOf(shape);
        dimensions = List.copyOf(dimensions);
    }
}
