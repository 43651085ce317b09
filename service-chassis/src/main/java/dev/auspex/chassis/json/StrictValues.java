package dev.auspex.chassis.json;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import org.jspecify.annotations.Nullable;

/**
 * Deserializers for values whose default ones accept more than one form and cannot be configured otherwise: times and
 * ids written as numbers or with spaces around them, quoted numbers ({@code "NaN"}), and enum constants by ordinal or
 * with spaces around them.
 */
final class StrictValues extends SimpleModule {

    private static final long serialVersionUID = 1L;

    /** UUID text as RFC 9562, section 4, defines it. The JDK's own parser also accepts shorter forms. */
    private static final Pattern ID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    StrictValues() {
        super("auspex-strict-values");
        text(Instant.class, Instant::parse);
        text(OffsetDateTime.class, text -> OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME));
        text(LocalDate.class, LocalDate::parse);
        text(Duration.class, Duration::parse);
        text(UUID.class, StrictValues::id);
        addDeserializer(
                Double.class, new Scalar<>(Double.class, JsonToken::isNumeric, JsonParser::getDoubleValue, null));
        addDeserializer(double.class, new Scalar<>(double.class, JsonToken::isNumeric, JsonParser::getDoubleValue, 0d));
        addDeserializer(Float.class, new Scalar<>(Float.class, JsonToken::isNumeric, JsonParser::getFloatValue, null));
        addDeserializer(float.class, new Scalar<>(float.class, JsonToken::isNumeric, JsonParser::getFloatValue, 0f));
        addDeserializer(int.class, new Scalar<>(int.class, StrictValues::isWhole, JsonParser::getIntValue, 0));
        addDeserializer(long.class, new Scalar<>(long.class, StrictValues::isWhole, JsonParser::getLongValue, 0L));
        addDeserializer(
                boolean.class, new Scalar<>(boolean.class, JsonToken::isBoolean, JsonParser::getBooleanValue, false));
        setDeserializerModifier(new Constants());
    }

    private <T> void text(Class<T> type, Function<String, T> parse) {
        addDeserializer(type, new Text<>(type, parse));
    }

    private static UUID id(String text) {
        if (!ID.matcher(text).matches()) {
            throw new IllegalArgumentException("not an id");
        }
        return UUID.fromString(text);
    }

    private static boolean isWhole(JsonToken token) {
        return token == JsonToken.VALUE_NUMBER_INT;
    }

    private interface Reader<T> {
        T read(JsonParser parser) throws IOException;
    }

    /** Reads a value that JSON writes as a string. */
    private static final class Text<T> extends StdScalarDeserializer<T> {

        private static final long serialVersionUID = 1L;

        private final transient Function<String, T> parse;

        Text(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        @SuppressWarnings("unchecked") // The context's replacement for a refused value has the requested type.
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (T) context.handleUnexpectedToken(_valueClass, parser);
            }
            String text = parser.getText();
            try {
                return parse.apply(text);
            } catch (DateTimeException | IllegalArgumentException e) {
                return (T) context.handleWeirdStringValue(_valueClass, text, "another form is expected");
            }
        }
    }

    /** Reads a number or a boolean. */
    private static final class Scalar<T> extends StdScalarDeserializer<T> {

        private static final long serialVersionUID = 1L;

        private final transient Predicate<JsonToken> taken;
        private final transient Reader<T> reader;

        /** Value of a primitive field that is absent; null if the field may be null. */
        private final transient @Nullable T zero;

        Scalar(Class<T> type, Predicate<JsonToken> taken, Reader<T> reader, @Nullable T zero) {
            super(type);
            this.taken = taken;
            this.reader = reader;
            this.zero = zero;
        }

        @Override
        @SuppressWarnings("unchecked") // As above.
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (taken.test(parser.currentToken())) {
                return reader.read(parser);
            }
            return (T) context.handleUnexpectedToken(_valueClass, parser);
        }

        /** Refuses null for a primitive field, where it would become zero or false. */
        @Override
        public @Nullable T getNullValue(DeserializationContext context) throws JsonMappingException {
            return zero == null ? null : context.reportInputMismatch(this, "cannot be read from Null");
        }

        @Override
        public @Nullable Object getAbsentValue(DeserializationContext context) throws JsonMappingException {
            return context.isEnabled(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES) ? getNullValue(context) : zero;
        }
    }

    /** Reads enum constants by their JSON name, in exactly this spelling. */
    private static final class Constants extends BeanDeserializerModifier {

        private static final long serialVersionUID = 1L;

        @Override
        public JsonDeserializer<?> modifyEnumDeserializer(
                DeserializationConfig config, JavaType type, BeanDescription description, JsonDeserializer<?> usual) {
            return new Constant(type.getRawClass(), usual);
        }
    }

    private static final class Constant extends StdScalarDeserializer<Object> implements ContextualDeserializer {

        private static final long serialVersionUID = 1L;

        private final JsonDeserializer<?> usual;

        Constant(Class<?> type, JsonDeserializer<?> usual) {
            super(type);
            this.usual = usual;
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return context.handleUnexpectedToken(_valueClass, parser);
            }
            String text = parser.getText();
            if (!text.equals(text.strip())) {
                return context.handleWeirdStringValue(_valueClass, text, "space around it");
            }
            return usual.deserialize(parser, context);
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property)
                throws JsonMappingException {
            JsonDeserializer<?> contextual =
                    usual instanceof ContextualDeserializer own ? own.createContextual(context, property) : usual;
            return new Constant(_valueClass, contextual);
        }
    }
}
