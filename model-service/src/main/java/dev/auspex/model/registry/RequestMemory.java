package dev.auspex.model.registry;

import java.util.function.LongConsumer;

import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.budget.Budget;
import dev.auspex.chassis.budget.ByteBudget.Charge;
import dev.auspex.chassis.budget.RequestBudget;
import dev.auspex.chassis.problem.ProblemException;

/**
 * Charges what a request reads to its tenant before it is read: a model may have a thousand versions, a graph thousands
 * of inputs, and a schema or a card megabytes. The charge ends when the client has received the answer.
 */
@ApplicationScoped
public class RequestMemory {

    /** Bytes of memory for a byte of JSON: the text as it is read, the objects parsed from it, and the answer. */
    private static final int FACTOR = 8;

    /** What is smaller is not charged. */
    private static final long SMALL_BYTES = 32 * 1024;

    private final Budget budget;
    private final CurrentIdentityAssociation identity;
    private final CurrentVertxRequest current;

    RequestMemory(Budget budget, CurrentIdentityAssociation identity, CurrentVertxRequest current) {
        this.budget = budget;
        this.identity = identity;
        this.current = current;
    }

    /**
     * Returns what charges the current request. Call this on the thread of the request; another thread may then call
     * what it returns. If one request reads several things one after another, only the largest is charged.
     *
     * @return takes the size in bytes of JSON, and throws a {@link ProblemException}: OVERLOADED if there
     *     is no memory for it now, BODY_TOO_LARGE if there never will be
     */
    public LongConsumer account() {
        RoutingContext call = current.getCurrent();
        Object caller = RequestBudget.caller(call, identity.getIdentity());
        return bytes -> {
            if (bytes > SMALL_BYTES) {
                Charge charge = budget.account(caller, call);
                budget.take(charge, Math.max(0, FACTOR * bytes - charge.bytes()));
            }
        };
    }

    /** Charges the current request; see {@link #account}. */
    public void take(long bytes) {
        if (bytes > SMALL_BYTES) {
            account().accept(bytes);
        }
    }
}
