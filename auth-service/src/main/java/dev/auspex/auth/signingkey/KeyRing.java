package dev.auspex.auth.signingkey;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keys that follow each other. A new key is shown some time before it signs, so that everybody who checks tokens has it by then,
 * and the one before is shown until the last token that it signed has expired. A key that signs at once ends those made before it,
 * one that was announced and never signed among them.
 */
final class KeyRing {

    private static final Comparator<SigningKey> MADE = Comparator.comparing(SigningKey::createdAt)
            .thenComparing(SigningKey::activatesAt)
            .thenComparing(SigningKey::kid);

    private final List<SigningKey> keys;

    KeyRing(List<SigningKey> keys) {
        this.keys = keys.stream()
                .sorted(Comparator.comparing(SigningKey::activatesAt).thenComparing(SigningKey::kid))
                .toList();
    }

    /** The key that signs: the latest that is active and has not ended. */
    Optional<SigningKey> signer(Instant now) {
        return keys.stream()
                .filter(key -> !key.activatesAt().isAfter(now) && end(key).isAfter(now))
                .reduce((before, later) -> later);
    }

    /** The keys that check: those to come, the one that signs, and those before it whose end has not come. */
    List<SigningKey> shown(Instant now) {
        return keys.stream().filter(key -> end(key).isAfter(now)).toList();
    }

    /** When one of the answers above is another one next; {@link Instant#MAX} where never. */
    Instant nextChange(Instant now) {
        return keys.stream()
                .flatMap(key -> Stream.of(key.activatesAt(), end(key)))
                .filter(time -> time.isAfter(now))
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    /** The key that was made last. */
    Optional<SigningKey> newest() {
        return keys.stream().max(MADE);
    }

    boolean has(String kid) {
        return keys.stream().anyMatch(key -> key.kid().equals(kid));
    }

    private Instant end(SigningKey key) {
        return keys.stream()
                .filter(other -> MADE.compare(other, key) > 0)
                .map(SigningKey::othersEndAt)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }
}
