package dev.auspex.graph.onnx;

import java.util.Optional;

/** What is known of a division without running it. */
enum Divisor {
    /** It divides floating-point numbers, or by a divisor that is neither 0 nor -1. */
    HARMLESS,
    /** It divides whole numbers, possibly by 0 or -1. */
    WHOLE,
    /** The file does not say what it divides. It may be whole numbers by 0. */
    UNKNOWN;

    static Divisor of(ScopeNode node, GraphScope scope) throws OnnxException {
        if (node.operator().equals("Mod") && node.integer("fmod").orElse(0L) == 1) {
            // The engine computes this with floating-point numbers, whatever the inputs are.
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

    /** Returns the element type of a value if the file gives it within one step. */
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
            // These operators accept only floating-point numbers. Exporters often divide by them, so the engine need
            // not check large files again.
            case "Sqrt", "Exp", "Log", "Softmax", "Sigmoid", "Tanh", "Erf", "Reciprocal", "LayerNormalization" ->
                ConstantTensor.FLOAT;
            default -> ConstantTensor.UNKNOWN;
        };
    }
}
