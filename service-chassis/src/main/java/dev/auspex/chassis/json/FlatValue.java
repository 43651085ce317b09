package dev.auspex.chassis.json;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;

/**
 * Reads a value of any type: a string, a number, a boolean or null. No contract allows more than that where it leaves
 * the type open. A list or an object is therefore skipped without being built and becomes an empty one, so that the
 * type check can report it, with its place, together with all other violations.
 */
final class FlatValue extends StdScalarDeserializer<Object> {

    private static final long serialVersionUID = 1L;

    FlatValue() {
        super(Object.class);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case START_ARRAY -> {
                parser.skipChildren();
                yield List.of();
            }
            case START_OBJECT -> {
                parser.skipChildren();
                yield Map.of();
            }
            default -> context.handleUnexpectedToken(Object.class, parser);
        };
    }
}
