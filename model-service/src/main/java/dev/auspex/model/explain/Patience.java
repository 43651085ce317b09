package dev.auspex.model.explain;

/** Whether somebody still waits for an answer. Long work asks between its steps. */
@FunctionalInterface
interface Patience {

    /** Throws what the caller is to be told where the time is over; the work then ends. */
    void require();
}
