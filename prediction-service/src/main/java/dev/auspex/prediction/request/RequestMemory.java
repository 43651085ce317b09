package dev.auspex.prediction.request;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.budget.Budget;
import dev.auspex.chassis.budget.ByteBudget.Charge;
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

    private final CurrentVertxRequest current;

    RequestMemory(CurrentVertxRequest current) {
        this.current = current;
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
