package dev.auspex.chassis.id;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class UuidV7Test {

    private final UuidV7 ids = new UuidV7();

    @Test
    void carriesVersionVariantAndTime() {
        long before = System.currentTimeMillis();

        UUID id = ids.next();

        assertEquals(7, id.version());
        assertEquals(2, id.variant());
        long millis = id.getMostSignificantBits() >>> 16;
        assertTrue(millis >= before && millis <= System.currentTimeMillis() + 1, "time " + millis);
    }

    @Test
    void sortsInTheOrderOfMaking() {
        List<String> made =
                Stream.generate(ids::next).limit(20_000).map(UUID::toString).toList();

        assertEquals(made.stream().sorted().toList(), made);
    }

    @Test
    void neverRepeatsAcrossThreads() {
        Set<UUID> made = ConcurrentHashMap.newKeySet();

        IntStream.range(0, 50_000).parallel().forEach(i -> made.add(ids.next()));

        assertEquals(50_000, made.size());
    }
}
