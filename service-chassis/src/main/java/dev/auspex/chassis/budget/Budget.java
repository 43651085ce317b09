package dev.auspex.chassis.budget;

import java.time.Duration;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.budget.ByteBudget.Charge;
import dev.auspex.chassis.budget.ByteBudget.Verdict;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;

/** The memory budget of this process: the total bytes of request bodies, of what is made from them, and of answers. */
@ApplicationScoped
public class Budget {

    private static final String KEY = Budget.class.getName();

    private final ByteBudget bytes;
    private final Duration retryAfter;
    private final Counter full;
    private final Counter tooLarge;

    Budget(BudgetConfig config, MeterRegistry metrics) {
        // Computed at run time: a native executable must not keep the heap size of the machine that built it.
        long capacity = config.bytes()
                .map(MemorySize::asLongValue)
                .orElseGet(() -> Runtime.getRuntime().maxMemory() / 100 * config.heapPercent());
        this.bytes = new ByteBudget(capacity, Math.max(1, capacity / 100 * config.callerPercent()));
        this.retryAfter = config.retryAfter();
        Gauge.builder("auspex.budget.used", bytes, ByteBudget::used)
                .description("Bytes held by requests in progress")
                .baseUnit("bytes")
                .register(metrics);
        Gauge.builder("auspex.budget.capacity", bytes, ByteBudget::capacity)
                .description("Most bytes that all requests in progress may hold")
                .baseUnit("bytes")
                .register(metrics);
        this.full = refused(metrics, "full");
        this.tooLarge = refused(metrics, "too-large");
    }

    private static Counter refused(MeterRegistry metrics, String reason) {
        return Counter.builder("auspex.budget.refused")
                .description("Requests refused because they did not fit into the memory budget")
                .tag("reason", reason)
                .register(metrics);
    }

    /** Opens the account of one request. Close it when the request has ended. */
    public Charge open(Object caller) {
        return bytes.open(caller);
    }

    /**
     * Opens the account of one request, shared by everything that handles the request. It closes when the request ends.
     */
    public Charge open(Object caller, RoutingContext call) {
        Charge charge = bytes.open(caller);
        call.put(KEY, charge);
        Answered.then(call, charge::close);
        return charge;
    }

    /**
     * Returns the account of a request, and opens one if the request has none because it has no body. Any thread may
     * call this.
     */
    public Charge account(Object caller, RoutingContext call) {
        Charge charge = of(call);
        return charge == null ? open(caller, call) : charge;
    }

    /** Returns the bytes that all requests in progress hold now. */
    public long used() {
        return bytes.used();
    }

    /** Returns the bytes that one caller holds now. */
    public long used(Object caller) {
        return bytes.used(caller);
    }

    /** Returns the account of a request, or null if none was opened: it has no body. */
    public static @Nullable Charge of(RoutingContext call) {
        return call.get(KEY);
    }

    /**
     * Charges bytes to a request.
     *
     * @throws ProblemException OVERLOADED if there is no room now, BODY_TOO_LARGE if there never will be
     */
    public void take(Charge charge, long more) {
        ProblemException refusal = refusal(charge.take(more));
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Returns the problem for a verdict, or null if the bytes were charged. */
    public @Nullable ProblemException refusal(Verdict verdict) {
        return switch (verdict) {
            case TAKEN -> null;
            case FULL -> {
                full.increment();
                yield new ProblemException(
                        ProblemType.OVERLOADED,
                        "Requests in progress use all the memory that is reserved for requests. Send fewer or smaller"
                                + " requests at once, and try again.",
                        retryAfter);
            }
            case TOO_LARGE -> {
                tooLarge.increment();
                yield new ProblemException(
                        ProblemType.BODY_TOO_LARGE,
                        "The request or its response needs more than " + bytes.largest()
                                + " bytes of memory, which is the limit for one request."
                                + " Split it into smaller requests.");
            }
        };
    }
}
