package dev.auspex.gateway.limit;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.gateway.problem.Refusal;

/**
 * Outcome of one request at its limits. The request is refused if one rule refuses it; then
 * nothing is taken from any rule.
 *
 * @param rules   the rules that apply to the request
 * @param keys    their keys
 * @param left    what is left of each rule: micro-tokens of a rate, concurrent requests, tokens of the day
 * @param refused index of the rule that refused, or -1
 * @param shadow  whether refusals are only counted
 * @param cost    tokens that were requested
 * @param lease   id under which the request counts as concurrent, or null
 * @param alone   whether this instance decided without Redis
 */
public record Decision(
        Rule[] rules,
        String[] keys,
        long[] left,
        int refused,
        boolean shadow,
        int cost,
        @Nullable String lease,
        boolean alone) {

    /** Returns whether the request may pass. */
    public boolean allowed() {
        return refused < 0 || shadow;
    }

    /** Returns the value of {@code RateLimit-Policy}. */
    public String policy() {
        if (rules.length == 1) {
            return String.valueOf(rules[0].policy());
        }
        StringBuilder text = new StringBuilder();
        for (Rule rule : rules) {
            if (rule.policy() != null) {
                text.append(text.isEmpty() ? "" : ", ").append(rule.policy());
            }
        }
        return text.toString();
    }

    /** Returns the value of {@code RateLimit}: whole tokens left, and seconds until the bucket is full again. */
    public String rateLimit() {
        if (rules.length == 1) {
            return state(0);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rules.length; i++) {
            if (rules[i].kind() != Rule.Kind.CONCURRENT) {
                text.append(text.isEmpty() ? "" : ", ").append(state(i));
            }
        }
        return text.toString();
    }

    private String state(int i) {
        Rule rule = rules[i];
        if (rule.kind() == Rule.Kind.DAILY) {
            return "\"" + rule.name() + "\";r=" + Math.max(0, left[i]) + ";t=" + secondsOfDayLeft();
        }
        Limit limit = rule.limit();
        long missing = limit.burst() * Gcra.MICROS - left[i];
        return "\"" + rule.name() + "\";r=" + Math.max(0, left[i]) / Gcra.MICROS + ";t="
                + Math.ceilDiv(missing, limit.rate() * Gcra.MICROS);
    }

    private static long secondsOfDayLeft() {
        return Rule.DAY_SECONDS - System.currentTimeMillis() / 1000 % Rule.DAY_SECONDS;
    }

    /** Returns the time until the same request would pass, as far as it is known. */
    public Duration retryAfter() {
        Rule rule = rules[Math.max(0, refused)];
        return switch (rule.kind()) {
            case RATE -> {
                long wanted = Math.min(cost, rule.limit().burst()) * Gcra.MICROS;
                long missing = Math.max(0, wanted - left[Math.max(0, refused)]);
                yield Duration.ofNanos(Math.ceilDiv(missing, rule.limit().rate()) * 1000);
            }
            case DAILY -> Duration.ofSeconds(secondsOfDayLeft());
            // It is unknown when one of the other requests ends.
            case CONCURRENT -> Duration.ofSeconds(1);
        };
    }

    /** Returns the refusal for the caller. */
    public Refusal refusal() {
        Rule rule = rules[Math.max(0, refused)];
        String whose =
                switch (rule.dimension()) {
                    case CALLER -> "";
                    case KEY -> " for this API key";
                    case TENANT -> " for your tenant";
                    case ADDRESS -> " for this address";
                };
        String detail =
                switch (rule.kind()) {
                    case RATE ->
                        "The rate limit" + whose + " is " + rule.limit().rate()
                                + " per second, with bursts of up to "
                                + rule.limit().burst() + ". Wait as long as Retry-After says.";
                    case DAILY ->
                        "The daily quota" + whose + " (" + rule.most() + ") is used up. It resets at midnight UTC.";
                    case CONCURRENT ->
                        "The limit of concurrent requests" + whose + " is " + rule.most()
                                + ". Wait until one of them ends.";
                };
        return new Refusal("limit", ProblemType.RATE_LIMITED, detail, retryAfter());
    }
}
