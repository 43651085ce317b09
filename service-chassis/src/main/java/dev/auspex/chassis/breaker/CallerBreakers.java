package dev.auspex.chassis.breaker;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Circuit breakers for failures that a caller's own work may have caused, such as an answer that comes too late: one for each
 * caller, so that whoever causes them stops nobody else. A caller without failures has none and costs nothing.
 */
public final class CallerBreakers {

    private final Breaker.Settings settings;
    private final int most;
    private final ConcurrentMap<Object, Breaker> breakers = new ConcurrentHashMap<>();

    /** @param most callers that are remembered; for others nothing is concluded from their failures */
    public CallerBreakers(Breaker.Settings settings, int most) {
        this.settings = settings;
        this.most = most;
    }

    /** Whether a request of a caller may be sent. */
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

    /** Callers whose requests are refused at the moment. */
    public long open() {
        return breakers.values().stream().filter(Breaker::isOpen).count();
    }
}
