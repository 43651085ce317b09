package dev.auspex.auth.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.vertx.core.buffer.Buffer;

/**
 * A refresh token: 256 random bits for the client, their SHA-256 for the database. With so many random bits a fast
 * hash is enough: there is nothing to guess.
 *
 * @param value text that the client holds
 */
public record RefreshToken(String value) {

    private static final int BYTES = 32;
    private static final String HMAC = "HmacSHA256";

    static RefreshToken next(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new RefreshToken(encode(bytes));
    }

    /**
     * Returns the token that this one is exchanged for. It is derived from this one, a salt from the database and a key
     * that is not in the database. Repeating the exchange with the same salt therefore gives the same successor,
     * although only hashes are stored.
     */
    RefreshToken successor(byte[] key, byte[] salt) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            mac.update(salt);
            return new RefreshToken(encode(mac.doFinal(value.getBytes(StandardCharsets.UTF_8))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(HMAC + " is not available.", e);
        }
    }

    /** Returns the hash that is stored. */
    Buffer hash() {
        try {
            return Buffer.buffer(MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is not available.", e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "RefreshToken[]";
    }
}
