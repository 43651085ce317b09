package dev.auspex.prediction;

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import dev.auspex.contracts.model.ModelVersion;

/** The schemas of the bundled models, with an input that each of them takes. */
public final class Schemas {

    private static final JsonMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    private Schemas() {}

    /** Reads one, such as {@code churn-2}. */
    public static ModelVersion of(String name) {
        try {
            return JSON.readValue(ModelServiceStandIn.schema(name), ModelVersion.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A good input: each feature's example. */
    public static Map<String, Object> examples(String name) {
        Map<String, Object> examples = new LinkedHashMap<>();
        of(name).features().forEach(feature -> examples.put(feature.name(), feature.example()));
        return examples;
    }
}
