package dev.auspex.graph.worker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.auspex.graph.engine.ElementType;
import dev.auspex.graph.engine.Preparation.Notice;
import dev.auspex.graph.engine.TensorSpec;
import dev.auspex.graph.engine.Values;

/** Writes and reads values and declarations. */
final class Wire {

    static final int MOST_NAME_BYTES = 64 << 10;
    static final int MOST_TENSORS = 64 << 10;
    static final int MOST_NOTICES = 64;
    private static final int MOST_RANK = 64;
    /** Bytes that a string costs in addition to its characters. */
    private static final int STRING = 48;

    private static final ElementType[] TYPES = ElementType.values();

    private Wire() {}

    static void values(WireWriter out, Values values) throws IOException {
        out.octet(values.type().ordinal());
        longs(out, values.shape());
        if (values.texts() == null) {
            out.bytes(values.bytes());
            return;
        }
        out.number(values.texts().length);
        for (String text : values.texts()) {
            out.text(text == null ? "" : text);
        }
    }

    /**
     * Reads values.
     *
     * @param room limit on the memory of the values, which reduce it
     */
    static Values values(WireReader in, Room room) throws IOException {
        ElementType type = type(in.octet());
        if (!type.supported()) {
            throw new WireException("values of an unknown type");
        }
        long[] shape = longs(in);
        long elements = elements(shape);
        if (type != ElementType.BYTES) {
            int bytes = in.count(room.most());
            if (bytes % type.size() != 0 || bytes / type.size() != elements) {
                throw new WireException(bytes + " bytes of " + type + " for the shape " + Arrays.toString(shape));
            }
            room.take(bytes);
            return Values.of(type, shape, in.bytes(bytes));
        }
        int count = in.count(room.most() / STRING);
        if (count != elements) {
            throw new WireException(count + " strings for the shape " + Arrays.toString(shape));
        }
        room.take(count * STRING);
        String[] texts = new String[count];
        for (int i = 0; i < count; i++) {
            texts[i] = in.text(room.most());
            room.take(texts[i].length());
        }
        return Values.of(shape, texts);
    }

    static void specs(WireWriter out, List<TensorSpec> specs) throws IOException {
        out.number(specs.size());
        for (TensorSpec spec : specs) {
            spec(out, spec);
        }
    }

    static List<TensorSpec> specs(WireReader in) throws IOException {
        int count = in.count(MOST_TENSORS);
        List<TensorSpec> specs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            specs.add(spec(in));
        }
        return List.copyOf(specs);
    }

    static void spec(WireWriter out, TensorSpec spec) throws IOException {
        out.text(spec.name());
        out.octet(spec.type().ordinal());
        longs(out, spec.shape().stream().mapToLong(Long::longValue).toArray());
        texts(out, spec.symbols());
        out.flag(spec.raw());
    }

    static TensorSpec spec(WireReader in) throws IOException {
        String name = in.text(MOST_NAME_BYTES);
        ElementType type = type(in.octet());
        List<Long> shape = Arrays.stream(longs(in)).boxed().toList();
        List<String> symbols = texts(in, MOST_RANK);
        if (symbols.size() != shape.size()) {
            throw new WireException(symbols.size() + " names of " + shape.size() + " dimensions");
        }
        return new TensorSpec(name, type, shape, symbols, in.flag());
    }

    static void longs(WireWriter out, long[] numbers) throws IOException {
        out.octet(numbers.length);
        for (long number : numbers) {
            out.number(number);
        }
    }

    static long[] longs(WireReader in) throws IOException {
        int count = in.octet();
        if (count > MOST_RANK) {
            throw new WireException("a shape of " + count + " dimensions");
        }
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = in.large();
        }
        return numbers;
    }

    static void texts(WireWriter out, List<String> texts) throws IOException {
        out.number(texts.size());
        for (String text : texts) {
            out.text(text);
        }
    }

    static List<String> texts(WireReader in, int most) throws IOException {
        int count = in.count(most);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(in.text(MOST_NAME_BYTES));
        }
        return texts;
    }

    static void notices(WireWriter out, List<Notice> notices) throws IOException {
        out.number(notices.size());
        for (Notice notice : notices) {
            out.text(notice.code()).text(notice.message());
        }
    }

    static List<Notice> notices(WireReader in) throws IOException {
        int count = in.count(MOST_NOTICES);
        List<Notice> notices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            notices.add(new Notice(in.text(MOST_NAME_BYTES), in.text(MOST_NAME_BYTES)));
        }
        return notices;
    }

    private static ElementType type(int place) throws WireException {
        if (place >= TYPES.length) {
            throw new WireException("unknown type of elements: " + place);
        }
        return TYPES[place];
    }

    private static long elements(long[] shape) throws WireException {
        long elements = 1;
        for (long size : shape) {
            if (size < 0 || size != 0 && elements > Integer.MAX_VALUE / size) {
                throw new WireException("a shape of too many elements: " + Arrays.toString(shape));
            }
            elements *= size;
        }
        return elements;
    }

    /** The memory that a message may still use. */
    static final class Room {

        private long left;

        Room(long bytes) {
            this.left = bytes;
        }

        int most() {
            return (int) Math.min(left, Integer.MAX_VALUE);
        }

        void take(int bytes) throws WireException {
            left -= bytes;
            if (left < 0) {
                throw new WireException("a message of too many values");
            }
        }
    }
}
