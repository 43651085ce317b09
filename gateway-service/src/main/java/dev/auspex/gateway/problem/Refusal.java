package dev.auspex.gateway.problem;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.problem.ProblemType;

/**
 * Reason why the gateway refuses a request.
 *
 * @param reason     short name for metrics, such as {@code token} or {@code limit}
 * @param type       kind of problem
 * @param detail     message for the caller
 * @param retryAfter when to try again, or null if retrying does not help
 * @param challenge  {@code WWW-Authenticate}, or null
 */
public record Refusal(
        String reason,
        ProblemType type,
        String detail,
        @Nullable Duration retryAfter,
        @Nullable String challenge) {

    public Refusal(String reason, ProblemType type, String detail) {
        this(reason, type, detail, null, null);
    }

    public Refusal(String reason, ProblemType type, String detail, Duration retryAfter) {
        this(reason, type, detail, retryAfter, null);
    }
}
