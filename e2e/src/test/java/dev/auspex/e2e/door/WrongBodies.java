package dev.auspex.e2e.door;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Bodies that are right but in one place, made of an operation's schema and its example: a value of every other type at every
 * property, as lenient readers take them ({@code "true"} for true, {@code 30.9} for 30), a required member left out, and one too many.
 */
final class WrongBodies {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEEPEST = 4;

    /** What lenient readers take for a value of the type. */
    private static final Map<String, List<JsonNode>> OTHERS = Map.of(
            "boolean",
                    List.of(
                            JSON.textNode("true"),
                            JSON.textNode(" TRUE "),
                            JSON.textNode(""),
                            JSON.numberNode(2),
                            JSON.numberNode(0),
                            JSON.arrayNode().add(true),
                            JSON.nullNode()),
            "integer",
                    List.of(
                            JSON.numberNode(30.9),
                            JSON.textNode("7"),
                            JSON.textNode(""),
                            JSON.booleanNode(true),
                            JSON.arrayNode().add(7),
                            JSON.nullNode()),
            "number",
                    List.of(
                            JSON.textNode("0.5"),
                            JSON.textNode("NaN"),
                            JSON.textNode(""),
                            JSON.booleanNode(false),
                            JSON.arrayNode().add(0.5),
                            JSON.nullNode()),
            "string",
                    List.of(
                            JSON.numberNode(7),
                            JSON.numberNode(30.9),
                            JSON.booleanNode(false),
                            JSON.arrayNode().add("a"),
                            JSON.objectNode(),
                            JSON.nullNode()),
            "array", List.of(JSON.textNode("a"), JSON.textNode(""), JSON.objectNode(), JSON.nullNode()),
            "object",
                    List.of(
                            JSON.textNode("a"),
                            JSON.textNode(""),
                            JSON.arrayNode(),
                            JSON.numberNode(7),
                            JSON.nullNode()));

    private final Operation operation;
    private final Conformance conformance;
    private final JsonNode schema;
    private final JsonNode example;
    private final Map<String, JsonNode> made = new TreeMap<>();

    WrongBodies(Operation operation, Conformance conformance) {
        this.operation = operation;
        this.conformance = conformance;
        JsonNode media =
                operation.definition().path("requestBody").path("content").path("application/json");
        this.schema = media.path("schema");
        this.example = media.path("example");
    }

    JsonNode example() {
        return example;
    }

    JsonNode schema() {
        return schema;
    }

    /** By what is wrong with each; every one of them breaks the schema. */
    Map<String, JsonNode> all() {
        visit(schema, example, new ArrayList<>());
        if (!operation.definition().path("requestBody").path("required").asBoolean()) {
            made.remove(" is null");
        }
        made.values().removeIf(body -> conformance.refusal(schema, body).isEmpty());
        return made;
    }

    private void visit(JsonNode given, JsonNode value, List<String> path) {
        JsonNode resolved = operation.resolved(given);
        if (resolved.has("anyOf")) {
            visit(resolved.path("anyOf").get(0), value, path);
            return;
        }
        JsonNode type = resolved.path("type");
        for (JsonNode other : OTHERS.getOrDefault(type.isArray() ? type.path(0).asText() : type.asText(), List.of())) {
            put(String.join("/", path) + " is " + other, path, other);
        }
        if (value instanceof ObjectNode object && resolved.has("properties") && path.size() < DEEPEST) {
            ObjectNode more = object.deepCopy();
            put(String.join("/", path) + " has one more", path, more.put("isNotThere", 1));
            resolved.path("required").forEach(name -> {
                ObjectNode less = object.deepCopy();
                less.remove(name.asText());
                put(String.join("/", path) + " is without " + name.asText(), path, less);
            });
            resolved.path("properties").properties().forEach(property -> {
                List<String> inside = new ArrayList<>(path);
                inside.add(property.getKey());
                visit(property.getValue(), object.path(property.getKey()), inside);
            });
        }
        if (value instanceof ArrayNode array && !array.isEmpty() && resolved.has("items") && path.size() < DEEPEST) {
            List<String> inside = new ArrayList<>(path);
            inside.add("0");
            visit(resolved.path("items"), array.get(0), inside);
        }
    }

    private void put(String what, List<String> path, JsonNode value) {
        if (path.isEmpty()) {
            made.put(what, value);
            return;
        }
        JsonNode body = example.deepCopy();
        JsonNode parent = body;
        for (String step : path.subList(0, path.size() - 1)) {
            parent = parent instanceof ArrayNode array ? array.path(Integer.parseInt(step)) : parent.path(step);
        }
        String last = path.getLast();
        if (parent instanceof ArrayNode array) {
            array.set(Integer.parseInt(last), value);
        } else if (parent instanceof ObjectNode object) {
            object.set(last, value);
        }
        made.put(what, body);
    }
}
