package dev.auspex.auth.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

import io.vertx.core.buffer.Buffer;

/**
 * A refresh token: 256 random bits for the client, their SHA-256 for the database. With so many random bits a fast
 * hash is enough: there is nothing to guess.
 *
 * @param value what the client holds
 */
record RefreshToken(String value) {

    private static final int BYTES = 32;

    static RefreshToken next(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new RefreshToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** What is stored. */
    Buffer hash() {
        try {
            return Buffer.buffer(MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "RefreshToken[]";
    }
}
