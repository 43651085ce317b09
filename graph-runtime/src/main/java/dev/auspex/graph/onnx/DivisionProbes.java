package dev.auspex.graph.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks the engine what a file does not say: whether a division is one of whole numbers. It adds a square root of the
 * divisor beside each such node. The engine computes square roots only of floating-point numbers. If it refuses to open
 * the graph, its error names the square root.
 */
public final class DivisionProbes {

    private static final String NAME = "auspex-division-";
    private static final Pattern NAMED = Pattern.compile(NAME + "(\\d{1,9})\\b");
    private static final int BYTES = 2;

    private final byte[] onnx;
    private final List<Division> divisions;

    private DivisionProbes(byte[] onnx, List<Division> divisions) {
        this.onnx = onnx;
        this.divisions = divisions;
    }

    /** Returns the file with a square root added beside each division. */
    public static byte[] in(byte[] onnx, List<Division> divisions) throws OnnxException {
        return new DivisionProbes(onnx, divisions).model();
    }

    /** Returns the division that an error of the engine is about, or empty if the error is about something else. */
    public static Optional<Division> named(String error, List<Division> divisions) {
        Matcher name = NAMED.matcher(error);
        if (!name.find()) {
            return Optional.empty();
        }
        int number = Integer.parseInt(name.group(1));
        return number < divisions.size() ? Optional.of(divisions.get(number)) : Optional.empty();
    }

    private byte[] model() throws OnnxException {
        return rewritten(ProtobufReader.of(onnx), Message.MODEL);
    }

    private byte[] rewritten(ProtobufReader in, Message kind) throws OnnxException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long scope = in.position();
        for (long from = in.position(); !in.atEnd(); from = in.position()) {
            int field = in.next();
            Message part = kind.part(field);
            if (part == null) {
                in.skip();
                out.write(onnx, (int) from, (int) (in.position() - from));
            } else {
                write(out, field, rewritten(in.message(), part));
            }
        }
        if (kind == Message.GRAPH || kind == Message.FUNCTION) {
            for (int i = 0; i < divisions.size(); i++) {
                if (divisions.get(i).scope() == scope) {
                    write(out, kind == Message.GRAPH ? 1 : 7, root(i));
                }
            }
        }
        return out.toByteArray();
    }

    private byte[] root(int number) {
        ByteArrayOutputStream node = new ByteArrayOutputStream();
        text(node, 1, divisions.get(number).divisor());
        text(node, 2, NAME + number);
        text(node, 3, NAME + number);
        text(node, 4, "Sqrt");
        return node.toByteArray();
    }

    private static void text(ByteArrayOutputStream out, int field, String text) {
        write(out, field, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void write(ByteArrayOutputStream out, int field, byte[] content) {
        varint(out, field << 3 | BYTES);
        varint(out, content.length);
        out.writeBytes(content);
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int left = value;
        while ((left & ~0x7F) != 0) {
            out.write(left & 0x7F | 0x80);
            left >>>= 7;
        }
        out.write(left);
    }

    /** The messages that can contain graphs. */
    private enum Message {
        MODEL,
        GRAPH,
        FUNCTION,
        NODE,
        ATTRIBUTE;

        /** Returns what a field contains, or null if no graph is below it. */
        Message part(int field) {
            return switch (this) {
                case MODEL -> field == 7 ? GRAPH : field == 25 ? FUNCTION : null;
                case GRAPH -> field == 1 ? NODE : null;
                case FUNCTION -> field == 7 ? NODE : null;
                case NODE -> field == 5 ? ATTRIBUTE : null;
                case ATTRIBUTE -> field == 6 || field == 11 ? GRAPH : null;
            };
        }
    }
}
