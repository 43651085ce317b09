package dev.auspex.e2e.bench;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.e2e.suite.Client;

/**
 * Random rows that match a schema, the same ones for the engine and, as requests with binary tensors, for the service.
 */
final class ModelRows {

    private static final int ROWS = 256;

    private final List<Feature> features;
    private final List<Object[]> rows = new ArrayList<>();

    ModelRows(ModelVersion version) {
        this.features = version.features();
        Random random = new Random(7);
        for (int i = 0; i < ROWS; i++) {
            rows.add(features.stream().map(feature -> value(feature, random)).toArray());
        }
    }

    private static Object value(Feature feature, Random random) {
        if (feature.type() == FeatureType.CATEGORY) {
            return feature.categories().get(random.nextInt(feature.categories().size()));
        }
        double low = feature.min() == null ? 0 : feature.min();
        double high = feature.max() == null ? low + 100 : feature.max();
        double value = low + random.nextDouble() * (high - low);
        return (float) (feature.type() == FeatureType.INTEGER ? Math.rint(value) : value);
    }

    List<Feature> features() {
        return features;
    }

    /** Returns the values of each row in the order of the features: {@code Float} or {@code String}. */
    List<Object[]> rows() {
        return rows;
    }

    /** Returns each row as a complete HTTP/1.1 request of the protocol that asks for binary probabilities. */
    List<byte[]> requests(URI service, String model, String authorization) {
        return rows.stream()
                .map(row -> request(service, model, authorization, row))
                .toList();
    }

    private byte[] request(URI service, String model, String authorization, Object[] row) {
        ObjectNode json = Client.JSON.createObjectNode();
        ArrayNode inputs = json.putArray("inputs");
        ByteArrayOutputStream binary = new ByteArrayOutputStream();
        for (int i = 0; i < row.length; i++) {
            byte[] value = bytes(row[i]);
            ObjectNode input = inputs.addObject().put("name", features.get(i).name());
            input.putArray("shape").add(1).add(1);
            input.put("datatype", row[i] instanceof String ? "BYTES" : "FP32");
            input.putObject("parameters").put("binary_data_size", value.length);
            binary.writeBytes(value);
        }
        ObjectNode output = json.putArray("outputs").addObject().put("name", "probabilities");
        output.putObject("parameters").put("binary_data", true);
        byte[] head = json.toString().getBytes(StandardCharsets.UTF_8);
        String http = "POST /v2/models/" + model + "/infer HTTP/1.1\r\nHost: " + service.getAuthority() + "\r\n"
                + authorization + "\r\nInference-Header-Content-Length: " + head.length + "\r\nContent-Length: "
                + (head.length + binary.size()) + "\r\n\r\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(http.getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(head);
        request.writeBytes(binary.toByteArray());
        return request.toByteArray();
    }

    private static byte[] bytes(Object value) {
        if (value instanceof String text) {
            byte[] letters = text.getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.allocate(Integer.BYTES + letters.length)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(letters.length)
                    .put(letters)
                    .array();
        }
        return ByteBuffer.allocate(Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat((Float) value)
                .array();
    }
}
