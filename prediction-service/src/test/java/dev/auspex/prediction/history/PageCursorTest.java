package dev.auspex.prediction.history;

import java.time.Instant;
import java.util.UUID;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

import static org.junit.jupiter.api.Assertions.assertEquals;

class PageCursorTest {

    @Property
    void survivesItsBytes(
            @ForAll @LongRange(min = -10_000_000_000L, max = 10_000_000_000L) long second,
            @ForAll @LongRange(min = 0, max = 999_999) long micros,
            @ForAll long high,
            @ForAll long low) {
        PageCursor cursor = new PageCursor(Instant.ofEpochSecond(second, micros * 1_000), new UUID(high, low));

        assertEquals(cursor, PageCursor.of(cursor.bytes()));
    }
}
