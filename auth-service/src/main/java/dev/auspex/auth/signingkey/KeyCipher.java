package dev.auspex.auth.signingkey;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts private keys and other secrets with AES-256-GCM (NIST SP 800-38D). The format is one version byte,
 * 12 bytes of nonce, then ciphertext and tag. The key's id, or another name, is authenticated as well, so
 * that rows cannot be swapped.
 */
public final class KeyCipher {

    static final String VARIABLE = "AUSPEX_KEY_ENCRYPTION_KEY";

    private static final String HOW_TO =
            " Set it to 32 random bytes in Base64, such as the output of: openssl rand -base64 32";
    private static final int KEY_BYTES = 32;
    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final SecretKey key;

    private KeyCipher(SecretKey key) {
        this.key = key;
    }

    /** @throws IllegalStateException if the key is missing or malformed; the message says what to do */
    public static KeyCipher of(Optional<String> base64) {
        String given = base64.map(String::strip)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> new IllegalStateException(VARIABLE + " is not set." + HOW_TO));
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(given);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(VARIABLE + " is not valid Base64." + HOW_TO, e);
        }
        if (bytes.length != KEY_BYTES) {
            throw new IllegalStateException(VARIABLE + " has " + bytes.length + " bytes." + HOW_TO);
        }
        return new KeyCipher(new SecretKeySpec(bytes, "AES"));
    }

    /**
     * Derives a separate key for another purpose, as one block of HKDF-Expand with HMAC-SHA256 (RFC 5869, section 2.3).
     * The encryption key is already random, so no extraction is needed.
     */
    public byte[] derive(String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getEncoded(), "HmacSHA256"));
            mac.update(purpose.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(new byte[] {1});
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is not available.", e);
        }
    }

    public byte[] encrypt(byte[] plain, String kid) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, kid).doFinal(plain);
            return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
                    .put(VERSION)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is not available.", e);
        }
    }

    /**
     * @throws IllegalStateException if the data was encrypted with another key or modified; the message says what to do
     */
    public byte[] decrypt(byte[] stored, String kid) {
        if (stored.length <= 1 + NONCE_BYTES || stored[0] != VERSION) {
            throw new IllegalStateException("The signing key " + kid + " in the database has an unknown format.");
        }
        byte[] nonce = Arrays.copyOfRange(stored, 1, 1 + NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, kid)
                    .doFinal(stored, 1 + NONCE_BYTES, stored.length - 1 - NONCE_BYTES);
        } catch (AEADBadTagException e) {
            throw new IllegalStateException(
                    VARIABLE + " cannot decrypt the signing key " + kid + " in the database."
                            + " Start with the key that the database was first used with.",
                    e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is not available.", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String kid) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(kid.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
