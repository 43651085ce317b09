package dev.auspex.model.validation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.InferenceEngine;
import dev.auspex.graph.onnx.Division;
import dev.auspex.graph.onnx.DivisionProbes;
import dev.auspex.graph.onnx.DivisionScan;
import dev.auspex.graph.onnx.OnnxException;
import dev.auspex.graph.onnx.UncheckedScan;

/**
 * Looks for parts of a graph that end the process of ONNX Runtime on some inputs, and every other request with
 * it: values that ONNX Runtime does not check, and integer divisions by zero, which it computes with the
 * processor's own instruction.
 */
final class Hazards {

    private Hazards() {}

    /**
     * Returns the hazard of a graph that the engine has opened before.
     *
     * @return empty if no input is known that could end the process
     */
    static Optional<String> problem(byte[] onnx, InferenceEngine engine) throws OnnxException, GraphException {
        Optional<String> unchecked = UncheckedScan.of(onnx);
        if (unchecked.isPresent()) {
            return unchecked;
        }
        List<Division> divisions = DivisionScan.of(onnx);
        Optional<Division> whole = divisions.stream().filter(Division::whole).findFirst();
        if (whole.isPresent() || divisions.isEmpty()) {
            return whole.map(Hazards::told);
        }
        try {
            engine.open(DivisionProbes.in(onnx, divisions)).close(Duration.ZERO);
            return Optional.empty();
        } catch (GraphException e) {
            Division named = DivisionProbes.named(e.getMessage(), divisions).orElseThrow(() -> e);
            return Optional.of(told(named));
        }
    }

    private static String told(Division it) {
        return "node " + it.node() + " (" + it.operator() + ") divides whole numbers by " + it.divisor()
                + ", which can be 0 (or -1 with the smallest number as the dividend), and the engine then crashes."
                + " Divide"
                + " floating-point numbers, or divide by a constant or by Max(" + it.divisor() + ", 1)";
    }
}
