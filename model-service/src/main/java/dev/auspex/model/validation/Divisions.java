package dev.auspex.model.validation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.auspex.model.engine.GraphException;
import dev.auspex.model.engine.InferenceEngine;
import dev.auspex.model.onnx.Division;
import dev.auspex.model.onnx.DivisionProbes;
import dev.auspex.model.onnx.DivisionScan;
import dev.auspex.model.onnx.OnnxException;

/**
 * Looks for divisions of whole numbers whose divisor may be zero. ONNX Runtime computes them with the processor's own instruction,
 * which ends the process, and with it what everybody else asked for.
 */
final class Divisions {

    private Divisions() {}

    /**
     * What is wrong with a graph that the engine has opened before.
     *
     * @return empty where no input can make it divide whole numbers by zero
     */
    static Optional<String> problem(byte[] onnx, InferenceEngine engine) throws OnnxException, GraphException {
        List<Division> divisions = DivisionScan.of(onnx);
        Optional<Division> whole = divisions.stream().filter(Division::whole).findFirst();
        if (whole.isPresent() || divisions.isEmpty()) {
            return whole.map(Divisions::told);
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
                + ", which may be 0 (or -1 under the least number), and the engine ends its whole process there: divide"
                + " floating-point numbers, by a constant, or by Max(" + it.divisor() + ", 1)";
    }
}
