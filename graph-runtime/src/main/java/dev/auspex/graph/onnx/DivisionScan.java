package dev.auspex.graph.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds the nodes that may divide whole numbers by zero, or by -1, which crashes the process in ONNX Runtime: integer
 * {@code Div} and {@code Mod} whose divisor is neither a harmless constant nor a value that is always positive. Nested
 * graphs and functions are scanned as well.
 */
public final class DivisionScan {

    private static final Set<String> OPERATORS = Set.of("Div", "Mod");

    private DivisionScan() {}

    /**
     * Scans a file.
     *
     * @throws OnnxException if the file is not well-formed ONNX
     */
    public static List<Division> of(byte[] onnx) throws OnnxException {
        List<Division> found = new ArrayList<>();
        for (GraphScope scope : GraphScope.of(onnx)) {
            for (ScopeNode node : scope.nodes()) {
                Divisor divisor = OPERATORS.contains(node.operator()) ? Divisor.of(node, scope) : Divisor.HARMLESS;
                if (divisor != Divisor.HARMLESS) {
                    found.add(new Division(
                            node.told(), node.operator(), node.input(1), divisor == Divisor.WHOLE, scope.at()));
                }
            }
        }
        return List.copyOf(found);
    }
}
