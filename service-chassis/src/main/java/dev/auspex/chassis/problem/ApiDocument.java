package dev.auspex.chassis.problem;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Reads from the API document, which is generated at build time, what the framework does not know about this service's
 * addresses: the methods of each, which RFC 9110, section 15.5.6, requires in the answer to any other method, and the
 * query parameters of each operation.
 */
@ApplicationScoped
class ApiDocument {

    private static final String DOCUMENT = "META-INF/quarkus-generated-openapi-doc.JSON";
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");

    private final List<Address> addresses;

    @Inject
    ApiDocument(ObjectMapper json) {
        this(read(json));
    }

    ApiDocument(JsonNode document) {
        this.addresses = addresses(document);
    }

    /**
     * An address with parameters in braces, and what it accepts.
     *
     * @param queries query parameters by method and name; empty for operations that accept parameters of others
     */
    private record Address(String[] segments, Set<String> methods, Map<String, Map<String, QueryParameter>> queries) {

        boolean matches(String[] path) {
            if (path.length != segments.length) {
                return false;
            }
            for (int i = 0; i < path.length; i++) {
                if (!segments[i].startsWith("{") && !segments[i].equals(path[i])) {
                    return false;
                }
            }
            return true;
        }

        int parameters() {
            int count = 0;
            for (String segment : segments) {
                count += segment.startsWith("{") ? 1 : 0;
            }
            return count;
        }
    }

    private static JsonNode read(ObjectMapper json) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (InputStream in = loader.getResourceAsStream(DOCUMENT)) {
            if (in == null) {
                throw new IllegalStateException(DOCUMENT + " is missing from the build");
            }
            return json.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Address> addresses(JsonNode document) {
        List<Address> addresses = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            Set<String> methods = new TreeSet<>();
            Map<String, Map<String, QueryParameter>> queries = new HashMap<>();
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (METHODS.contains(operation.getKey())) {
                    String method = operation.getKey().toUpperCase(Locale.ROOT);
                    methods.add(method);
                    queries.put(method, queries(document, path.getValue(), operation.getValue()));
                }
            }
            if (methods.contains("GET")) {
                methods.add("HEAD");
                queries.put("HEAD", queries.get("GET"));
            }
            addresses.add(new Address(segments(path.getKey()), methods, queries));
        }
        // Where a literal and a parameter both match, the literal wins.
        addresses.sort((one, other) -> Integer.compare(one.parameters(), other.parameters()));
        return List.copyOf(addresses);
    }

    /**
     * Returns the query parameters of an operation. Returns none if it only redirects a browser: others call such an
     * address and may add parameters of their own, which RFC 6749, section 4.1.2, says to ignore.
     */
    private static Map<String, QueryParameter> queries(JsonNode document, JsonNode address, JsonNode operation) {
        boolean answers = operation.path("responses").properties().stream()
                .anyMatch(response -> response.getKey().startsWith("2"));
        Map<String, QueryParameter> found = new TreeMap<>();
        for (JsonNode parameters : List.of(address.path("parameters"), operation.path("parameters"))) {
            for (JsonNode parameter : parameters) {
                if (answers && parameter.path("in").asText().equals("query")) {
                    found.put(
                            parameter.path("name").asText(),
                            QueryParameter.of(resolved(document, parameter.path("schema"))));
                }
            }
        }
        return found;
    }

    private static JsonNode resolved(JsonNode document, JsonNode schema) {
        String reference = schema.path("$ref").asText();
        return reference.startsWith("#") ? document.at(reference.substring(1)) : schema;
    }

    private static String[] segments(String path) {
        String plain = path.startsWith("/") ? path.substring(1) : path;
        return (plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain).split("/", -1);
    }

    /** Returns the value of the header {@code Allow}, or empty if the document does not have the address. */
    Optional<String> allow(String path) {
        return at(path).map(address -> String.join(", ", address.methods()));
    }

    /** Returns the query parameters of an operation by name, in order. Empty if it has none or accepts any. */
    Map<String, QueryParameter> queryParameters(String method, String path) {
        return at(path).map(address -> address.queries().get(method)).orElse(Map.of());
    }

    private Optional<Address> at(String path) {
        String[] segments = segments(path);
        return addresses.stream()
                .filter(address ->
                        address.matches(segments) && !address.methods().isEmpty())
                .findFirst();
    }
}
