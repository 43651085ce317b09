package dev.auspex.chassis.breaker;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Circuit breakers for failures that a caller's own work may have caused, such as an answer that comes too late. Each
 * caller has its own breaker, so one caller's failures do not block the others. A caller without failures has no
 * breaker and costs nothing.
 */
public final class CallerBreakers {

    private final Breaker.Settings settings;
    private final int most;
    private final ConcurrentMap<Object, Breaker> breakers = new ConcurrentHashMap<>();

    /** @param most number of callers to track; failures of any further caller are ignored */
    public CallerBreakers(Breaker.Settings settings, int most) {
        this.settings = settings;
        this.most = most;
    }

    /** Returns whether a request of this caller may be sent. */
    public boolean permits(Object caller, long now) {
        Breaker breaker = breakers.isEmpty() ? null : breakers.get(caller);
        return breaker == null || breaker.permits(now);
    }

    public void succeeded(Object caller, long now) {
        Breaker breaker = breakers.isEmpty() ? null : breakers.get(caller);
        if (breaker != null) {
            breaker.succeeded(now);
        }
    }

    public void failed(Object caller, long now) {
        Breaker known = breakers.get(caller);
        if (known == null) {
            if (breakers.size() >= most) {
                breakers.values().removeIf(breaker -> breaker.isForgotten(now));
            }
            if (breakers.size() >= most) {
                return;
            }
            known = breakers.computeIfAbsent(caller, ignored -> new Breaker(settings, now));
        }
        known.failed(now);
    }

    /** Returns the number of callers whose breaker is open. */
    public long open() {
        return breakers.values().stream().filter(Breaker::isOpen).count();
    }
}
