package dev.auspex.chassis.deadline;

import java.time.Duration;
import java.util.List;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Deadline;
import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/** Reads a {@link Deadline} from the header {@link Headers#REQUEST_DEADLINE}. */
public final class RequestDeadline {

    private static final int MOST_DIGITS = 9;

    private RequestDeadline() {}

    /**
     * Returns the deadline that the header asks for.
     *
     * @param header  milliseconds left, or null
     * @param longest limit on the time left; also used if there is no header
     * @throws ProblemException if the header is not a number of milliseconds
     */
    public static Deadline of(String header, Duration longest) {
        if (header == null) {
            return Deadline.in(longest);
        }
        Duration asked = Duration.ofMillis(millis(header));
        return Deadline.in(asked.compareTo(longest) < 0 ? asked : longest);
    }

    private static long millis(String header) {
        int length = header.length();
        long millis = 0;
        for (int i = 0; i < length; i++) {
            int digit = header.charAt(i) - '0';
            if (digit < 0 || digit > 9 || length > MOST_DIGITS) {
                throw malformed();
            }
            millis = millis * 10 + digit;
        }
        if (length == 0) {
            throw malformed();
        }
        return millis;
    }

    private static ProblemException malformed() {
        String message = "`" + Headers.REQUEST_DEADLINE + "` is not a whole number of milliseconds such as 2500.";
        return new ProblemException(
                ProblemType.INVALID_INPUT,
                message,
                List.of(new Violation("#" + Headers.REQUEST_DEADLINE, "format", message)));
    }
}
