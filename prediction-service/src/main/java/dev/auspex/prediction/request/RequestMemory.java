package dev.auspex.prediction.request;

import java.util.UUID;
import java.util.function.LongConsumer;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.budget.Budget;
import dev.auspex.chassis.budget.ByteBudget.Charge;
import dev.auspex.chassis.budget.LargeBodyGate;
import dev.auspex.chassis.budget.RequestBudget;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.prediction.PredictionRequest;
import dev.auspex.prediction.history.PredictionHistory;

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

    private final CurrentVertxRequest current;
    private final Budget budget;
    private final LargeBodyGate gate;

    RequestMemory(CurrentVertxRequest current, Budget budget, LargeBodyGate gate) {
        this.current = current;
        this.budget = budget;
        this.gate = gate;
    }

    /**
     * Charges a page of predictions to its tenant before it is read.
     *
     * @return takes the size of the page that was read, in bytes of JSON, and charges it instead
     * @throws ProblemException OVERLOADED if there is no memory for it now, also thrown by what is returned
     */
    LongConsumer page(UUID tenant, int limit) {
        Charge charge = budget.account(tenant.toString(), current.getCurrent());
        budget.take(charge, RequestBudget.JSON_FACTOR * PredictionHistory.expectedBytes(limit));
        return bytes -> {
            long needed = RequestBudget.JSON_FACTOR * bytes;
            budget.take(charge, Math.max(0, needed - charge.bytes()));
            charge.settle(needed);
        };
    }

    /** Charges what a request needs once it is parsed, and lets the next large body of its tenant be parsed. */
    void settle(PredictionRequest request) {
        gate.done(current.getCurrent());
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
