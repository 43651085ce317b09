package dev.auspex.model.engine;

/**
 * A tensor with its values.
 *
 * @param name  name of the graph's input or output
 * @param type  type of the elements; one that is {@link ElementType#supported()}
 * @param shape sizes of the dimensions
 * @param data  values in row-major order: {@code float[]}, {@code double[]}, {@code int[]}, {@code long[]}, {@code boolean[]}
 *              or {@code String[]}, by the type; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier between parser and engine, never compared
public record Tensor(String name, ElementType type, long[] shape, Object data) {}
