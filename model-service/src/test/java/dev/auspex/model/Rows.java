package dev.auspex.model;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.FeatureType;

/** Rows that fit a schema, and what the bare engine says to them. */
public final class Rows {

    private Rows() {}

    public static Map<String, Object> example(List<Feature> features) {
        Map<String, Object> row = new LinkedHashMap<>();
        features.forEach(feature -> row.put(feature.name(), feature.example()));
        return row;
    }

    /** Random rows, some of them with missing values; the same seed gives the same ones. */
    public static List<Map<String, Object>> random(List<Feature> features, int count, long seed) {
        Random random = new Random(seed);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Map<String, Object> row = new LinkedHashMap<>();
            for (Feature feature : features) {
                if (feature.required() || random.nextInt(5) > 0) {
                    row.put(feature.name(), value(feature, random));
                }
            }
            rows.add(row);
        }
        return rows;
    }

    private static Object value(Feature feature, Random random) {
        if (feature.type() == FeatureType.CATEGORY) {
            return feature.categories().get(random.nextInt(feature.categories().size()));
        }
        double low = feature.min() == null ? 0 : feature.min();
        double high = feature.max() == null ? low + 100 : feature.max();
        double value = low + random.nextDouble() * (high - low);
        return feature.type() == FeatureType.INTEGER ? (Object) Math.round(value) : (Object) value;
    }

    /** Probabilities of one row from a session of its own, without anything of ours in between. */
    public static float[] direct(OrtSession session, List<Feature> features, Map<String, Object> row)
            throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try {
            for (Feature feature : features) {
                Object value = row.get(feature.name());
                inputs.put(feature.name(), tensor(environment, feature, value));
            }
            try (OrtSession.Result result = session.run(inputs)) {
                return ((float[][]) result.get("probabilities").orElseThrow().getValue())[0];
            }
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, Feature feature, Object value) throws OrtException {
        long[] shape = {1, 1};
        if (feature.type() == FeatureType.CATEGORY) {
            return OnnxTensor.createTensor(environment, new String[] {value == null ? "" : (String) value}, shape);
        }
        float number = value == null ? Float.NaN : ((Number) value).floatValue();
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(new float[] {number}), shape);
    }

    /** The row as a request of the Open Inference Protocol. */
    public static Map<String, Object> tensors(List<Feature> features, List<Map<String, Object>> rows) {
        List<Map<String, Object>> inputs = new ArrayList<>();
        for (Feature feature : features) {
            boolean category = feature.type() == FeatureType.CATEGORY;
            List<Object> data = new ArrayList<>();
            for (Map<String, Object> row : rows) {
                Object value = row.get(feature.name());
                data.add(value == null && category ? "" : value);
            }
            inputs.add(new LinkedHashMap<>(Map.of(
                    "name",
                    feature.name(),
                    "datatype",
                    category ? "BYTES" : "FP32",
                    "shape",
                    List.of(rows.size(), 1),
                    "data",
                    data)));
        }
        return new LinkedHashMap<>(Map.of("inputs", inputs));
    }
}
