package dev.auspex.gateway.route;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One line of the table.
 *
 * @param path           path as declared, such as {@code /v2/**} or {@code /api/v1/models/&#42;/versions}
 * @param service        service that answers, or {@link #GATEWAY}
 * @param access         who may use it
 * @param methods        methods that it takes
 * @param scopes         scopes of which an API key needs one, divided by commas, by method, and for all others under {@code *}
 * @param roles          roles of which the caller needs one; none where any will do
 * @param limit          name of the limit class
 * @param cost           what a request takes of the limits
 * @param bodyLimitBytes largest request body, in bytes
 * @param timeout        longest wait for the answer's head
 * @param retry          what may be sent twice
 */
public record Route(
        String path,
        String service,
        Access access,
        Set<String> methods,
        Map<String, String> scopes,
        Set<String> roles,
        String limit,
        int cost,
        long bodyLimitBytes,
        Duration timeout,
        Retry retry) {

    /** Stands for the gateway itself among the services. */
    public static final String GATEWAY = "gateway";

    /** What a route takes where it does not say so: never TRACE, CONNECT or anything unheard of. */
    static final List<String> ALL_METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private static final String ALL_BELOW = "/**";
    private static final String ANY_SEGMENT = "/*/";
    private static final String OTHERS = "*";
    private static final List<String> INFERENCE = List.of("infer");
    private static final Set<String> SCOPES = Set.of("infer", "read", "manage");

    public Route {
        String rest = path.replace(ANY_SEGMENT, "/_/");
        if (!path.startsWith("/")
                || (rest.indexOf('*') >= 0 && rest.indexOf('*') != rest.length() - 2)
                || (rest.indexOf('*') >= 0 && !rest.endsWith(ALL_BELOW))
                || (path.contains(ANY_SEGMENT) && path.endsWith(ALL_BELOW))) {
            throw new IllegalArgumentException(
                    "route path " + path + " must start with /, and may end with /** or hold segments of * only");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("route " + path + " needs a timeout");
        }
        if (cost < 1 || bodyLimitBytes < 0) {
            throw new IllegalArgumentException("route " + path + ": cost must be at least 1, body-limit at least 0");
        }
        methods = known(path, methods.isEmpty() ? ALL_METHODS : methods);
        scopes = known(path, scopes);
        roles = Set.copyOf(roles);
    }

    /** A route as most are: every method, scopes by their defaults, any role. */
    public static Route of(
            String path, String service, Access access, String limit, long bodyLimitBytes, Duration timeout) {
        return new Route(
                path,
                service,
                access,
                Set.of(),
                Map.of(),
                Set.of(),
                limit,
                1,
                bodyLimitBytes,
                timeout,
                Retry.IDEMPOTENT);
    }

    private static Set<String> known(String path, Collection<String> methods) {
        Set<String> known = new LinkedHashSet<>();
        for (String method : methods) {
            String name = method.strip().toUpperCase(Locale.ROOT);
            if (!ALL_METHODS.contains(name)) {
                throw new IllegalArgumentException(
                        "route " + path + ": method " + method + " is none of " + String.join(", ", ALL_METHODS));
            }
            known.add(name);
        }
        if (known.contains("GET")) {
            known.add("HEAD");
        }
        Set<String> inOrder = new LinkedHashSet<>(ALL_METHODS);
        inOrder.retainAll(known);
        return Collections.unmodifiableSet(inOrder);
    }

    private static Map<String, String> known(String path, Map<String, String> scopes) {
        Map<String, String> known = new TreeMap<>();
        scopes.forEach((method, scope) -> {
            String name = method.toUpperCase(Locale.ROOT);
            if (!ALL_METHODS.contains(name) && !name.equals(OTHERS)) {
                throw new IllegalArgumentException(
                        "route " + path + ": scopes are named by method or *, not " + method);
            }
            if (!SCOPES.containsAll(words(scope))) {
                throw new IllegalArgumentException("route " + path + ": scope " + scope + " is none of "
                        + String.join(", ", new java.util.TreeSet<>(SCOPES)));
            }
            known.put(name, scope);
        });
        return Collections.unmodifiableMap(known);
    }

    /** Whether it takes a method. */
    public boolean takes(String method) {
        return methods.contains(method);
    }

    /** {@code Allow}. */
    public String allow() {
        return String.join(", ", methods);
    }

    /**
     * The scopes of which an API key needs one here; where none is configured, {@code read} for reading and {@code manage} for the
     * rest.
     */
    public List<String> scopes(String method) {
        String configured = scopes.get(method);
        if (configured == null && method.equals("HEAD")) {
            configured = scopes.get("GET");
        }
        if (configured == null) {
            configured = scopes.get(OTHERS);
        }
        if (configured != null) {
            return words(configured);
        }
        return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS")
                ? List.of("read")
                : List.of("manage");
    }

    /** Whether a request asks for predictions: it needs the scope {@code infer}, and no other will do. */
    public boolean predicts(String method) {
        return scopes(method).equals(INFERENCE);
    }

    private static List<String> words(String scopes) {
        return Stream.of(scopes.split(",", -1)).map(String::strip).toList();
    }

    /** Whether the gateway answers itself. */
    public boolean own() {
        return service.equals(GATEWAY);
    }

    /** Whether one or more of its segments may be anything. */
    boolean template() {
        return path.contains(ANY_SEGMENT);
    }

    boolean exact() {
        return !path.endsWith(ALL_BELOW);
    }

    /** The path without {@code /**}. */
    String base() {
        return exact() ? path : path.substring(0, path.length() - ALL_BELOW.length());
    }
}
