package dev.auspex.gateway.limit;

import java.time.Duration;

/**
 * What became of one request at its limit.
 *
 * @param limit       the limit
 * @param policy      {@code RateLimit-Policy} of the limit
 * @param allowed     whether a token was taken
 * @param microTokens what is left in the bucket, in millionths of a token
 */
public record Decision(Limit limit, String policy, boolean allowed, long microTokens) {

    /** @param outcome as {@link TokenBucket#take} and the script answer */
    static Decision of(Limit limit, String policy, long outcome) {
        return outcome >= 0
                ? new Decision(limit, policy, true, outcome)
                : new Decision(limit, policy, false, -1 - outcome);
    }

    /** {@code RateLimit}: whole tokens left and seconds until the bucket is full again. */
    public String rateLimit() {
        long missing = limit.burst() * TokenBucket.MICROS - microTokens;
        return "\"" + limit.name() + "\";r=" + microTokens / TokenBucket.MICROS + ";t="
                + Math.ceilDiv(missing, limit.rate() * TokenBucket.MICROS);
    }

    /** Time until there is a whole token. */
    public Duration retryAfter() {
        long missing = Math.max(0, TokenBucket.MICROS - microTokens);
        return Duration.ofNanos(Math.ceilDiv(missing, limit.rate()) * 1000);
    }
}
