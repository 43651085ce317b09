package dev.auspex.chassis.budget;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the bytes that all requests under way hold together, and what one caller holds of them.
 *
 * <p>One caller may hold as much as it leaves free, so alone not quite half of the budget, and beside others less; as requests
 * end, the shares of those who ask for all they can get become equal. It is the dynamic threshold of Choudhury and Hahne, "Dynamic
 * queue length thresholds for shared-memory packet switches", IEEE/ACM Transactions on Networking 6(2), 1998, with the factor 1.
 * Requests here may last, however, so an eighth is kept for callers who hold little: many greedy ones, one after the other, would
 * otherwise leave nothing.
 *
 * <p>For any number of threads. A charge costs two additions to counters and a look into a map.
 */
public final class ByteBudget {

    private static final long GONE = Long.MIN_VALUE;

    /** Callers that hold nothing stay known up to this number, so that most charges find theirs. */
    private static final int MOST_IDLE = 1024;

    /** The part of the budget that is kept for callers who hold little, and what little is. */
    private static final int RESERVE = 8;

    private static final int LITTLE = 1024;

    private final long capacity;
    private final long shared;
    private final long little;
    private final long mostOfOne;
    private final AtomicLong used = new AtomicLong();
    private final ConcurrentMap<Object, Account> accounts = new ConcurrentHashMap<>();

    /**
     * @param capacity  bytes of all callers together
     * @param mostOfOne bytes of one caller, however much is free
     */
    public ByteBudget(long capacity, long mostOfOne) {
        if (capacity < 1 || mostOfOne < 1 || mostOfOne > capacity) {
            throw new IllegalArgumentException(
                    "a budget of " + capacity + " bytes cannot give one caller " + mostOfOne + " bytes");
        }
        this.capacity = capacity;
        this.shared = capacity - capacity / RESERVE;
        this.little = capacity / LITTLE;
        this.mostOfOne = mostOfOne;
    }

    /** What became of a charge. */
    public enum Verdict {
        /** The bytes are charged. */
        TAKEN,
        /** There is no room now; nothing was charged. */
        FULL,
        /** There would be no room if nothing else were under way; nothing was charged. */
        TOO_LARGE
    }

    /** What one caller holds. */
    private static final class Account {

        private final AtomicLong held = new AtomicLong();
    }

    /** Opens the account of one request, which holds nothing yet. It must be closed once the request has ended. */
    public Charge open(Object caller) {
        return new Charge(caller);
    }

    public long capacity() {
        return capacity;
    }

    /** Bytes that are charged now. */
    public long used() {
        return used.get();
    }

    /** Bytes that one caller holds now. */
    public long used(Object caller) {
        Account account = accounts.get(caller);
        return account == null ? 0 : Math.max(0, account.held.get());
    }

    /** Callers that are known, whether they hold something or not. */
    int callers() {
        return accounts.size();
    }

    private Verdict take(Charge charge, long bytes) {
        // With what the request holds already, this is what it would need if it were alone.
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

    /** The most that one request can ever hold. */
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
            // It was forgotten between the two steps; whoever forgot it is about to remove it.
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

    /** What one request holds. For any number of threads, and to be closed by any of them, once or more often. */
    public final class Charge implements AutoCloseable {

        private final Object caller;
        private long bytes;
        private boolean closed;

        private Charge(Object caller) {
            this.caller = caller;
        }

        /** Takes more bytes, or none. A request that has ended takes none and is told that it did. */
        public synchronized Verdict take(long more) {
            if (more < 0) {
                throw new IllegalArgumentException("a charge takes " + more + " bytes");
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

        /** Gives back what is held beyond a number of bytes: what the request turned out to need. */
        public synchronized void settle(long needed) {
            long over = bytes - Math.max(0, needed);
            if (!closed && over > 0) {
                bytes -= over;
                used.addAndGet(-over);
                ByteBudget.this.give(caller, over);
            }
        }

        /** Holds at least a number of bytes, whether there is room for them or not: they are in memory already. */
        public synchronized void hold(long atLeast) {
            long more = atLeast - bytes;
            if (!closed && more > 0) {
                bytes += more;
                used.addAndGet(more);
                add(caller, more);
            }
        }

        /** Gives back some of the bytes that were taken. */
        public synchronized void give(long fewer) {
            settle(bytes - Math.min(bytes, Math.max(0, fewer)));
        }

        /** Bytes that are held now. */
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
