package dev.auspex.graph.onnx;

import java.util.Optional;

/** What can be said of a division without running it. */
enum Divisor {
    /** It divides floating-point numbers, or by what is neither 0 nor -1. */
    HARMLESS,
    /** It divides whole numbers, and may do so by 0 or -1. */
    WHOLE,
    /** The file does not tell what it divides, and it may be whole numbers by 0. */
    UNKNOWN;

    static Divisor of(ScopeNode node, GraphScope scope) throws OnnxException {
        if (node.operator().equals("Mod") && node.integer("fmod").orElse(0L) == 1) {
            // Computed as floating-point numbers whatever they are.
            return HARMLESS;
        }
        boolean whole = false;
        for (String input : node.inputs()) {
            int type = type(input, scope);
            if (ConstantTensor.floating(type)) {
                return HARMLESS;
            }
            whole |= ConstantTensor.whole(type);
        }
        Optional<GraphScope.Meaning> divisor = scope.meaning(node.input(1));
        if (divisor.isPresent() && divisor.get().constant() != null) {
            return divisor.get().constant().harmful() ? WHOLE : HARMLESS;
        }
        if (Span.of(node.input(1), scope).least() >= 1) {
            return HARMLESS;
        }
        return whole ? WHOLE : UNKNOWN;
    }

    /** Type of a value's elements where the file tells it in one step. */
    private static int type(String name, GraphScope scope) throws OnnxException {
        Optional<GraphScope.Meaning> meaning = scope.meaning(name);
        if (meaning.isEmpty()) {
            return ConstantTensor.UNKNOWN;
        }
        GraphScope.Meaning it = meaning.get();
        if (it.constant() != null) {
            return it.constant().type();
        }
        if (it.producer() == null) {
            return it.type();
        }
        return switch (it.producer().operator()) {
            case "Cast" -> it.producer().integer("to").orElse(0L).intValue();
            case "Shape", "Size" -> ConstantTensor.INT64;
            // These know floating-point numbers only: what exporters divide by, and large files need no second look of
            // the engine.
            case "Sqrt", "Exp", "Log", "Softmax", "Sigmoid", "Tanh", "Erf", "Reciprocal", "LayerNormalization" ->
                ConstantTensor.FLOAT;
            default -> ConstantTensor.UNKNOWN;
        };
    }
}
