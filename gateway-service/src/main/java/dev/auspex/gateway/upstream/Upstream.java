package dev.auspex.gateway.upstream;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.breaker.Breaker;
import dev.auspex.chassis.breaker.CallerBreakers;

/**
 * One service. It chooses the address with the fewest outstanding requests, avoids addresses that keep failing,
 * and sends nothing while the circuit breaker is open. A failure that a caller may have caused counts in a
 * breaker for that caller alone.
 */
public final class Upstream {

    private final String name;
    private final List<Address> addresses;
    private final int failuresInARow;
    private final long aloneNanos;
    private final Breaker breaker;
    private final CallerBreakers callers;
    private final RetryBudget budget;

    Upstream(String name, List<Address> addresses, UpstreamConfig config, long now) {
        this.name = name;
        this.addresses = List.copyOf(addresses);
        this.failuresInARow = config.ejection().failures();
        this.aloneNanos = config.ejection().time().toNanos();
        Breaker.Settings settings = new Breaker.Settings(
                config.breaker().requests(),
                config.breaker().failurePercent(),
                config.breaker().window().toNanos(),
                config.breaker().open().toNanos());
        this.breaker = new Breaker(settings, now);
        this.callers = new CallerBreakers(settings, config.breaker().callers());
        this.budget = new RetryBudget(config.retry().share(), config.retry().burst());
    }

    /** A request in progress to an address. It ends exactly once. */
    public final class Attempt {

        private final Address address;
        private final Object caller;
        private boolean ended;
        private boolean told;

        private Attempt(Address address, Object caller) {
            this.address = address;
            this.caller = caller;
            address.outstanding.incrementAndGet();
        }

        Address address() {
            return address;
        }

        /** Records that the service answered, whatever the status. */
        public void answered() {
            if (!told) {
                told = true;
                long now = System.nanoTime();
                breaker.succeeded(now);
                callers.succeeded(caller, now);
                if (address.failuresInARow.getPlain() != 0) {
                    address.failuresInARow.set(0);
                }
                address.lastCaller = null;
                address.alone = false;
            }
        }

        /**
         * Records that the service could not be reached, or broke off a request that asked for nothing
         * unusual: it is unhealthy.
         */
        public void failed() {
            if (!told) {
                told = true;
                long now = System.nanoTime();
                breaker.failed(now);
                suspect(now);
            }
            end();
        }

        /**
         * Records that the service did not answer, possibly because of this caller's request: too much work, or a body
         * that the service rejected. Other callers must not suffer for it, so it counts against this caller, and
         * against the address only if consecutive failures come from different callers.
         */
        public void failedForCaller() {
            if (!told) {
                told = true;
                long now = System.nanoTime();
                callers.failed(caller, now);
                if (!caller.equals(address.lastCaller)) {
                    address.lastCaller = caller;
                    suspect(now);
                }
            }
            end();
        }

        private void suspect(long now) {
            if (address.failuresInARow.incrementAndGet() >= failuresInARow && mayLeaveAlone()) {
                address.aloneUntil = now + aloneNanos;
                address.alone = true;
            }
        }

        boolean isUnderWay() {
            return !ended;
        }

        /** Ends the request. */
        public void end() {
            if (!ended) {
                ended = true;
                address.outstanding.decrementAndGet();
            }
        }
    }

    /** Returns whether the service may be called for this caller now. */
    public boolean permits(Object caller) {
        long now = System.nanoTime();
        return callers.permits(caller, now) && breaker.permits(now);
    }

    /** Begins a request of a caller. */
    public Attempt first(Object caller) {
        budget.earn();
        return new Attempt(choose(null), caller);
    }

    /** Begins a request again, at another address if there is one; returns null if the retry budget is used up. */
    public @Nullable Attempt again(Attempt before) {
        return budget.pay() ? new Attempt(choose(before.address), before.caller) : null;
    }

    /** Returns whether the service has another address than that of an attempt. */
    public boolean hasOther() {
        return addresses.size() > 1;
    }

    List<Address> addresses() {
        return addresses;
    }

    String name() {
        return name;
    }

    boolean isOpen() {
        return breaker.isOpen();
    }

    /** Returns the number of callers whose own breaker is open. */
    long callersRefused() {
        return callers.open();
    }

    private Address choose(@Nullable Address avoided) {
        int count = addresses.size();
        if (count == 1) {
            return addresses.getFirst();
        }
        long now = System.nanoTime();
        int from = ThreadLocalRandom.current().nextInt(count);
        Address best = null;
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            Address address = addresses.get((from + i) % count);
            if (address == avoided || isAlone(address, now)) {
                continue;
            }
            int outstanding = address.outstanding.get();
            if (outstanding < least) {
                best = address;
                least = outstanding;
            }
        }
        // If all addresses are ejected or avoided, any address is better than none.
        return best != null ? best : addresses.get(from);
    }

    static boolean isAlone(Address address, long now) {
        return address.alone && now - address.aloneUntil < 0;
    }

    private boolean mayLeaveAlone() {
        long now = System.nanoTime();
        long left = addresses.stream().filter(address -> isAlone(address, now)).count();
        return 2 * (left + 1) <= addresses.size();
    }
}
