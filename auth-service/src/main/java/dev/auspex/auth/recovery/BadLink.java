package dev.auspex.auth.recovery;

import java.util.List;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/** Creates the refusal of a link from a mail. */
final class BadLink {

    private BadLink() {}

    static ProblemException problem() {
        String message = "This link was already used or has expired. Request a new one.";
        return new ProblemException(
                ProblemType.INVALID_INPUT, message, List.of(new Violation("/token", "expired", message)));
    }
}
