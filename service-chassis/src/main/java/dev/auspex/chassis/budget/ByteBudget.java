package dev.auspex.chassis.budget;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the bytes that all requests in progress hold together, and the share of each caller.
 *
 * <p>A caller may hold as much as it leaves free: a little less than half of the budget when it is alone, and less when
 * there are others. As requests end, the shares of callers that ask for all they can get become equal. This is the
 * dynamic threshold of Choudhury and Hahne, "Dynamic queue length thresholds for shared-memory packet switches",
 * IEEE/ACM Transactions on Networking 6(2), 1998, with factor 1. Requests can be long here, however, so one eighth is
 * reserved for callers that hold little. Otherwise many greedy callers, one after the other, would leave nothing.
 *
 * <p>Thread-safe. A charge costs two additions to counters and a map lookup.
 */
public final class ByteBudget {

    private static final long GONE = Long.MIN_VALUE;

    /** Up to this many callers, those that hold nothing stay in the map, so that most charges find their account. */
    private static final int MOST_IDLE = 1024;

    /** The reserve for callers that hold little, as a divisor of the capacity. */
    private static final int RESERVE = 8;

    /** The most that a caller may hold and still use the reserve, as a divisor of the capacity. */
    private static final int LITTLE = 1024;

    private final long capacity;
    private final long shared;
    private final long little;
    private final long mostOfOne;
    private final AtomicLong used = new AtomicLong();
    private final ConcurrentMap<Object, Account> accounts = new ConcurrentHashMap<>();

    /**
     * @param capacity  bytes of all callers together
     * @param mostOfOne maximum bytes of one caller, however much is free
     */
    public ByteBudget(long capacity, long mostOfOne) {
        if (capacity < 1 || mostOfOne < 1 || mostOfOne > capacity) {
            throw new IllegalArgumentException(
                    "A budget of " + capacity + " bytes cannot give one caller " + mostOfOne + " bytes.");
        }
        this.capacity = capacity;
        this.shared = capacity - capacity / RESERVE;
        this.little = capacity / LITTLE;
        this.mostOfOne = mostOfOne;
    }

    /** The outcome of a charge. */
    public enum Verdict {
        /** The bytes are charged. */
        TAKEN,
        /** There is no room now. Nothing was charged. */
        FULL,
        /** There would be no room even if nothing else were in progress. Nothing was charged. */
        TOO_LARGE
    }

    /** The bytes that one caller holds. */
    private static final class Account {

        private final AtomicLong held = new AtomicLong();
    }

    /** Opens the account of one request, which holds nothing yet. Close it when the request has ended. */
    public Charge open(Object caller) {
        return new Charge(caller);
    }

    public long capacity() {
        return capacity;
    }

    /** Returns the bytes charged now. */
    public long used() {
        return used.get();
    }

    /** Returns the bytes that one caller holds now. */
    public long used(Object caller) {
        Account account = accounts.get(caller);
        return account == null ? 0 : Math.max(0, account.held.get());
    }

    /** Returns the number of known callers, whether they hold bytes or not. */
    int callers() {
        return accounts.size();
    }

    private Verdict take(Charge charge, long bytes) {
        // Together with what the request already holds, this is what it would need if it were alone.
        if (bytes > capacity || charge.bytes + bytes > Math.max(little, largest())) {
            return Verdict.TOO_LARGE;
        }
        long all = used.addAndGet(bytes);
        if (all > capacity) {
            used.addAndGet(-bytes);
            return Verdict.FULL;
        }
        long own = add(charge.caller, bytes);
        if (own > mostOfOne || (own > little && own > shared - all)) {
            used.addAndGet(-bytes);
            give(charge.caller, bytes);
            return Verdict.FULL;
        }
        return Verdict.TAKEN;
    }

    /** Returns the most that one request can be charged, in bytes. */
    public long largest() {
        return Math.min(mostOfOne, shared / 2);
    }

    private long add(Object caller, long bytes) {
        while (true) {
            Account account = accounts.get(caller);
            if (account == null) {
                account = accounts.computeIfAbsent(caller, ignored -> new Account());
            }
            long held = account.held.get();
            while (held != GONE) {
                if (account.held.compareAndSet(held, held + bytes)) {
                    return held + bytes;
                }
                held = account.held.get();
            }
            // Another thread retired this account after the lookup and is about to remove it.
            accounts.remove(caller, account);
        }
    }

    private void give(Object caller, long bytes) {
        Account account = accounts.get(caller);
        long left = account.held.addAndGet(-bytes);
        if (left == 0 && accounts.size() > MOST_IDLE && account.held.compareAndSet(0, GONE)) {
            accounts.remove(caller, account);
        }
    }

    /** The bytes that one request holds. Thread-safe; any thread may close it, more than once. */
    public final class Charge implements AutoCloseable {

        private final Object caller;
        private long bytes;
        private boolean closed;

        private Charge(Object caller) {
            this.caller = caller;
        }

        /** Charges more bytes, or none. After the request has ended, this charges nothing and returns {@code TAKEN}. */
        public synchronized Verdict take(long more) {
            if (more < 0) {
                throw new IllegalArgumentException("A charge must not be negative, but it is " + more + " bytes.");
            }
            if (closed || more == 0) {
                return Verdict.TAKEN;
            }
            Verdict verdict = ByteBudget.this.take(this, more);
            if (verdict == Verdict.TAKEN) {
                bytes += more;
            }
            return verdict;
        }

        /** Gives back everything above the number of bytes that the request turned out to need. */
        public synchronized void settle(long needed) {
            long over = bytes - Math.max(0, needed);
            if (!closed && over > 0) {
                bytes -= over;
                used.addAndGet(-over);
                give(caller, over);
            }
        }

        /** Returns the bytes held now. */
        public synchronized long bytes() {
            return bytes;
        }

        @Override
        public synchronized void close() {
            settle(0);
            closed = true;
        }
    }
}
