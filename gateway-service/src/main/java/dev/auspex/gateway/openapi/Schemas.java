package dev.auspex.gateway.openapi;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Completes the schemas of a merged document: descriptions, required and nullable properties, patterns anchored to the
 * whole text, and no unknown properties in request bodies.
 */
final class Schemas {

    private static final String REFERENCE = "#/components/schemas/";

    /** Pattern of {@code @NotBlank}. Unlike every other pattern, it may match anywhere in the text. */
    private static final String NOT_BLANK = "\\S";

    private final ObjectNode schemas;
    private final Map<String, String> texts;

    /**
     * @param schemas the schemas of the document's components
     * @param texts   descriptions as written by the module api-descriptions
     */
    Schemas(ObjectNode schemas, Map<String, String> texts) {
        this.schemas = schemas;
        this.texts = texts;
    }

    void complete(ObjectNode document) {
        Set<String> sent = sent(document);
        schemas.properties().forEach(schema -> {
            if (schema.getValue() instanceof ObjectNode object) {
                describe(object, "schema." + schema.getKey());
                complete(schema.getKey(), object, sent.contains(schema.getKey()));
            }
        });
        eachObject(document, Schemas::anchor);
    }

    private void complete(String name, ObjectNode schema, boolean sent) {
        if (!(schema.path("properties") instanceof ObjectNode properties)) {
            return;
        }
        // Only for records is it known which properties may be missing; a schema written by hand
        // declares what is required.
        boolean record = texts.keySet().stream().anyMatch(key -> key.startsWith("schema." + name + "."));
        Set<String> required = new TreeSet<>();
        schema.path("required").forEach(each -> required.add(each.asText()));
        properties.properties().forEach(property -> {
            String key = name + "." + property.getKey();
            String absence = texts.get("nullable." + key);
            ObjectNode value = (ObjectNode) property.getValue();
            if (texts.containsKey("notblank." + key)) {
                refuseBlank(value);
            }
            if (absence != null && (sent || absence.equals("null"))) {
                value = nullable(value);
                property.setValue(value);
            }
            describe(value, "schema." + key);
            if (record && !sent && !"absent".equals(absence)) {
                required.add(property.getKey());
            }
        });
        if (!required.isEmpty()) {
            ArrayNode names = schema.putArray("required");
            required.forEach(names::add);
        }
        if (sent && !schema.has("additionalProperties")) {
            schema.put("additionalProperties", false);
        }
    }

    private void describe(ObjectNode schema, String key) {
        String text = texts.get(key);
        if (text != null && !schema.has("description")) {
            schema.put("description", text);
        }
    }

    /** Adds the {@code @NotBlank} rule to a property whose own pattern would otherwise replace it. */
    private static void refuseBlank(ObjectNode value) {
        String pattern = value.path("pattern").asText();
        if (!pattern.isEmpty() && !pattern.equals(NOT_BLANK)) {
            value.put("pattern", "^(?=[\\s\\S]*\\S)(?:" + pattern + ")$");
        }
    }

    private static ObjectNode nullable(ObjectNode value) {
        if (value.has("$ref")) {
            ObjectNode either = JsonNodeFactory.instance.objectNode();
            ArrayNode choices = either.putArray("anyOf");
            choices.add(value);
            choices.addObject().put("type", "null");
            return either;
        }
        JsonNode type = value.path("type");
        if (type.isTextual()) {
            value.putArray("type").add(type.asText()).add("null");
            if (value.path("enum") instanceof ArrayNode constants) {
                constants.addNull();
            }
        }
        return value;
    }

    /** Anchors a pattern, because validators look for it anywhere in a text, whereas ours apply to the whole text. */
    private static void anchor(ObjectNode schema) {
        String pattern =
                schema.path("pattern").isTextual() ? schema.path("pattern").asText() : NOT_BLANK;
        if (!pattern.equals(NOT_BLANK) && !pattern.startsWith("^")) {
            schema.put("pattern", "^(?:" + pattern + ")$");
        }
    }

    /** Returns the names of the schemas that a request body can contain. */
    private Set<String> sent(ObjectNode document) {
        Deque<String> waiting = new ArrayDeque<>();
        document.path("paths")
                .forEach(path -> path.forEach(operation ->
                        eachObject(operation.path("requestBody"), object -> addReference(object, waiting))));
        Set<String> found = new TreeSet<>();
        while (!waiting.isEmpty()) {
            String name = waiting.pop();
            if (found.add(name)) {
                eachObject(schemas.path(name), object -> addReference(object, waiting));
            }
        }
        return found;
    }

    private static void addReference(ObjectNode object, Deque<String> names) {
        String reference = object.path("$ref").asText();
        if (reference.startsWith(REFERENCE)) {
            names.push(reference.substring(REFERENCE.length()));
        }
    }

    private static void eachObject(JsonNode node, Consumer<ObjectNode> visitor) {
        if (node instanceof ObjectNode object) {
            visitor.accept(object);
        }
        node.forEach(child -> eachObject(child, visitor));
    }
}
