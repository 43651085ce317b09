package dev.auspex.chassis.problem;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/** Ends a request with a problem document. The caller sees the detail unchanged, up to its maximum length. */
public class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int LONGEST_DETAIL = 2_000;

    private final ProblemType type;
    private final transient List<Violation> violations;
    private final transient Duration retryAfter;

    public ProblemException(ProblemType type, String detail) {
        this(type, detail, List.of(), null);
    }

    public ProblemException(ProblemType type, String detail, List<Violation> violations) {
        this(type, detail, violations, null);
    }

    /** @param retryAfter sent as the {@code Retry-After} header in whole seconds, at least 1 */
    public ProblemException(ProblemType type, String detail, Duration retryAfter) {
        this(type, detail, List.of(), retryAfter);
    }

    private ProblemException(ProblemType type, String detail, List<Violation> violations, Duration retryAfter) {
        // No stack trace: this is an answer, not a fault, and it is created on hot paths.
        super(cut(detail), null, false, false);
        this.type = type;
        this.violations = List.copyOf(violations);
        this.retryAfter = retryAfter;
    }

    /** Limits the length, because a detail may quote what the caller sent, however long that is. */
    private static String cut(String detail) {
        return detail == null || detail.length() <= LONGEST_DETAIL
                ? detail
                : detail.substring(0, LONGEST_DETAIL) + "...";
    }

    public ProblemType type() {
        return type;
    }

    public List<Violation> violations() {
        return violations;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
