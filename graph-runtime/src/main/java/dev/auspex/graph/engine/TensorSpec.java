package dev.auspex.graph.engine;

import java.util.ArrayList;
import java.util.List;

import ai.onnxruntime.TensorInfo;

/**
 * One input or output of a graph, as the graph itself declares it.
 *
 * @param name    name in the graph
 * @param type    type of its elements
 * @param shape   sizes of its dimensions; -1 for any size
 * @param symbols names of the dimensions, empty if a dimension has none; equal names mean equal sizes
 * @param raw     whether its strings are arbitrary bytes, one in each character, instead of text
 */
public record TensorSpec(String name, ElementType type, List<Long> shape, List<String> symbols, boolean raw) {

    public TensorSpec {
        shape = List.copyOf(shape);
        symbols = List.copyOf(symbols);
    }

    public TensorSpec(String name, ElementType type, List<Long> shape, List<String> symbols) {
        this(name, type, shape, symbols, false);
    }

    static TensorSpec of(String name, TensorInfo info) {
        List<Long> shape = new ArrayList<>();
        for (long size : info.getShape()) {
            shape.add(size);
        }
        List<String> symbols = new ArrayList<>();
        String[] names = info.getDimensionNames();
        for (int i = 0; i < shape.size(); i++) {
            symbols.add(names != null && i < names.length && names[i] != null ? names[i] : "");
        }
        return new TensorSpec(name, ElementType.of(info), shape, symbols);
    }
}
