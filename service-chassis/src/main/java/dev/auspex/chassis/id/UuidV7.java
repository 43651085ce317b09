package dev.auspex.chassis.id;

import java.security.SecureRandom;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * Creates ids that sort by time: UUID version 7 (RFC 9562, section 5.7) with 48 bits of Unix milliseconds, a 12-bit
 * counter for the order within a millisecond (method 1 of section 6.2) and 62 random bits.
 */
@ApplicationScoped
public class UuidV7 {

    private static final int COUNTER_LIMIT = 1 << 12;

    private final SecureRandom random = new SecureRandom();
    private long lastMillis;
    private int counter;

    /** Returns an id that is greater than every earlier id of this instance, even if the clock steps back. */
    public UUID next() {
        long low = random.nextLong();
        long millis;
        int count;
        synchronized (this) {
            long now = System.currentTimeMillis();
            if (now > lastMillis) {
                lastMillis = now;
                counter = (int) (low >>> 53) & 0x7ff;
            } else if (++counter == COUNTER_LIMIT) {
                lastMillis++;
                counter = 0;
            }
            millis = lastMillis;
            count = counter;
        }
        return new UUID(millis << 16 | 0x7000L | count, low & 0x3fffffffffffffffL | 0x8000000000000000L);
    }
}
