package dev.auspex.prediction.request;

import java.util.function.LongConsumer;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.budget.Budget;
import dev.auspex.chassis.budget.ByteBudget.Charge;
import dev.auspex.chassis.budget.RequestBudget;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.prediction.PredictionRequest;

/** Settles what a request was charged before it was read, once it is known what became of it. */
@ApplicationScoped
class RequestMemory {

    /** A value with its name and its places in the input, the row, the event and the call to the model service. */
    private static final int VALUE_BYTES = 1024;

    /** A text is held as it came, decoded where it is an image, and in the call to the model service. */
    private static final int TEXT_COPIES = 3;

    /** Less than this is not worth counting. */
    private static final long SMALL_BYTES = 64 * 1024;

    /** What is charged for each prediction of a page until it is known how large they are. */
    private static final long EXPECTED_BYTES = 16 * 1024;

    private final CurrentVertxRequest current;
    private final Budget budget;

    RequestMemory(CurrentVertxRequest current, Budget budget) {
        this.current = current;
        this.budget = budget;
    }

    /**
     * Charges a page before it is read.
     *
     * @return what to tell how many letters of JSON were read; it charges what they become
     * @throws ProblemException OVERLOADED where there is no room, BODY_TOO_LARGE where there never will be; from both
     */
    LongConsumer page(int limit) {
        Charge charge = Budget.of(current.getCurrent());
        if (charge == null) {
            return letters -> {};
        }
        budget.take(charge, limit * EXPECTED_BYTES);
        return letters -> {
            long needed = RequestBudget.JSON_FACTOR * letters;
            budget.take(charge, Math.max(0, needed - charge.bytes()));
            charge.settle(needed);
        };
    }

    void settle(PredictionRequest request) {
        Charge charge = Budget.of(current.getCurrent());
        if (charge == null || charge.bytes() <= SMALL_BYTES) {
            return;
        }
        long needed = 0;
        for (Object value : request.features().values()) {
            needed += VALUE_BYTES + (value instanceof String text ? (long) TEXT_COPIES * text.length() : 0);
        }
        charge.settle(needed);
    }
}
