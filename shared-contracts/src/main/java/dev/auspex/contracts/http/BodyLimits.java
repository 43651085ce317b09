package dev.auspex.contracts.http;

import java.util.List;

/**
 * The largest request body in bytes, by path. The routes of the gateway and the services share this table, so that they
 * accept the same sizes.
 */
public final class BodyLimits {

    /** Path of file uploads, which are streamed and have their own limit in each installation. */
    public static final String UPLOAD = "/api/v1/models/*/versions";

    /** Limit for paths that are not in the table, such as those that only other services use. */
    public static final long OTHER = 16L << 20;

    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;

    /** An image of 4 MiB takes 5.6 MiB in Base64. */
    private static final long IMAGE = 6 * MIB;

    private static final String ALL_BELOW = "/**";

    private BodyLimits() {}

    /**
     * One line of the table.
     *
     * @param path  path; a segment that is an asterisk matches any segment, and two asterisks as the last segment match
     *              the path itself and everything below it
     * @param bytes largest body in bytes, 0 for none
     */
    public record Entry(String path, long bytes) {

        private boolean matches(String asked) {
            if (path.endsWith(ALL_BELOW)) {
                int length = path.length() - ALL_BELOW.length();
                return asked.regionMatches(0, path, 0, length)
                        && (asked.length() == length || asked.charAt(length) == '/');
            }
            return path.indexOf('*') < 0 ? path.equals(asked) : matchesSegments(asked);
        }

        private boolean matchesSegments(String asked) {
            int at = 0;
            int i = 0;
            while (i < path.length()) {
                if (path.charAt(i) == '*') {
                    int end = asked.indexOf('/', at);
                    at = end < 0 ? asked.length() : end;
                } else if (at < asked.length() && asked.charAt(at) == path.charAt(i)) {
                    at++;
                } else {
                    return false;
                }
                i++;
            }
            return at == asked.length();
        }
    }

    /** The most specific entry for a path comes first. */
    private static final List<Entry> ENTRIES = List.of(
            new Entry("/api/v1/predictions/**", IMAGE),
            new Entry("/v2/models/*/infer", 16 * MIB),
            new Entry("/v2/models/*/versions/*/infer", 16 * MIB),
            new Entry("/v2/repository/index", 64 * KIB),
            new Entry("/v2/**", MIB),
            new Entry(UPLOAD, Long.MAX_VALUE),
            new Entry("/api/v1/models/*/versions/*/explain", MIB),
            new Entry("/api/v1/models/**", MIB),
            new Entry("/api/v1/monitoring/**", 64 * KIB),
            new Entry("/.well-known/**", 0),
            new Entry("/api/v1/auth/me", 0),
            new Entry("/api/v1/auth/external", 0),
            new Entry("/api/v1/auth/sessions/**", 0),
            new Entry("/api/v1/auth/passkeys/**", 32 * KIB),
            new Entry("/api/v1/auth/**", 16 * KIB),
            new Entry("/api/v1/tenant/**", 128 * KIB),
            new Entry("/api/v1/tenants/**", 16 * KIB),
            new Entry("/api/v1/invitations/**", 16 * KIB),
            new Entry("/api/v1/api-keys/**", 16 * KIB),
            new Entry("/api/v1/account/**", 16 * KIB),
            new Entry("/api/v1/audit/**", 0));

    /** Returns the largest body for a path, in bytes; {@link Long#MAX_VALUE} for {@link #UPLOAD}. */
    public static long of(String path) {
        if (path != null) {
            for (Entry entry : ENTRIES) {
                if (entry.matches(path)) {
                    return entry.bytes();
                }
            }
        }
        return OTHER;
    }

    /** Returns the whole table. */
    public static List<Entry> entries() {
        return ENTRIES;
    }
}
