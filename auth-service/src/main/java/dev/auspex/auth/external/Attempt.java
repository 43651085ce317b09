package dev.auspex.auth.external;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

import dev.auspex.auth.signingkey.KeyCipher;

/**
 * One attempt to sign in at the provider, kept encrypted in the browser's cookie until it comes back.
 *
 * @param state    binds the response to this browser
 * @param nonce    binds the identity token to this attempt
 * @param verifier proves to the provider that the caller started this attempt (PKCE)
 * @param until    expiry time, in seconds since 1970
 */
record Attempt(String state, String nonce, String verifier, long until) {

    static final int LIFE_SECONDS = 600;
    private static final int BYTES = 32;
    private static final int PARTS = 4;
    private static final String NAME = "external sign-in";

    static Attempt next(SecureRandom random) {
        return new Attempt(
                text(random), text(random), text(random), Instant.now().getEpochSecond() + LIFE_SECONDS);
    }

    private static String text(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Returns the code challenge (RFC 7636, section 4.2). */
    String challenge() {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is not available.", e);
        }
    }

    String seal(KeyCipher cipher) {
        String plain = String.join(" ", state, nonce, verifier, Long.toString(until));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(cipher.encrypt(plain.getBytes(StandardCharsets.US_ASCII), NAME));
    }

    /** Decrypts an attempt. Returns empty if it is not one of ours or has expired. */
    static Optional<Attempt> open(String cookie, KeyCipher cipher) {
        try {
            String plain =
                    new String(cipher.decrypt(Base64.getUrlDecoder().decode(cookie), NAME), StandardCharsets.US_ASCII);
            String[] parts = plain.split(" ", -1);
            if (parts.length != PARTS
                    || Long.parseLong(parts[3]) < Instant.now().getEpochSecond()) {
                return Optional.empty();
            }
            return Optional.of(new Attempt(parts[0], parts[1], parts[2], Long.parseLong(parts[3])));
        } catch (IllegalArgumentException | IllegalStateException e) {
            // Not Base64, or not encrypted with our key.
            return Optional.empty();
        }
    }

    /** Returns a text without the secrets. */
    @Override
    public String toString() {
        return "Attempt[until=" + until + "]";
    }
}
