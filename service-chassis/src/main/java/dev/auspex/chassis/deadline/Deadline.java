package dev.auspex.chassis.deadline;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/**
 * The instant after which nobody waits for an answer any more. It travels from service to service in
 * {@link Headers#REQUEST_DEADLINE}.
 */
public record Deadline(Instant at) {

    public static Deadline in(Duration wait) {
        return new Deadline(Instant.now().plus(wait));
    }

    /**
     * @param header  instant in ISO 8601, or null
     * @param longest the deadline is never later than this from now
     * @throws ProblemException where the header is no instant
     */
    public static Deadline fromHeader(String header, Duration longest) {
        Deadline latest = in(longest);
        if (header == null) {
            return latest;
        }
        try {
            Instant asked = Instant.parse(header);
            return asked.isBefore(latest.at) ? new Deadline(asked) : latest;
        } catch (DateTimeParseException e) {
            String message = Headers.REQUEST_DEADLINE + " is not an instant such as 2026-01-31T12:00:00Z";
            throw new ProblemException(
                    ProblemType.INVALID_INPUT,
                    message,
                    List.of(new Violation("#" + Headers.REQUEST_DEADLINE, "format", message)));
        }
    }

    /** Time left; zero once it has passed. */
    public Duration remaining() {
        Duration left = Duration.between(Instant.now(), at);
        return left.isNegative() ? Duration.ZERO : left;
    }

    public boolean passed() {
        return !Instant.now().isBefore(at);
    }

    public String header() {
        return at.toString();
    }
}
