package dev.auspex.e2e.door;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

/** One operation of the suite's OpenAPI document. */
record Operation(String id, String method, String path, JsonNode definition, JsonNode document) {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    static List<Operation> all(JsonNode document) {
        List<Operation> operations = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(each -> {
                    if (METHODS.contains(each.getKey())) {
                        operations.add(new Operation(
                                each.getValue().path("operationId").asText(),
                                each.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                each.getValue(),
                                document));
                    }
                }));
        return operations;
    }

    List<JsonNode> parameters(String place) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode parameter : definition.path("parameters")) {
            JsonNode resolved = resolved(parameter);
            if (resolved.path("in").asText().equals(place)) {
                found.add(resolved);
            }
        }
        return found;
    }

    JsonNode resolved(JsonNode node) {
        JsonNode at = node;
        while (at.has("$ref")) {
            at = document.at(at.path("$ref").asText().substring(1));
        }
        return at;
    }

    /** The schema of its JSON body, or a missing node. */
    JsonNode body() {
        return resolved(definition
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("schema"));
    }

    boolean takesBody() {
        return definition.has("requestBody");
    }

    boolean takesJson() {
        return definition.path("requestBody").path("content").has("application/json");
    }

    Set<String> statuses() {
        Set<String> statuses = new TreeSet<>();
        definition.path("responses").fieldNames().forEachRemaining(statuses::add);
        return statuses;
    }

    boolean hasPathParameters() {
        return path.contains("{");
    }

    @Override
    public String toString() {
        return id + " " + method + " " + path;
    }
}
