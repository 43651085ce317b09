package dev.auspex.chassis.problem;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Which methods an address of this service takes, which RFC 9110, section 15.5.6, wants told where another one was tried. The framework
 * does not tell; the API document that is made at build time does.
 */
@ApplicationScoped
class AllowedMethods {

    private static final String DOCUMENT = "META-INF/quarkus-generated-openapi-doc.JSON";
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");

    private final List<Address> addresses;

    @Inject
    AllowedMethods(ObjectMapper json) {
        this(read(json));
    }

    AllowedMethods(JsonNode document) {
        this.addresses = addresses(document);
    }

    /** An address with parameters in braces, and what it takes. */
    private record Address(String[] segments, Set<String> methods) {

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
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (METHODS.contains(operation.getKey())) {
                    methods.add(operation.getKey().toUpperCase(Locale.ROOT));
                }
            }
            if (methods.contains("GET")) {
                methods.add("HEAD");
            }
            addresses.add(new Address(segments(path.getKey()), methods));
        }
        // Where a name and a parameter both fit, the name counts.
        addresses.sort((one, other) -> Integer.compare(one.parameters(), other.parameters()));
        return List.copyOf(addresses);
    }

    private static String[] segments(String path) {
        String plain = path.startsWith("/") ? path.substring(1) : path;
        return (plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain).split("/", -1);
    }

    /** As the header {@code Allow} says it; empty where the document does not know the address. */
    Optional<String> at(String path) {
        String[] segments = segments(path);
        return addresses.stream()
                .filter(address ->
                        address.matches(segments) && !address.methods().isEmpty())
                .findFirst()
                .map(address -> String.join(", ", address.methods()));
    }
}
