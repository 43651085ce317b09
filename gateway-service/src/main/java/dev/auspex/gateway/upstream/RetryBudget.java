package dev.auspex.gateway.upstream;

import java.util.concurrent.atomic.AtomicLong;

/** Limits retries to a share of the requests, so that a service in trouble does not get a multiple of its load. */
final class RetryBudget {

    private static final long RETRY = 1000;

    private final long share;
    private final long most;
    private final AtomicLong balance;

    RetryBudget(double share, int burst) {
        this.share = Math.round(share * RETRY);
        this.most = burst * RETRY;
        this.balance = new AtomicLong(most);
    }

    /** Adds the share of a request that was sent for the first time. */
    void earn() {
        long now = balance.getPlain();
        if (now < most) {
            balance.set(Math.min(most, now + share));
        }
    }

    /** Pays for a retry; returns false if the budget does not allow one. */
    boolean pay() {
        return balance.getAndUpdate(now -> now >= RETRY ? now - RETRY : now) >= RETRY;
    }
}
