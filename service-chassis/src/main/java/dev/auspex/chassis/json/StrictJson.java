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
 * Reads JSON as it is written. Refuses what two readers could read in two ways (a member that comes twice, anything after the value)
 * and every value of another type than its field has: {@code "true"} is no boolean, {@code 30.9} no whole number, {@code ""} neither
 * null nor zero, {@code 1} no text. A whole number is taken where a fraction may stand, because JSON has one type for both.
 */
@Singleton
public class StrictJson implements ObjectMapperCustomizer {

    /** What each kind of field takes; every other shape is refused. */
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

    @SuppressWarnings("deprecation") // The builder that replaces this is not what Quarkus hands over.
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
