package dev.auspex.model.openinference;

import dev.auspex.chassis.problem.ProblemException;

/** Memory for what is made of a request, asked for before it is allocated. */
@FunctionalInterface
interface Room {

    /** For a request that is charged by somebody else, or that nobody charges. */
    Room UNBOUNDED = bytes -> {};

    /** Takes bytes, or throws a {@link ProblemException} where there is no room for them. */
    void take(long bytes);
}
