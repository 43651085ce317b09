package dev.auspex.model.inference;

import java.util.List;
import java.util.Optional;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/** Which of two waiting requests runs first. */
public enum Priority {
    /** Somebody waits for the answer; goes first. */
    INTERACTIVE,
    /** Takes what is left: runs when nothing interactive waits, and each time that it was passed over often enough. */
    BATCH;

    /** The priority with the name, in small letters as callers write it. */
    public static Optional<Priority> named(String name) {
        return switch (name) {
            case "interactive" -> Optional.of(INTERACTIVE);
            case "batch" -> Optional.of(BATCH);
            default -> Optional.empty();
        };
    }

    /**
     * @param header {@link Headers#REQUEST_PRIORITY}, or null
     * @throws ProblemException where it names no priority
     */
    public static Priority fromHeader(String header) {
        if (header == null) {
            return INTERACTIVE;
        }
        return named(header).orElseThrow(Priority::unknown);
    }

    private static ProblemException unknown() {
        String message = "The header " + Headers.REQUEST_PRIORITY + " must be `interactive` or `batch`.";
        return new ProblemException(
                ProblemType.INVALID_INPUT,
                message,
                List.of(new Violation("#" + Headers.REQUEST_PRIORITY, "format", message)));
    }
}
