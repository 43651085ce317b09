package dev.auspex.gateway.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Creates an example value for a schema. The table of examples comes first, by schema ({@code "Credentials"}), by
 * property ({@code "Credentials.email"}) or by property name ({@code "email"}). Next come the examples in the schema
 * itself, and last a value of its type.
 */
final class Examples {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String REFERENCE = "#/components/schemas/";
    private static final int DEEPEST = 16;

    private final JsonNode schemas;
    private final JsonNode table;

    Examples(JsonNode schemas, JsonNode table) {
        this.schemas = schemas;
        this.table = table;
    }

    /** Returns an example of a body. */
    JsonNode of(JsonNode schema) {
        return of(schema, "", "", 0);
    }

    private JsonNode of(JsonNode schema, String owner, String property, int depth) {
        for (String key : new String[] {owner + "." + property, property}) {
            if (!property.isEmpty() && table.has(key)) {
                return table.get(key).deepCopy();
            }
        }
        String reference = schema.path("$ref").asText();
        if (reference.startsWith(REFERENCE)) {
            String name = reference.substring(REFERENCE.length());
            return table.has(name) ? table.get(name).deepCopy() : of(schemas.path(name), name, "", depth + 1);
        }
        if (schema.path("examples").size() > 0) {
            return schema.path("examples").get(0).deepCopy();
        }
        if (schema.path("enum").size() > 0) {
            return schema.path("enum").get(0);
        }
        if (schema.path("anyOf").size() > 0) {
            return of(schema.path("anyOf").get(0), owner, property, depth + 1);
        }
        JsonNode type = schema.path("type");
        return switch (type.isArray() ? type.path(0).asText() : type.asText()) {
            case "object" -> object(schema, owner, depth);
            case "array" -> array(schema, owner, property, depth);
            case "boolean" -> JSON.booleanNode(true);
            case "integer" -> JSON.numberNode(schema.path("minimum").asLong(1));
            case "number" -> JSON.numberNode(schema.path("minimum").asDouble(0.5));
            case "string" -> text(schema);
            default -> JSON.textNode("text");
        };
    }

    private ObjectNode object(JsonNode schema, String owner, int depth) {
        ObjectNode made = JSON.objectNode();
        if (depth < DEEPEST) {
            schema.path("properties")
                    .properties()
                    .forEach(each -> made.set(each.getKey(), of(each.getValue(), owner, each.getKey(), depth + 1)));
        }
        return made;
    }

    private ArrayNode array(JsonNode schema, String owner, String property, int depth) {
        ArrayNode made = JSON.arrayNode();
        return depth < DEEPEST ? made.add(of(schema.path("items"), owner, property + "[]", depth + 1)) : made;
    }

    private static JsonNode text(JsonNode schema) {
        return JSON.textNode(
                switch (schema.path("format").asText()) {
                    case "uuid" -> "0199a6f2-7c1e-7b4a-9d53-2f1c6e8a4b10";
                    case "date-time" -> "2026-01-31T12:00:00Z";
                    case "uri" -> "https://example.org/";
                    default -> "text";
                });
    }
}
