package dev.auspex.model.explain;

import java.time.Duration;

import dev.auspex.contracts.http.Deadline;

/** Tells whether somebody still waits for an answer. Long work checks it between its steps. */
@FunctionalInterface
interface Patience {

    /** Longest time of one run, unless another limit is set. */
    Duration LONGEST_RUN = Duration.ofSeconds(30);

    /** Throws the exception for the caller if the time is over, which ends the work. */
    void require();

    /** Returns the deadline; runs of the engine end by then. */
    default Deadline until() {
        return Deadline.in(LONGEST_RUN);
    }
}
