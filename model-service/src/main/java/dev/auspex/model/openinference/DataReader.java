package dev.auspex.model.openinference;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.graph.engine.ElementType;
import dev.auspex.graph.engine.Values;

/** Reads the values of one input from JSON, flat or nested as its shape is. */
final class DataReader {

    private static final int UNSIGNED_BITS = 64;

    /** A value is held here and once more where the engine takes it. */
    static final int COPIES = 2;

    /** What a string takes besides its letters: its object, its array, and the reference to it. */
    static final int TEXT_BYTES = 56;

    private static final int STEP = 64 * 1024;

    private final String input;
    private final ElementType type;
    private final long[] shape;
    private final int count;
    private final ByteBuffer bytes;
    private final String[] texts;
    private final Room room;
    private int next;
    private long textBytes;

    /**
     * @param input    names the input in errors
     * @param mostText bytes of JSON that the values can be in; no more is allocated than can come from these
     * @param room     for the values
     */
    DataReader(String input, ElementType type, long[] shape, int mostText, Room room) {
        this.room = room;
        this.input = input;
        this.type = type;
        this.shape = shape;
        this.count = TensorSize.count(shape);
        if (count > mostText) {
            throw invalid(
                    "The shape " + Arrays.toString(shape) + " of " + input + " needs more values than the body has.");
        }
        room.take(COPIES * (long) count * (type == ElementType.BYTES ? Integer.BYTES : type.size()));
        this.texts = type == ElementType.BYTES ? new String[count] : null;
        this.bytes = type == ElementType.BYTES
                ? null
                : ByteBuffer.allocate(Math.multiplyExact(count, type.size())).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** @param parser at the first token of the data, and then at its last */
    Values read(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw invalid("`data` of " + input + " must be a JSON array.");
        }
        JsonToken first = parser.nextToken();
        if (first == JsonToken.START_ARRAY && shape.length > 1) {
            nested(parser, first, 0);
        } else {
            flat(parser, first);
        }
        return texts == null ? Values.of(type, shape, bytes.flip()) : Values.of(shape, texts);
    }

    private void flat(JsonParser parser, JsonToken first) throws IOException {
        for (JsonToken token = first; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (next == count) {
                throw invalid("`data` of " + input + " has more values than its shape needs, which is " + count + ".");
            }
            put(parser, token);
        }
        if (next < count) {
            throw invalid("`data` of " + input + " has " + next + " values; its shape needs " + count + ".");
        }
    }

    /** No deeper than the shape has dimensions. */
    private void nested(JsonParser parser, JsonToken first, int depth) throws IOException {
        JsonToken token = first;
        for (long i = 0; i < shape[depth]; i++) {
            boolean inner = depth + 1 < shape.length;
            if (token == JsonToken.END_ARRAY || inner != (token == JsonToken.START_ARRAY)) {
                throw misshapen();
            }
            if (inner) {
                nested(parser, parser.nextToken(), depth + 1);
            } else {
                put(parser, token);
            }
            token = parser.nextToken();
        }
        if (token != JsonToken.END_ARRAY) {
            throw misshapen();
        }
    }

    private ProblemException misshapen() {
        return invalid("The nested `data` of " + input + " does not have the shape " + Arrays.toString(shape) + ".");
    }

