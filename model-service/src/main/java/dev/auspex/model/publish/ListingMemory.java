package dev.auspex.model.publish;

import java.util.function.LongConsumer;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.budget.Budget;
import dev.auspex.chassis.budget.ByteBudget.Charge;
import dev.auspex.chassis.problem.ProblemException;

/**
 * Charges the memory for listings of many versions, or of graphs with thousands of inputs, to the request that
 * asks for them.
 */
@ApplicationScoped
class ListingMemory {

    /**
     * Bytes of memory for a byte of stored JSON: the text as it is read, the objects parsed from it, and the answer.
     */
    private static final int FACTOR = 8;

    /** Sizes up to this many bytes are not worth counting. */
    private static final long SMALL_LETTERS = 32 * 1024;

    private final Budget budget;
    private final CurrentVertxRequest current;

    ListingMemory(Budget budget, CurrentVertxRequest current) {
        this.budget = budget;
        this.current = current;
    }

    /**
     * Returns a consumer that charges the size in bytes of the schemas that are about to be read. It may be called on
     * any thread.
     *
     * @throws ProblemException OVERLOADED if there is no memory for them now, BODY_TOO_LARGE if there never will be
     */
    LongConsumer schemas() {
        Charge charge = Budget.of(current.getCurrent());
        return letters -> {
            if (charge != null && letters > SMALL_LETTERS) {
                // A request that reads the schemas twice holds only one copy at a time.
                budget.take(charge, Math.max(0, FACTOR * letters - charge.bytes()));
            }
        };
    }
}
