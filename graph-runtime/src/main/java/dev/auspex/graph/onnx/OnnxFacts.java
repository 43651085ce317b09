package dev.auspex.graph.onnx;

import java.util.List;

import dev.auspex.contracts.model.GraphTensor;

/**
 * What an ONNX file says about itself.
 *
 * @param irVersion version of the file format
 * @param producer  program that wrote it, with its version, or an empty string
 * @param opset     version of the default operator set, 0 if it requires none
 * @param operators number of operators, including those of nested graphs and functions
 * @param inputs    inputs that a caller provides, without those that the file itself fills
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
