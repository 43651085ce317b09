package dev.auspex.auth.signingkey;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Signing keys that succeed each other. A new key is published some time before it signs, so that everybody who
 * verifies tokens has it by then. The previous key stays published until the last token that it signed has expired. A
 * key that signs at once ends all keys created before it, including one that was announced but never signed.
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

    /** Returns the key that signs: the latest one that is active and has not ended. */
    Optional<SigningKey> signer(Instant now) {
        return keys.stream()
                .filter(key -> !key.activatesAt().isAfter(now) && end(key).isAfter(now))
                .reduce((before, later) -> later);
    }

    /** Returns the keys that verify: future ones, the one that signs, and earlier ones that have not ended yet. */
    List<SigningKey> shown(Instant now) {
        return keys.stream().filter(key -> end(key).isAfter(now)).toList();
    }

    /** Returns when one of the results above changes next; {@link Instant#MAX} if never. */
    Instant nextChange(Instant now) {
        return keys.stream()
                .flatMap(key -> Stream.of(key.activatesAt(), end(key)))
                .filter(time -> time.isAfter(now))
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    /** Returns the key that was created last. */
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
