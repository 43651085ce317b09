package dev.auspex.model.registry;

import java.util.List;
import java.util.Optional;

import dev.auspex.contracts.model.GraphTensor;

/** Finds the output with the probabilities of the labels. */
final class ProbabilityOutput {

    private static final String FP32 = "FP32";
    private static final String MAPS = "SEQUENCE<MAP<";
    private static final String TO_FP32 = ",FP32>>";

    private ProbabilityOutput() {}

    /** Returns the possible output named {@code probabilities}, or else the only possible one. */
    static Optional<GraphTensor> of(Signature graph) {
        List<GraphTensor> possible = possible(graph);
        Optional<GraphTensor> named = possible.stream()
                .filter(it -> it.name().equals(ServedVersion.PROBABILITIES))
                .findFirst();
        return named.isPresent() || possible.size() != 1 ? named : Optional.of(possible.getFirst());
    }

    /** Returns why a graph cannot give the probabilities of labels; empty if it can. */
    static Optional<String> problem(Signature graph, int labels) {
        Optional<GraphTensor> output = of(graph);
        if (output.isEmpty()) {
            return Optional.of(
                    possible(graph).isEmpty()
                            ? "no output can hold the probabilities: it must be FP32[-1, labels] or a sequence of"
                                    + " maps to"
                                    + " FP32"
                            : "more than one output can hold the probabilities, and none is named probabilities");
        }
        GraphTensor it = output.get();
        boolean anotherWidth =
                it.type().equals(FP32) && it.shape().get(1) != -1 && it.shape().get(1) != labels;
        return anotherWidth
                ? Optional.of("output " + it.name() + " is FP32" + it.shape() + ", not FP32[-1, " + labels + "]")
                : Optional.empty();
    }

    private static List<GraphTensor> possible(Signature graph) {
        return graph.outputs().stream().filter(ProbabilityOutput::mayBe).toList();
    }

    /** Maps have no declared shape, whether the signature comes from the file or from the engine. */
    private static boolean mayBe(GraphTensor output) {
        boolean maps = output.type().startsWith(MAPS) && output.type().endsWith(TO_FP32);
        return maps
                || output.type().equals(FP32)
                        && output.shape().size() == 2
                        && output.shape().get(1) != 1;
    }
}
