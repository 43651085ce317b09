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
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One entry of the route table.
 *
 * @param path           path as declared, such as {@code /v2/**} or {@code /api/v1/models/&#42;/versions}
 * @param service        service that answers, or {@link #GATEWAY}
 * @param access         who may use it
 * @param methods        methods that it accepts
 * @param scopes         comma-separated scopes, of which an API key needs one, by method; {@code *}
 *     stands for all other methods
 * @param roles          roles, of which the caller needs one; empty if any role will do
 * @param limit          name of the limit class
 * @param cost           tokens that a request takes from the limits
 * @param bodyLimitBytes largest request body, in bytes
 * @param timeout        longest wait for the answer's head
 * @param retry          what may be sent again
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

    /** Service name that stands for the gateway itself. */
    public static final String GATEWAY = "gateway";

    /** Methods of a route that declares none: never TRACE, CONNECT or unknown methods. */
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
            throw new IllegalArgumentException("Route " + path
                    + ": the path must start with /. It can end with /** or have * as whole segments, but not both.");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("Route " + path + ": timeout must be longer than 0.");
        }
        if (cost < 1 || bodyLimitBytes < 0) {
            throw new IllegalArgumentException(
                    "Route " + path + ": cost must be at least 1, and body-limit at least 0.");
        }
        methods = known(path, methods.isEmpty() ? ALL_METHODS : methods);
        scopes = known(path, scopes);
        roles = Set.copyOf(roles);
    }

    /** Creates a route with the usual settings: every method, default scopes, any role. */
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
                throw new IllegalArgumentException("Route " + path + ": method " + method + " is not one of "
                        + String.join(", ", ALL_METHODS) + ".");
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
                        "Route " + path + ": scopes are set for a method or *, not for " + method + ".");
            }
            if (!SCOPES.containsAll(words(scope))) {
                throw new IllegalArgumentException("Route " + path + ": scope " + scope + " is not one of "
                        + String.join(", ", new TreeSet<>(SCOPES)) + ".");
            }
            known.put(name, scope);
        });
        return Collections.unmodifiableMap(known);
    }

    /** Returns whether the route accepts a method. */
    public boolean takes(String method) {
        return methods.contains(method);
    }

    /** Returns the value of {@code Allow}. */
    public String allow() {
        return String.join(", ", methods);
    }

    /**
     * Returns the scopes of which an API key needs one here. The default is {@code read} for GET, HEAD and OPTIONS, and
     * {@code manage} for the rest.
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

    /** Returns whether a request asks for predictions: its only scope is {@code infer}. */
    public boolean predicts(String method) {
        return scopes(method).equals(INFERENCE);
    }

    private static List<String> words(String scopes) {
        return Stream.of(scopes.split(",", -1)).map(String::strip).toList();
    }

    /** Returns whether the gateway itself answers. */
    public boolean own() {
        return service.equals(GATEWAY);
    }

    /** Returns whether the path contains segments that match anything. */
    boolean template() {
        return path.contains(ANY_SEGMENT);
    }

    boolean exact() {
        return !path.endsWith(ALL_BELOW);
    }

    /** Returns the path without {@code /**}. */
    String base() {
        return exact() ? path : path.substring(0, path.length() - ALL_BELOW.length());
    }
}
