package dev.auspex.auth.signingkey;

import java.math.BigInteger;
import java.time.Instant;

import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class PublicJwkTest {

    @Test
    void equalsWhatJose4jMakesOfTheSameKeyAlsoWithLeadingZeros() {
        // Given: of 256 coordinates one begins with a zero byte
        SigningKey key = SigningKey.generate(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH);
        for (int tries = 0; tries < 20_000 && !startsWithZero(key); tries++) {
            key = SigningKey.generate(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH);
        }
        EllipticCurveJsonWebKey expected = new EllipticCurveJsonWebKey(key.publicKey());

        // When
        PublicJwk jwk = PublicJwk.of(key);

        // Then
        assertEquals(
                expected.toParams(EllipticCurveJsonWebKey.OutputControlLevel.PUBLIC_ONLY)
                        .get("x"),
                jwk.x());
        assertEquals(
                expected.toParams(EllipticCurveJsonWebKey.OutputControlLevel.PUBLIC_ONLY)
                        .get("y"),
                jwk.y());
        assertEquals(expected.calculateBase64urlEncodedThumbprint("SHA-256"), jwk.kid());
    }

    @Test
    void refusesDamagedKeys() {
        assertThrows(
                IllegalStateException.class,
                () -> SigningKey.decode(
                        "kid-1", Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, new byte[] {1}, new byte[] {2}));
    }

    private static boolean startsWithZero(SigningKey key) {
        BigInteger least = BigInteger.ONE.shiftLeft(248);
        return key.publicKey().getW().getAffineX().compareTo(least) < 0
                || key.publicKey().getW().getAffineY().compareTo(least) < 0;
    }
}
