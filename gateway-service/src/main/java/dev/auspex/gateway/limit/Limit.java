package dev.auspex.gateway.limit;

/**
 * A token bucket that holds {@code burst} tokens and is refilled with {@code rate} tokens a second.
 *
 * @param name  name of the limit, as it appears in the headers
 * @param rate  tokens a second
 * @param burst tokens of a full bucket
 */
public record Limit(String name, int rate, int burst) {

    private static final int MOST = 1_000_000;

    public Limit {
        if (rate < 1 || rate > MOST || burst < 1 || burst > MOST) {
            throw new IllegalArgumentException(
                    "Limit class " + name + ": rate and burst must be between 1 and " + MOST + ".");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if ((c < 'a' || c > 'z') && c != '-') {
                throw new IllegalArgumentException("Limit class " + name + ": the name can contain only a to z and -.");
            }
        }
    }

    /** Returns {@code RateLimit-Policy} (draft-ietf-httpapi-ratelimit-headers-10): quota, and window in seconds. */
    public String policy() {
        return "\"" + name + "\";q=" + burst + ";w=" + Math.max(1, Math.ceilDiv(burst, rate));
    }

    /** Returns this limit with a share of its rate and burst, at least 1 each. */
    Limit share(double share) {
        return new Limit(name, Math.max(1, (int) (rate * share)), Math.max(1, (int) (burst * share)));
    }
}
