package dev.auspex.graph.onnx;

import java.util.Optional;
import java.util.Set;

/**
 * Finds nodes whose values ONNX Runtime does not check. Out-of-range values make it read or write outside its memory,
 * or divide by zero, and that crashes the process. Each of these nodes was seen to do so, some only in releases before
 * 1.29. ONNX Runtime 1.29 itself checks the values that control the pads of {@code Pad}, and the indices and lengths of
 * attention, embeddings, gathering and scattering. Ninety operators were tested with sizes and indices of all kinds,
 * and these are the ones that remained.
 */
public final class UncheckedScan {

    /** Attributes that a kernel divides by without a check, or that determine its sizes. */
    private static final Set<String> POSITIVE =
            Set.of("strides", "dilations", "kernel_shape", "group", "num_groups", "blocksize", "num_outputs");

    /**
     * Operators of Microsoft's own domain that crash the process on some inputs, or run subgraphs for
     * as long as the inputs say.
     */
    private static final Set<String> CONTRIBUTED =
            Set.of("BifurcationDetector", "BeamSearch", "GreedySearch", "Sampling", "WhisperBeamSearch");

    private UncheckedScan() {}

    /**
     * Scans a file, including nested graphs and functions.
     *
     * @return what is wrong with the first such node, for the author of the file
     * @throws OnnxException if the file is not well-formed ONNX
     */
    public static Optional<String> of(byte[] onnx) throws OnnxException {
        for (GraphScope scope : GraphScope.of(onnx)) {
            if (!scope.replaced().isEmpty()) {
                return Optional.of("function " + scope.replaced()
                        + " replaces an operator of ONNX itself, so what the graph does cannot be checked. Give the"
                        + " function a"
                        + " domain of its own");
            }
            for (ScopeNode node : scope.nodes()) {
                Optional<String> problem = of(node, scope);
                if (problem.isPresent()) {
                    return problem.map(it -> "node " + node.told() + " (" + node.type() + ") " + it);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> of(ScopeNode node, GraphScope scope) throws OnnxException {
        for (String attribute : POSITIVE) {
            if (node.leastInteger(attribute) < 1) {
                return Optional.of("has " + attribute + " below 1, which crashes the engine");
            }
        }
        if (node.domain().equals("com.microsoft") && CONTRIBUTED.contains(node.type())) {
            return Optional.of("is not supported, because some inputs crash the engine or never end");
        }
        return switch (node.operator()) {
            case "Trilu" -> constant(node, scope, 1, "k");
            case "RoiAlign" -> constant(node, scope, 2, "batch_indices");
            case "STFT" -> positive(node, scope, 3, "frame_length");
            case "Col2Im" -> positive(node, scope, 2, "block_shape");
            case "MaxUnpool" -> Optional.of("writes to the indices in its input, which the engine does not check");
            default -> Optional.empty();
        };
    }

    private static Optional<String> constant(ScopeNode node, GraphScope scope, int place, String name)
            throws OnnxException {
        String input = node.input(place);
        boolean known = input.isEmpty()
                || scope.meaning(input).map(GraphScope.Meaning::constant).isPresent();
        return known ? Optional.empty() : Optional.of(unchecked(name, "a constant"));
    }

    private static Optional<String> positive(ScopeNode node, GraphScope scope, int place, String name)
            throws OnnxException {
        String input = node.input(place);
        return input.isEmpty() || Span.of(input, scope).least() >= 1
                ? Optional.empty()
                : Optional.of(unchecked(name, "a constant above 0, or its Max with 1"));
    }

    private static String unchecked(String name, String instead) {
        return "computes its " + name
                + ", which the engine does not check, and a value out of range crashes the engine. Use " + instead;
    }
}
