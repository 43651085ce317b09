package dev.auspex.model.explain;

import java.time.Duration;

import dev.auspex.contracts.http.Deadline;

/** Whether somebody still waits for an answer. Long work asks between its steps. */
@FunctionalInterface
interface Patience {

    /** Of one run where nobody says anything else. */
    Duration LONGEST_RUN = Duration.ofSeconds(30);

    /** Throws what the caller is to be told where the time is over; the work then ends. */
    void require();

    /** When it is over; runs of the engine take no longer. */
    default Deadline until() {
        return Deadline.in(LONGEST_RUN);
    }
}
