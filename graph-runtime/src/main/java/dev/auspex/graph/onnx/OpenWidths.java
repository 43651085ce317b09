package dev.auspex.graph.onnx;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds matrices that a graph declares with any number of columns, although a linear model behind them has
 * coefficients for a single number of columns. scikit-learn's exporter writes such graphs if it is not told the
 * width. With fewer columns the engine would use coefficients that belong to other columns, so the width is declared
 * before a graph is opened.
 */
public final class OpenWidths {

    /**
     * Largest file in bytes that is checked. A linear model is not larger, and larger files are not copied for this.
     */
    public static final int LARGEST = 64 << 20;

    private static final Set<String> WIDTH_STAYS = Set.of("Identity", "Cast", "Abs", "Sqrt", "Exp", "Log", "Clip");
    private static final Set<String> ML_WIDTH_STAYS = Set.of("Scaler", "Imputer", "Normalizer", "Binarizer");
    private static final int MOST_STEPS = 100;
    private static final int BYTES = 2;

    private OpenWidths() {}

    /**
     * Finds the inputs with an open width.
     *
     * @return number of columns by the name of the input
     * @throws OnnxException if the file is not well-formed ONNX
     */
    public static Map<String, Long> of(byte[] onnx) throws OnnxException {
        Map<String, Long> widths = new HashMap<>();
        if (onnx.length > LARGEST) {
            return widths;
        }
        for (GraphScope scope : GraphScope.of(onnx)) {
            for (ScopeNode node : scope.ofModel() ? scope.nodes() : List.<ScopeNode>of()) {
                long width = width(node);
                String input = width < 1 ? "" : input(node.input(0), scope);
                if (!input.isEmpty()) {
                    widths.put(input, width);
                }
            }
        }
        return widths;
    }

    /**
     * Returns the number of columns for which a linear model has coefficients. 0 for any other node, and
     * if the model does not say.
     */
    private static long width(ScopeNode node) throws OnnxException {
        long outputs;
        if (node.ml("LinearRegressor")) {
            outputs = node.integer("targets").orElse(1L);
        } else if (node.ml("LinearClassifier")) {
            long intercepts = node.floats("intercepts");
            long names = Math.max(
                    node.texts("classlabels_strings").size(),
                    node.integers("classlabels_ints").size());
            outputs = intercepts > 0 ? intercepts : names;
        } else {
            return 0;
        }
        long coefficients = node.floats("coefficients");
        return outputs < 1 || coefficients % outputs != 0 ? 0 : coefficients / outputs;
    }

    /** Returns the graph's input that a value comes from with all its columns, or an empty string if there is none. */
    private static String input(String value, GraphScope scope) throws OnnxException {
        String name = value;
        for (int step = 0; step < MOST_STEPS; step++) {
            GraphScope.Meaning meaning = scope.meaning(name).orElse(null);
            if (meaning == null || meaning.constant() != null) {
                return "";
            }
            ScopeNode node = meaning.producer();
            if (node == null) {
                return meaning.asked() ? name : "";
            }
            boolean stays = WIDTH_STAYS.contains(node.operator())
                    || node.domain().equals(ScopeNode.ML) && ML_WIDTH_STAYS.contains(node.type());
            if (!stays) {
                return "";
            }
            name = node.input(0);
        }
        return "";
    }

    /**
     * Returns the file with the widths declared.
     *
     * @return the same array if there is nothing to declare
     * @throws OnnxException if the file is not well-formed ONNX
     */
    public static byte[] declared(byte[] onnx) throws OnnxException {
        Map<String, Long> widths = of(onnx);
        return widths.isEmpty() ? onnx : new Writer(onnx, widths).model();
    }

    private record Writer(byte[] onnx, Map<String, Long> widths) {

        byte[] model() throws OnnxException {
            return rewritten(ProtobufReader.of(onnx), 7, this::graph);
        }

        private byte[] graph(ProtobufReader in) throws OnnxException {
            return rewritten(in, 11, this::input);
        }

        private byte[] input(ProtobufReader in) throws OnnxException {
            Long width = widths.get(name(in.copy()));
            return width == null
                    ? rewritten(in, -1, part -> new byte[0])
                    : rewritten(
                            in,
                            2,
                            type -> rewritten(type, 1, tensor -> rewritten(tensor, 2, shape -> shape(shape, width))));
        }

        private static String name(ProtobufReader in) throws OnnxException {
            String name = "";
            for (int field = in.next(); field != 0; field = in.next()) {
                if (field == 1) {
                    name = in.text();
                } else {
                    in.skip();
                }
            }
            return name;
        }

        /** Sets the second of two dimensions if it has no size. */
        private byte[] shape(ProtobufReader in, long width) throws OnnxException {
            int dimensions = 0;
            ProtobufReader count = in.copy();
            for (int field = count.next(); field != 0; field = count.next()) {
                dimensions += field == 1 ? 1 : 0;
                count.skip();
            }
            int all = dimensions;
            int[] place = {0};
            return rewritten(in, 1, dimension -> {
                boolean open = ++place[0] == 2 && all == 2 && !sized(dimension.copy());
                return open ? new Bytes().number(1, width).done() : rewritten(dimension, -1, part -> new byte[0]);
            });
        }

        private static boolean sized(ProtobufReader in) throws OnnxException {
            boolean sized = false;
            for (int field = in.next(); field != 0; field = in.next()) {
                if (field == 1) {
                    sized = in.varint() >= 0;
                } else {
                    in.skip();
                }
            }
            return sized;
        }

        /** Copies every field unchanged, except one. */
        private byte[] rewritten(ProtobufReader in, int which, Change change) throws OnnxException {
            Bytes out = new Bytes();
            for (long from = in.position(); !in.atEnd(); from = in.position()) {
                if (in.next() == which) {
                    out.message(which, change.of(in.message()));
                } else {
                    in.skip();
                    out.copied(onnx, (int) from, (int) in.position());
                }
            }
            return out.done();
        }
    }

    @FunctionalInterface
    private interface Change {
        byte[] of(ProtobufReader message) throws OnnxException;
    }

    private static final class Bytes {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Bytes number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        void message(int field, byte[] content) {
            varint((long) field << 3 | BYTES);
            varint(content.length);
            out.writeBytes(content);
        }

        void copied(byte[] from, int start, int end) {
            out.write(from, start, end - start);
        }

        byte[] done() {
            return out.toByteArray();
        }

        private void varint(long value) {
            long left = value;
            while ((left & ~0x7FL) != 0) {
                out.write((int) (left & 0x7F | 0x80));
                left >>>= 7;
            }
            out.write((int) left);
        }
    }
}
