package dev.auspex.model.registry;

import java.util.List;
import java.util.Optional;

import dev.auspex.contracts.model.GraphTensor;
import dev.auspex.graph.engine.Graph;
import dev.auspex.graph.engine.TensorSpec;

/**
 * What goes into a graph and comes out of it.
 *
 * @param inputs  inputs in the order of the graph
 * @param outputs outputs in the order of the graph
 */
public record Signature(List<GraphTensor> inputs, List<GraphTensor> outputs) {

    /** Of the output with the labels of another one's maps, where the engine tells the signature. */
    static final String KEYS_SUFFIX = ".labels";

    public Signature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    static Signature of(Graph graph) {
        return new Signature(
                graph.inputs().stream().map(Signature::tensor).toList(),
                graph.outputs().stream().map(Signature::tensor).toList());
    }

    Optional<GraphTensor> input(String name) {
        return inputs.stream().filter(it -> it.name().equals(name)).findFirst();
    }

    Optional<GraphTensor> output(String name) {
        return outputs.stream().filter(it -> it.name().equals(name)).findFirst();
    }

    private static GraphTensor tensor(TensorSpec spec) {
        return new GraphTensor(spec.name(), spec.type().name(), spec.shape(), spec.symbols());
    }
}
