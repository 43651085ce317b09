package dev.auspex.gateway.upstream;

import java.util.concurrent.atomic.AtomicLong;

/** Retries may be a share of requests and no more: otherwise a service in trouble gets a multiple of its load. */
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

    /** A request was sent for the first time. */
    void earn() {
        long now = balance.getPlain();
        if (now < most) {
            balance.set(Math.min(most, now + share));
        }
    }

    /** Whether a retry may be made; then it is paid for. */
    boolean pay() {
        return balance.getAndUpdate(now -> now >= RETRY ? now - RETRY : now) >= RETRY;
    }
}
