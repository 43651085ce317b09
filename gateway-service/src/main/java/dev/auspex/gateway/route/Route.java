package dev.auspex.gateway.route;

import java.time.Duration;

/**
 * One line of the table.
 *
 * @param index          place in the table, from 0
 * @param path           path as declared, such as {@code /v2/**}
 * @param service        service that answers
 * @param access         who may use it
 * @param limit          name of the limit class
 * @param bodyLimitBytes largest request body, in bytes
 * @param timeout        longest wait for the answer's head
 */
public record Route(
        int index, String path, String service, Access access, String limit, long bodyLimitBytes, Duration timeout) {

    private static final String ALL_BELOW = "/**";

    public Route {
        if (!path.startsWith("/")
                || (path.indexOf('*') >= 0 && path.indexOf('*') != path.length() - 2)
                || (path.indexOf('*') >= 0 && !path.endsWith(ALL_BELOW))) {
            throw new IllegalArgumentException("route path " + path + " must start with / and may end with /** only");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("route " + path + " needs a timeout");
        }
    }

    boolean exact() {
        return !path.endsWith(ALL_BELOW);
    }

    /** The path without {@code /**}. */
    String base() {
        return exact() ? path : path.substring(0, path.length() - ALL_BELOW.length());
    }
}
