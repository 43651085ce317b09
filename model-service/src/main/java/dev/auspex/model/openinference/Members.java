package dev.auspex.model.openinference;

import java.util.function.Supplier;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;

/** Tracks the members that an object has had. A repeated member is ambiguous, so it is refused. */
final class Members {

    static final int ID = 1;
    static final int NAME = 1 << 1;
    static final int DATATYPE = 1 << 2;
    static final int SHAPE = 1 << 3;
    static final int PARAMETERS = 1 << 4;
    static final int DATA = 1 << 5;
    static final int INPUTS = 1 << 6;
    static final int OUTPUTS = 1 << 7;

    private final Supplier<String> owner;
    private int seen;

    /** @param owner name of the object in the error, which ends a sentence */
    Members(Supplier<String> owner) {
        this.owner = owner;
    }

    void once(int bit, String member) {
        if ((seen & bit) != 0) {
            throw new ProblemException(
                    ProblemType.INVALID_INPUT, "`" + member + "` appears twice in " + owner.get() + ".");
        }
        seen |= bit;
    }
}
