package dev.auspex.gateway.limit;

import org.jspecify.annotations.Nullable;

/**
 * One limit within a limit class.
 *
 * @param kind      what is counted
 * @param dimension who it is counted for
 * @param name      name in the headers
 * @param limit     rate and burst of a {@link Kind#RATE}
 * @param most      concurrent requests of a {@link Kind#CONCURRENT}, tokens a day of a {@link Kind#DAILY}
 * @param prefix    prefix of its keys in Redis
 */
record Rule(
        Kind kind,
        Dimension dimension,
        String name,
        @Nullable Limit limit,
        long most,
        String prefix) {

    static final long DAY_SECONDS = 86_400;

    /** What is counted. */
    enum Kind {
        RATE,
        CONCURRENT,
        DAILY
    }

    /** Who it is counted for. */
    enum Dimension {
        CALLER,
        KEY,
        TENANT,
        ADDRESS
    }

    static Rule rate(Dimension dimension, Limit limit) {
        return new Rule(Kind.RATE, dimension, limit.name(), limit, 0, prefix(limit.name()));
    }

    static Rule concurrent(Dimension dimension, String name, long most) {
        return new Rule(Kind.CONCURRENT, dimension, name, null, most, prefix(name));
    }

    static Rule daily(Dimension dimension, String name, long most) {
        return new Rule(Kind.DAILY, dimension, name, null, most, prefix(name));
    }

    private static String prefix(String name) {
        return "auspex:limit:" + name + ":";
    }

    /** Returns the key for a subject, or null if the rule does not apply to it. */
    @Nullable
    String key(Subject subject) {
        String whom =
                switch (dimension) {
                    case CALLER -> subject.caller();
                    case KEY -> subject.key();
                    case TENANT -> subject.tenant();
                    case ADDRESS -> subject.address();
                };
        return whom == null ? null : prefix.concat(whom);
    }

    /**
     * Returns {@code RateLimit-Policy} (draft-ietf-httpapi-ratelimit-headers-10), or null for concurrent requests,
     * which the draft does not cover.
     */
    @Nullable
    String policy() {
        return switch (kind) {
            case RATE -> limit.policy();
            case DAILY -> "\"" + name + "\";q=" + most + ";w=" + DAY_SECONDS;
            case CONCURRENT -> null;
        };
    }

    /** Returns this rule with a share of what it grants, at least 1. */
    Rule share(double share) {
        return new Rule(
                kind,
                dimension,
                name,
                limit == null ? null : limit.share(share),
                Math.max(1, (long) (most * share)),
                prefix);
    }
}
