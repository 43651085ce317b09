package dev.auspex.e2e.door;

import java.util.Random;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomGenerator;

/** Values for a schema, mostly fitting and now and then not: what a careless or hostile client sends. */
final class Values {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEEPEST = 4;

    private static final Arbitrary<String> STRINGS = Arbitraries.oneOf(
            Arbitraries.strings().alpha().ofMaxLength(12),
            Arbitraries.strings().ofMaxLength(40),
            Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(30),
            Arbitraries.of(
                    "",
                    " ",
                    "\u0000",
                    "a\u0000b",
                    "churn",
                    "champion",
                    "1",
                    "2",
                    "..",
                    "null",
                    "\uD800",
                    "\uFEFF",
                    "\u202Egnp.exe",
                    "𝕬𝖚𝖘𝖕𝖊𝖝 🦉",
                    "' OR '1'='1",
                    "${jndi:ldap://x/a}",
                    "<script>alert(1)</script>",
                    "%s%n%x",
                    "a".repeat(5_000),
                    "user@example.org",
                    "019aa1f0-3c5e-7c1a-8a5e-2f6b1f0c9d3e"));

    private static final Arbitrary<String> NUMBERS = Arbitraries.oneOf(
            Arbitraries.integers().map(String::valueOf),
            Arbitraries.longs().map(String::valueOf),
            Arbitraries.doubles().map(String::valueOf),
            Arbitraries.of(
                    "0", "-1", "1e400", "-1e400", "1e-400", "9223372036854775808", "9".repeat(400), "0.1", "100"));

    private final Random random;
    private final RandomGenerator<String> strings = STRINGS.generator(1_000);
    private final RandomGenerator<String> numbers = NUMBERS.generator(1_000);

    Values(Random random) {
        this.random = random;
    }

    String string() {
        return strings.next(random).value();
    }

    String number() {
        return numbers.next(random).value();
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /** A value for a schema as JSON text. Numbers are text too: some fit in no number of Java's. */
    String json(Operation operation, JsonNode schema, int depth) {
        JsonNode resolved = operation.resolved(schema);
        if (chance(8) || depth > DEEPEST) {
            return anything(depth);
        }
        if (resolved.path("enum").isArray() && chance(80)) {
            return resolved.path("enum")
                    .get(random.nextInt(resolved.path("enum").size()))
                    .toString();
        }
        for (String choice : new String[] {"anyOf", "oneOf", "allOf"}) {
            if (resolved.path(choice).size() > 0) {
                return json(
                        operation,
                        resolved.path(choice)
                                .get(random.nextInt(resolved.path(choice).size())),
                        depth + 1);
            }
        }
        JsonNode type = resolved.path("type");
        String name = type.isArray() ? type.get(0).asText() : type.asText();
        return switch (name) {
            case "string" -> JSON.textNode(string()).toString();
            case "integer", "number" -> number(number());
            case "boolean" -> Boolean.toString(random.nextBoolean());
            case "array" -> array(operation, resolved, depth);
            case "object" -> object(operation, resolved, depth);
            default -> anything(depth);
        };
    }

    private static String number(String text) {
        return text.equals("NaN") || text.endsWith("Infinity") ? "0" : text;
    }

    private String array(Operation operation, JsonNode schema, int depth) {
        StringBuilder text = new StringBuilder("[");
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : ",").append(json(operation, schema.path("items"), depth + 1));
        }
        return text.append(']').toString();
    }

    private String object(Operation operation, JsonNode schema, int depth) {
        StringBuilder text = new StringBuilder("{");
        schema.path("properties").properties().forEach(property -> {
            if (!chance(10)) {
                text.append(text.length() == 1 ? "" : ",")
                        .append(JSON.textNode(property.getKey()))
                        .append(':')
                        .append(json(operation, property.getValue(), depth + 1));
            }
        });
        if (schema.path("properties").isEmpty() || chance(10)) {
            text.append(text.length() == 1 ? "" : ",")
                    .append(JSON.textNode(string()))
                    .append(':')
                    .append(anything(depth + 1));
        }
        return text.append('}').toString();
    }

    private String anything(int depth) {
        return switch (random.nextInt(depth > DEEPEST ? 5 : 7)) {
            case 0 -> "null";
            case 1 -> Boolean.toString(random.nextBoolean());
            case 2 -> number(number());
            case 3, 4 -> JSON.textNode(string()).toString();
            case 5 -> {
                ArrayNode array = JSON.arrayNode().add(string()).add(1).addNull();
                yield array.toString();
            }
            default -> {
                ObjectNode object = JSON.objectNode().put(string(), string());
                yield object.toString();
            }
        };
    }

    /** A body that is no JSON at all. */
    String broken() {
        String[] broken = {
            "",
            "{",
            "[",
            "\"",
            "{\"a\":}",
            "nul",
            "{\"a\":1,}",
            "\u0000",
            "{\"a\":\"\u0001\"}",
            "[".repeat(5_000),
            "{\"a\":1}{\"b\":2}",
            "\uFEFF{}",
            "<xml/>",
            "a=b&c=d",
            string()
        };
        return broken[random.nextInt(broken.length)];
    }
}
