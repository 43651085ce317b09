package dev.auspex.graph.onnx;

import java.util.List;

import dev.auspex.contracts.model.GraphTensor;

/**
 * What an ONNX file says of itself.
 *
 * @param irVersion version of the file format
 * @param producer  program that wrote it, with its version, or an empty text
 * @param opset     version of the default operator set, 0 where it asks for none
 * @param operators number of operators, those of nested graphs and functions included
 * @param inputs    inputs that a caller gives: not those that the file itself fills
 * @param outputs   outputs
 */
public record OnnxFacts(
        long irVersion,
        String producer,
        long opset,
        long operators,
        List<GraphTensor> inputs,
        List<GraphTensor> outputs) {

    public OnnxFacts {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
