package dev.auspex.model.publish;

import java.util.function.LongConsumer;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.budget.Budget;
import dev.auspex.chassis.budget.ByteBudget.Charge;
import dev.auspex.chassis.problem.ProblemException;

/** Charges what the registry tells of many versions, or of graphs with thousands of inputs, to the request that asks. */
@ApplicationScoped
class ListingMemory {

    /** A letter of stored JSON: as it is read, as the objects that it becomes, and in the answer. */
    private static final int FACTOR = 8;

    /** Less than this is not worth counting. */
    private static final long SMALL_LETTERS = 32 * 1024;

    private final Budget budget;
    private final CurrentVertxRequest current;

    ListingMemory(Budget budget, CurrentVertxRequest current) {
        this.budget = budget;
        this.current = current;
    }

    /**
     * What to tell how many letters the schemas have that are about to be read. For any thread.
     *
     * @throws ProblemException OVERLOADED where there is no room for them, BODY_TOO_LARGE where there never will be
     */
    LongConsumer schemas() {
        Charge charge = Budget.of(current.getCurrent());
        return letters -> {
            if (charge != null && letters > SMALL_LETTERS) {
                // A request that reads them twice holds them once at a time.
                budget.take(charge, Math.max(0, FACTOR * letters - charge.bytes()));
            }
        };
    }
}
