package dev.auspex.model.openinference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.graph.engine.ElementType;
import dev.auspex.graph.engine.Values;

/** Writes an answer of the protocol: JSON, followed by the outputs that were requested as binary data. */
@ApplicationScoped
class InferenceAnswerWriter {

    private static final int HEAD_BYTES = 512;
    private static final String INFINITY = "Infinity";

    private final JsonFactory json = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    InferenceAnswer write(String model, String version, InferenceCall call, Values[] outputs) {
        List<AskedOutput> asked = call.outputs();
        Values[] answered = new Values[outputs.length];
        byte[][] texts = new byte[outputs.length][];
        int binary = 0;
        boolean anyBinary = false;
        for (int i = 0; i < outputs.length; i++) {
            AskedOutput output = asked.get(i);
            answered[i] = output.classes() > 0 ? Classification.of(outputs[i], output.classes()) : outputs[i];
            if (output.binary()) {
                anyBinary = true;
                texts[i] = answered[i].texts() == null ? null : bytes(answered[i].texts());
                binary += size(answered[i], texts[i]);
            }
        }
        byte[] head = head(model, version, call, answered, texts);
        if (!anyBinary) {
            return new InferenceAnswer(head, -1, call.rows());
        }
        ByteBuffer body = ByteBuffer.allocate(head.length + binary).put(head);
        for (int i = 0; i < answered.length; i++) {
            if (asked.get(i).binary()) {
                if (texts[i] == null) {
                    body.put(answered[i].bytes().duplicate());
                } else {
                    body.put(texts[i]);
                }
            }
        }
        return new InferenceAnswer(body.array(), head.length, call.rows());
    }

    private static int size(Values values, byte[] texts) {
        return texts == null ? values.bytes().remaining() : texts.length;
    }

    private byte[] head(String model, String version, InferenceCall call, Values[] outputs, byte[][] texts) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(HEAD_BYTES);
                JsonGenerator generator = json.createGenerator(bytes, JsonEncoding.UTF8)) {
            generator.writeStartObject();
            generator.writeStringField("model_name", model);
            generator.writeStringField("model_version", version);
            if (call.id() != null) {
                generator.writeStringField("id", call.id());
            }
            generator.writeArrayFieldStart("outputs");
            for (int i = 0; i < outputs.length; i++) {
                output(generator, call.outputs().get(i), outputs[i], texts[i]);
            }
            generator.writeEndArray();
            generator.writeEndObject();
            generator.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    private static void output(JsonGenerator generator, AskedOutput asked, Values values, byte[] texts)
            throws IOException {
        generator.writeStartObject();
        generator.writeStringField("name", asked.name());
        generator.writeStringField("datatype", values.type().name());
        generator.writeArrayFieldStart("shape");
        for (long size : values.shape()) {
            generator.writeNumber(size);
        }
        generator.writeEndArray();
        if (asked.binary()) {
            generator.writeObjectFieldStart("parameters");
            generator.writeNumberField("binary_data_size", size(values, texts));
            generator.writeEndObject();
        } else {
            generator.writeArrayFieldStart("data");
            data(generator, values);
            generator.writeEndArray();
        }
        generator.writeEndObject();
    }

    private static void data(JsonGenerator generator, Values values) throws IOException {
        if (values.texts() != null) {
            for (String text : values.texts()) {
                generator.writeString(whole(text));
            }
            return;
        }
        ByteBuffer bytes = values.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        ElementType type = values.type();
        int count = values.count();
        for (int i = 0; i < count; i++) {
            switch (type) {
                case BOOL -> generator.writeBoolean(bytes.get() != 0);
                case INT8 -> generator.writeNumber(bytes.get());
                case UINT8 -> generator.writeNumber(Byte.toUnsignedInt(bytes.get()));
                case INT16 -> generator.writeNumber(bytes.getShort());
                case UINT16 -> generator.writeNumber(Short.toUnsignedInt(bytes.getShort()));
                case INT32 -> generator.writeNumber(bytes.getInt());
                case UINT32 -> generator.writeNumber(Integer.toUnsignedLong(bytes.getInt()));
                case INT64 -> generator.writeNumber(bytes.getLong());
                case UINT64 -> unsigned(generator, bytes.getLong());
                case FP16 -> real(generator, Float.float16ToFloat(bytes.getShort()));
                case BF16 -> real(generator, Float.intBitsToFloat(bytes.getShort() << 16));
                case FP32 -> real(generator, bytes.getFloat());
                case FP64 -> real(generator, bytes.getDouble());
                case BYTES, UNKNOWN -> throw new IllegalStateException("no number of " + type);
            }
        }
    }

    /** Replaces unpaired surrogates, which a graph may return but JSON cannot hold. */
    private static String whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            }
        }
        return text;
    }

    private static void unsigned(JsonGenerator generator, long value) throws IOException {
        if (value >= 0) {
            generator.writeNumber(value);
        } else {
            generator.writeNumber(new BigInteger(Long.toUnsignedString(value)));
        }
    }

    private static void real(JsonGenerator generator, float value) throws IOException {
        if (Float.isFinite(value)) {
            generator.writeNumber(value);
        } else {
            unbounded(generator, value);
        }
    }

    private static void real(JsonGenerator generator, double value) throws IOException {
        if (Double.isFinite(value)) {
            generator.writeNumber(value);
        } else {
            unbounded(generator, value);
        }
    }

    /**
     * Writes a value for which JSON has no number. A missing number is null, as it always was. Infinities are strings,
     * which NumPy, and with it the clients of Triton, KServe and MLServer, accepts among numbers.
     */
    private static void unbounded(JsonGenerator generator, double value) throws IOException {
        if (Double.isNaN(value)) {
            generator.writeNull();
        } else {
            generator.writeString(value > 0 ? INFINITY : "-" + INFINITY);
        }
    }

    /** Encodes strings, each preceded by its length in 4 bytes. */
    private static byte[] bytes(String[] texts) {
        byte[][] encoded = new byte[texts.length][];
        int size = 0;
        for (int i = 0; i < texts.length; i++) {
            encoded[i] = texts[i].getBytes(StandardCharsets.UTF_8);
            size = Math.addExact(size, Integer.BYTES + encoded[i].length);
        }
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        for (byte[] text : encoded) {
            bytes.putInt(text.length).put(text);
        }
        return bytes.array();
    }
}
