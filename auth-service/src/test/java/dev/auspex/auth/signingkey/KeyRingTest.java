package dev.auspex.auth.signingkey;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class KeyRingTest {

    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    private final SigningKey first = SigningKey.generate(NOON, NOON, NOON);
    private final SigningKey second =
            SigningKey.generate(NOON.plusSeconds(1), NOON.plusSeconds(600), NOON.plusSeconds(1500));
    private final SigningKey third =
            SigningKey.generate(NOON.plusSeconds(2), NOON.plusSeconds(9000), NOON.plusSeconds(9000));
    private final KeyRing ring = new KeyRing(List.of(second, third, first));

    @Test
    void showsAKeyBeforeItSignsAndUntilItsLastTokenIsOld() {
        assertAt(-1, null, first, second, third);
        assertAt(0, first, first, second, third);
        assertAt(599, first, first, second, third);
        assertAt(600, second, first, second, third);
        assertAt(1499, second, first, second, third);
        assertAt(1500, second, second, third);
        assertAt(9000, third, third);
    }

    @Test
    void aKeyThatSignsAtOnceEndsAnAnnouncedOneToo() {
        SigningKey announced = SigningKey.generate(NOON.plusSeconds(1), NOON.plusSeconds(900), NOON.plusSeconds(1800));
        Instant then = NOON.plusSeconds(10);
        SigningKey atOnce = SigningKey.generate(then, then, then);

        KeyRing after = new KeyRing(List.of(first, announced, atOnce));

        assertEquals(List.of(atOnce), after.shown(then));
        assertEquals(atOnce, after.newest().orElseThrow());
        assertEquals(atOnce, after.signer(NOON.plusSeconds(2000)).orElseThrow());
    }

    @Test
    void tellsWhenSomethingChangesNext() {
        assertEquals(NOON.plusSeconds(600), ring.nextChange(NOON));
        assertEquals(NOON.plusSeconds(1500), ring.nextChange(NOON.plusSeconds(600)));
        assertEquals(NOON.plusSeconds(9000), ring.nextChange(NOON.plusSeconds(1500)));
        assertEquals(Instant.MAX, ring.nextChange(NOON.plusSeconds(9000)));
    }

    @Test
    void anEmptyRingHasNoSigner() {
        assertTrue(new KeyRing(List.of()).signer(NOON).isEmpty());
        assertTrue(new KeyRing(List.of()).newest().isEmpty());
        assertEquals(Instant.MAX, new KeyRing(List.of()).nextChange(NOON));
    }

    private void assertAt(long second, SigningKey signer, SigningKey... shown) {
        Instant now = NOON.plus(Duration.ofSeconds(second));
        assertEquals(signer, ring.signer(now).orElse(null));
        assertEquals(
                Stream.of(shown).map(SigningKey::kid).toList(),
                ring.shown(now).stream().map(SigningKey::kid).toList());
    }
}
