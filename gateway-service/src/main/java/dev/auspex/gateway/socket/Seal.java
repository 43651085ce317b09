package dev.auspex.gateway.socket;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Protects what is stored in Redis for a ticket, so that only the holder of the ticket can find and read it. The name
 * in Redis is a hash, and the content is encrypted (AES-256-GCM) with a key that is also derived from the ticket.
 */
final class Seal {

    private static final int TICKET_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int TICKET_LETTERS = 43;

    private final SecureRandom random;

    Seal(SecureRandom random) {
        this.random = random;
    }

    String newTicket() {
        byte[] bytes = new byte[TICKET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static boolean wellFormed(String ticket) {
        return ticket.length() == TICKET_LETTERS
                && ticket.chars().allMatch(c -> c < 0x7f && (Character.isLetterOrDigit(c) || c == '-' || c == '_'));
    }

    static String name(String ticket) {
        return HexFormat.of().formatHex(hash("name:" + ticket));
    }

    String close(String ticket, String content) {
        try {
            byte[] nonce = new byte[NONCE_BYTES];
            random.nextBytes(nonce);
            byte[] hidden =
                    cipher(Cipher.ENCRYPT_MODE, ticket, nonce).doFinal(content.getBytes(StandardCharsets.UTF_8));
            byte[] all = ByteBuffer.allocate(nonce.length + hidden.length)
                    .put(nonce)
                    .put(hidden)
                    .array();
            return Base64.getEncoder().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM", e);
        }
    }

    /** Returns the content, or empty if it was not sealed with this ticket. */
    static Optional<String> open(String ticket, String hidden) {
        try {
            ByteBuffer all = ByteBuffer.wrap(Base64.getDecoder().decode(hidden));
            byte[] nonce = new byte[NONCE_BYTES];
            all.get(nonce);
            byte[] content = new byte[all.remaining()];
            all.get(content);
            return Optional.of(
                    new String(cipher(Cipher.DECRYPT_MODE, ticket, nonce).doFinal(content), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException | BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private static Cipher cipher(int mode, String ticket, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(hash("seal:" + ticket), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
