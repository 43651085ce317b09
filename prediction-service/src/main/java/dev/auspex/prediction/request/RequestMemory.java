package dev.auspex.prediction.request;

import java.util.function.LongConsumer;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.budget.Budget;
import dev.auspex.chassis.budget.ByteBudget.Charge;
import dev.auspex.chassis.budget.RequestBudget;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.prediction.PredictionRequest;

/** Memory accounting of requests: settles the advance charge of a request once its real size is known. */
@ApplicationScoped
class RequestMemory {

    /**
     * Bytes for one value: its name, and its copies in the input, the row, the event and the call to the model service.
     */
    private static final int VALUE_BYTES = 1024;

    /** Copies of a text in memory: as received, decoded if it is an image, and in the call to the model service. */
    private static final int TEXT_COPIES = 3;

    /** Charge up to which settling is not worth the effort. */
    private static final long SMALL_BYTES = 64 * 1024;

    /** Bytes charged for each prediction of a page until the real size is known. */
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
     * @return to be called with the number of JSON characters read; it charges the memory that they take
     * @throws ProblemException OVERLOADED if there is no room now, BODY_TOO_LARGE if there never will be; the returned
     *     function throws it too
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
