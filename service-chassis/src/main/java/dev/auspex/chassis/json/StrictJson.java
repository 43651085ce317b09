package dev.auspex.chassis.json;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

/**
 * Reads JSON strictly. Refuses whatever two parsers could interpret differently (a duplicate member, anything after the
 * value) and every value whose type is not that of its field: {@code "true"} is not a boolean, {@code 30.9} not a whole
 * number, {@code ""} neither null nor zero, {@code 1} not a string. A whole number is accepted for a fractional field,
 * because JSON has one type for both.
 */
@Singleton
public class StrictJson implements ObjectMapperCustomizer {

    /** The input shapes that each kind of field accepts. Every other shape is refused. */
    private static final Map<LogicalType, Set<CoercionInputShape>> TAKEN = Map.of(
            LogicalType.Boolean, EnumSet.of(CoercionInputShape.Boolean),
            LogicalType.Integer, EnumSet.of(CoercionInputShape.Integer),
            LogicalType.Float, EnumSet.of(CoercionInputShape.Integer, CoercionInputShape.Float),
            LogicalType.Textual, EnumSet.of(CoercionInputShape.String, CoercionInputShape.EmptyString),
            LogicalType.DateTime, EnumSet.of(CoercionInputShape.String),
            LogicalType.Enum, EnumSet.of(CoercionInputShape.String),
            LogicalType.OtherScalar, EnumSet.of(CoercionInputShape.String));

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        mapper.getFactory().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature());
        refuseOtherTypes(mapper);
        mapper.registerModule(new StrictValues());
    }

    @SuppressWarnings("deprecation") // Quarkus provides the mapper, not the builder that replaces this method.
    private static void refuseOtherTypes(ObjectMapper mapper) {
        mapper.configure(MapperFeature.ALLOW_COERCION_OF_SCALARS, false);
        mapper.disable(
                DeserializationFeature.ACCEPT_FLOAT_AS_INT,
                DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY,
                DeserializationFeature.UNWRAP_SINGLE_VALUE_ARRAYS,
                DeserializationFeature.ACCEPT_EMPTY_STRING_AS_NULL_OBJECT,
                DeserializationFeature.ACCEPT_EMPTY_ARRAY_AS_NULL_OBJECT);
        mapper.enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
        mapper.coercionConfigDefaults()
                .setAcceptBlankAsEmpty(false)
                .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
        TAKEN.forEach((kind, taken) -> Arrays.stream(CoercionInputShape.values())
                .filter(shape -> !taken.contains(shape))
                .forEach(shape -> mapper.coercionConfigFor(kind)
                        .setAcceptBlankAsEmpty(false)
                        .setCoercion(shape, CoercionAction.Fail)));
    }
}
