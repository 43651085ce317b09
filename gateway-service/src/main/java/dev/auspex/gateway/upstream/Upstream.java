package dev.auspex.gateway.upstream;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/**
 * One service: chooses among its addresses the one with the fewest requests under way, leaves those alone that keep failing, and
 * all of them while the circuit breaker is open.
 */
public final class Upstream {

    private final String name;
    private final List<Address> addresses;
    private final int failuresInARow;
    private final long aloneNanos;
    private final Breaker breaker;
    private final RetryBudget budget;

    Upstream(String name, List<Address> addresses, UpstreamConfig config, long now) {
        this.name = name;
        this.addresses = List.copyOf(addresses);
        this.failuresInARow = config.ejection().failures();
        this.aloneNanos = config.ejection().time().toNanos();
        this.breaker = new Breaker(
                config.breaker().requests(),
                config.breaker().failurePercent(),
                config.breaker().window().toNanos(),
                config.breaker().open().toNanos(),
                now);
        this.budget = new RetryBudget(config.retry().share(), config.retry().burst());
    }

    /** A request under way to an address. Ends once, however it does. */
    public final class Attempt {

        private final Address address;
        private boolean ended;
        private boolean told;

        private Attempt(Address address) {
            this.address = address;
            address.outstanding.incrementAndGet();
        }

        Address address() {
            return address;
        }

        /** The service answered, whatever it said. */
        public void answered() {
            if (!told) {
                told = true;
                breaker.succeeded(System.nanoTime());
                if (address.failuresInARow.getPlain() != 0) {
                    address.failuresInARow.set(0);
                }
                address.alone = false;
            }
        }

        /** The service did not answer: no connection, too late, or broken off. */
        public void failed() {
            if (!told) {
                told = true;
                long now = System.nanoTime();
                breaker.failed(now);
                if (address.failuresInARow.incrementAndGet() >= failuresInARow && mayLeaveAlone()) {
                    address.aloneUntil = now + aloneNanos;
                    address.alone = true;
                }
            }
            end();
        }

        boolean isUnderWay() {
            return !ended;
        }

        /** Nothing is under way any more. */
        public void end() {
            if (!ended) {
                ended = true;
                address.outstanding.decrementAndGet();
            }
        }
    }

    /** Whether the service may be asked at all now. */
    public boolean permits() {
        return breaker.permits(System.nanoTime());
    }

    /** Begins a request. */
    public Attempt first() {
        budget.earn();
        return new Attempt(choose(null));
    }

    /** Begins a request again, at another address where there is one; null where the retry budget is used up. */
    public @Nullable Attempt again(Attempt before) {
        return budget.pay() ? new Attempt(choose(before.address)) : null;
    }

    /** Whether there is another address than the one of an attempt. */
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
        // Where all are left alone or avoided, one of them is better than none.
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
