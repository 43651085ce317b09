package dev.auspex.gateway.route;

import java.time.Duration;

/**
 * One line of the table.
 *
 * @param index          place in the table, from 0
 * @param path           path as declared, such as {@code /v2/**} or {@code /api/v1/models/&#42;/versions}
 * @param service        service that answers
 * @param access         who may use it
 * @param limit          name of the limit class
 * @param bodyLimitBytes largest request body, in bytes
 * @param timeout        longest wait for the answer's head
 */
public record Route(
        int index, String path, String service, Access access, String limit, long bodyLimitBytes, Duration timeout) {

    private static final String ALL_BELOW = "/**";
    private static final String ANY_SEGMENT = "/*/";

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
