package dev.auspex.gateway;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The day of UTC, after which quotas begin anew. */
final class Day {

    private Day() {}

    /** Waits for the next day where this one ends sooner than a test needs. */
    static void thatLasts(Duration needed) throws InterruptedException {
        Instant now = Instant.now();
        Duration left = Duration.between(now, now.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS));
        if (left.compareTo(needed) < 0) {
            Thread.sleep(left.plusMillis(100));
        }
    }
}
