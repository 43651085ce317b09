package dev.auspex.model.openinference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.graph.engine.ElementType;
import dev.auspex.graph.engine.Values;

/** Reads the values of one input from the binary extension's form. Only strings are copied. */
final class BinaryReader {

    private final String input;
    private final ElementType type;
    private final long[] shape;
    private final boolean raw;
    private final Room room;

    /**
     * @param input names the input in errors
     * @param raw   whether its strings are bytes of any kind and no text
     * @param room  for the strings, and for what the engine takes of the rest
     */
    BinaryReader(String input, ElementType type, long[] shape, boolean raw, Room room) {
        this.room = room;
        this.input = input;
        this.type = type;
        this.shape = shape;
        this.raw = raw;
    }

    Values read(ByteBuffer bytes) {
        int count = TensorSize.count(shape);
        if (type == ElementType.BYTES) {
            return Values.of(shape, texts(bytes.order(ByteOrder.LITTLE_ENDIAN), count));
        }
        if (bytes.remaining() != (long) count * type.size()) {
            throw invalid("The binary data of " + input + " has " + bytes.remaining() + " bytes; its shape "
                    + Arrays.toString(shape) + " needs " + (long) count * type.size() + ".");
        }
        room.take(bytes.remaining());
        if (type == ElementType.BOOL) {
            checkBooleans(bytes);
        }
        return Values.of(type, shape, bytes);
    }

    private void checkBooleans(ByteBuffer bytes) {
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            if ((bytes.get(i) & ~1) != 0) {
                throw invalid(
                        "Element " + (i - bytes.position() + 1) + " of " + input + " is not BOOL, which is 0 or 1.");
            }
        }
    }

    /** Each string with its length before it, as 4 bytes. */
    private String[] texts(ByteBuffer bytes, int count) {
        if (count > bytes.remaining() / Integer.BYTES) {
            throw invalid("The binary data of " + input + " has " + bytes.remaining() + " bytes; its shape "
                    + Arrays.toString(shape) + " needs " + count
                    + " strings, each preceded by its length in 4 bytes.");
        }
        room.take(DataReader.COPIES * ((long) count * DataReader.TEXT_BYTES + bytes.remaining()));
        String[] texts = new String[count];
        for (int i = 0; i < count; i++) {
            if (bytes.remaining() < Integer.BYTES) {
                throw invalid("The binary data of " + input + " ends before string " + (i + 1) + ".");
            }
            int length = bytes.getInt();
            if (length < 0 || length > bytes.remaining()) {
                throw invalid("String " + (i + 1) + " of " + input + " has a length of "
                        + Integer.toUnsignedString(length) + " bytes, but only " + bytes.remaining() + " are left.");
            }
            texts[i] = text(bytes, length, i);
        }
        if (bytes.hasRemaining()) {
            throw invalid("The binary data of " + input + " has " + bytes.remaining() + " bytes after its " + count
                    + " strings.");
        }
        return texts;
    }

    private String text(ByteBuffer bytes, int length, int index) {
        int at = bytes.position();
        bytes.position(at + length);
        if (raw) {
            return new String(bytes.array(), bytes.arrayOffset() + at, length, StandardCharsets.ISO_8859_1);
        }
        boolean ascii = true;
        for (int i = at; i < at + length; i++) {
            byte letter = bytes.get(i);
            if (letter == 0) {
                // The engine takes strings as C does: nothing comes after a NUL.
                throw invalid("String " + (index + 1) + " of " + input + " contains a NUL character.");
            }
            ascii &= letter > 0;
        }
        if (ascii) {
            return new String(bytes.array(), bytes.arrayOffset() + at, length, StandardCharsets.ISO_8859_1);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(bytes.slice(at, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw invalid("String " + (index + 1) + " of " + input + " is not valid UTF-8.");
        }
    }

    private static ProblemException invalid(String what) {
        return new ProblemException(ProblemType.INVALID_INPUT, what);
    }
}