    private void put(JsonParser parser, JsonToken token) throws IOException {
        switch (type) {
            case FP32 -> bytes.putFloat(single(parser, token));
            case FP64 -> bytes.putDouble(real(parser, token));
            case FP16 -> bytes.putShort(half(parser, token));
            case BF16 -> bytes.putShort(brain(parser, token));
            case BOOL -> {
                check(token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE);
                bytes.put((byte) (token == JsonToken.VALUE_TRUE ? 1 : 0));
            }
            case INT8 -> bytes.put((byte) whole(parser, token, Byte.MIN_VALUE, Byte.MAX_VALUE));
            case UINT8 -> bytes.put((byte) whole(parser, token, 0, 0xFF));
            case INT16 -> bytes.putShort((short) whole(parser, token, Short.MIN_VALUE, Short.MAX_VALUE));
            case UINT16 -> bytes.putShort((short) whole(parser, token, 0, 0xFFFF));
            case INT32 -> bytes.putInt((int) whole(parser, token, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case UINT32 -> bytes.putInt((int) whole(parser, token, 0, 0xFFFF_FFFFL));
            case INT64 -> bytes.putLong(whole(parser, token, Long.MIN_VALUE, Long.MAX_VALUE));
            case UINT64 -> bytes.putLong(unsigned(parser, token));
            case BYTES -> {
                check(token == JsonToken.VALUE_STRING);
                String text = text(parser.getText());
                takeRoom(text.length());
                texts[next] = text;
            }
            case UNKNOWN -> throw invalid("Tensors of " + type + ", such as " + input + ", are not supported.");
        }
        next++;
    }

    /** In steps, so that short strings cost no look at the budget each. */
    private void takeRoom(int length) {
        textBytes += TEXT_BYTES + length;
        if (textBytes >= STEP) {
            room.take(COPIES * textBytes);
            textBytes = 0;
        }
    }

    /** The engine takes strings as C does: nothing comes after a NUL. Half of a surrogate pair is no letter in any encoding. */
    private String text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            check(letter != 0);
            if (Character.isSurrogate(letter)) {
                check(Character.isHighSurrogate(letter)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1)));
                i++;
            }
        }
        return text;
    }

    /** The protocol has no word for a missing number; null is read as NaN, which graphs take for missing. */
    private float single(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return Float.NaN;
        }
        if (token == JsonToken.VALUE_STRING) {
            return (float) word(parser.getText());
        }
        check(token.isNumeric());
        float value = parser.getFloatValue();
        check(Float.isFinite(value) || spelledOut(parser));
        return value;
    }

    private double real(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return Double.NaN;
        }
        if (token == JsonToken.VALUE_STRING) {
            return word(parser.getText());
        }
        check(token.isNumeric());
        double value = parser.getDoubleValue();
        check(Double.isFinite(value) || spelledOut(parser));
        return value;
    }

    /** The words that outputs have for infinities; a missing number has none, but null. */
    private double word(String text) {
        return switch (text) {
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            case "NaN", "nan" ->
                throw invalid("Element " + (next + 1) + " of " + input
                        + " is the string NaN. Use null for a missing number.");
            default -> throw wrong();
        };
    }

    private short half(JsonParser parser, JsonToken token) throws IOException {
        float value = single(parser, token);
        short half = Float.floatToFloat16(value);
        check(!Float.isFinite(value) || Float.isFinite(Float.float16ToFloat(half)));
        return half;
    }

    /** The upper half of a float, rounded to the nearest, ties to even. */
    private short brain(JsonParser parser, JsonToken token) throws IOException {
        float value = single(parser, token);
        int bits = Float.floatToIntBits(value);
        if (Float.isFinite(value)) {
            bits += 0x7FFF + ((bits >>> 16) & 1);
            check(Float.isFinite(Float.intBitsToFloat(bits & 0xFFFF_0000)));
        }
        return (short) (bits >>> 16);
    }

    /** NaN and Infinity as words, not a number too large for the type. */
    private static boolean spelledOut(JsonParser parser) throws IOException {
        String text = parser.getText();
        return Character.isLetter(text.charAt(text.length() - 1));
    }

    private long whole(JsonParser parser, JsonToken token, long least, long most) throws IOException {
        check(token == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER);
        long value = parser.getLongValue();
        check(value >= least && value <= most);
        return value;
    }

    private long unsigned(JsonParser parser, JsonToken token) throws IOException {
        check(token == JsonToken.VALUE_NUMBER_INT);
        if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return whole(parser, token, 0, Long.MAX_VALUE);
        }
        BigInteger value = parser.getBigIntegerValue();
        check(value.signum() > 0 && value.bitLength() <= UNSIGNED_BITS);
        return value.longValue();
    }

    private void check(boolean good) {
        if (!good) {
            throw wrong();
        }
    }

    private ProblemException wrong() {
        return invalid("Element " + (next + 1) + " of " + input + " is not " + type + ".");
    }

    private static ProblemException invalid(String what) {
        return new ProblemException(ProblemType.INVALID_INPUT, what);
    }
}
