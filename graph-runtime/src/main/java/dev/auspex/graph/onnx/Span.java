package dev.auspex.graph.onnx;

import java.util.Optional;

/**
 * The range of the whole numbers in a value, as far as it follows from the few operators that exporters use on shapes.
 *
 * @param least lower bound, inclusive
 * @param most  upper bound, inclusive
 */
record Span(long least, long most) {

    private static final Span ANY = new Span(Long.MIN_VALUE, Long.MAX_VALUE);
    /** The range of an input's dimensions. The protocol does not accept empty ones. */
    private static final Span SIZE = new Span(1, Integer.MAX_VALUE);

    private static final int MOST_STEPS = 1000;

    static Span of(String value, GraphScope scope) throws OnnxException {
        return of(value, scope, new int[] {MOST_STEPS});
    }

    private static Span of(String value, GraphScope scope, int[] steps) throws OnnxException {
        Optional<GraphScope.Meaning> known = scope.meaning(value);
        if (known.isEmpty() || --steps[0] < 0) {
            return ANY;
        }
        GraphScope.Meaning meaning = known.get();
        ConstantTensor constant = meaning.constant();
        if (constant != null) {
            boolean signed = constant.type() == ConstantTensor.INT32 || constant.type() == ConstantTensor.INT64;
            return signed ? new Span(constant.least(), constant.most()) : ANY;
        }
        ScopeNode node = meaning.producer();
        return node == null ? ANY : of(node, meaning.scope(), steps);
    }

    private static Span of(ScopeNode node, GraphScope scope, int[] steps) throws OnnxException {
        return switch (node.operator()) {
            case "Identity", "Reshape", "Squeeze", "Unsqueeze", "Flatten", "Transpose", "Gather", "Slice", "Expand" ->
                of(node.input(0), scope, steps);
            case "Cast" -> cast(node, of(node.input(0), scope, steps));
            case "Concat" -> {
                Span all = new Span(Long.MAX_VALUE, Long.MIN_VALUE);
                for (String input : node.inputs()) {
                    Span part = of(input, scope, steps);
                    all = new Span(Math.min(all.least, part.least), Math.max(all.most, part.most));
                }
                yield all;
            }
            case "Max" -> {
                Span all = new Span(Long.MIN_VALUE, Long.MIN_VALUE);
                for (String input : node.inputs()) {
                    Span part = of(input, scope, steps);
                    all = new Span(Math.max(all.least, part.least), Math.max(all.most, part.most));
                }
                yield all;
            }
            case "Mul" -> product(of(node.input(0), scope, steps), of(node.input(1), scope, steps));
            case "Shape", "Size" -> {
                Optional<GraphScope.Meaning> of = scope.meaning(node.input(0));
                yield of.isPresent() && of.get().asked() ? SIZE : ANY;
            }
            default -> ANY;
        };
    }

    /** Returns the range after a cast. Narrower types truncate numbers, which may produce a zero. */
    private static Span cast(ScopeNode node, Span from) throws OnnxException {
        long to = node.integer("to").orElse(0L);
        boolean fits = from.least >= 1 && from.most <= Integer.MAX_VALUE;
        return fits && (to == ConstantTensor.INT32 || to == ConstantTensor.INT64) ? from : ANY;
    }

    /** Returns the range of a product of positive numbers, if it fits the narrower of the types. */
    private static Span product(Span one, Span other) {
        boolean fits = one.least >= 1
                && other.least >= 1
                && Math.multiplyHigh(one.most, other.most) == 0
                && one.most * other.most >= 0
                && one.most * other.most <= Integer.MAX_VALUE;
        return fits ? new Span(one.least * other.least, one.most * other.most) : ANY;
    }
}
