package dev.auspex.auth.totp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Time-based one-time passwords (RFC 6238, section 4, based on HOTP, RFC 4226, section 5.3): six digits, steps of 30
 * seconds, HMAC-SHA-1, as authenticator apps expect. Checked against the values of RFC 6238, appendix B.
 */
final class Totp {

    static final int STEP_SECONDS = 30;
    private static final int DIGITS = 6;
    private static final int MODULUS = 1_000_000;
    private static final int NIBBLE = 0xf;
    private static final int POSITIVE = 0x7fffffff;

    private Totp() {}

    static long stepOf(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), STEP_SECONDS);
    }

    static String code(byte[] secret, long step) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "HmacSHA1"));
            byte[] digest =
                    mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            int offset = digest[digest.length - 1] & NIBBLE;
            int truncated = ByteBuffer.wrap(digest, offset, Integer.BYTES).getInt() & POSITIVE;
            return String.format(Locale.ROOT, "%0" + DIGITS + "d", truncated % MODULUS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA1 is not available.", e);
        }
    }

    /**
     * Returns the time step of a code, among the current one and its two neighbours, because clocks differ (section
     * 5.2). All three are always compared.
     */
    static OptionalLong stepOf(byte[] secret, String code, Instant now) {
        long current = stepOf(now);
        OptionalLong found = OptionalLong.empty();
        for (long step = current - 1; step <= current + 1; step++) {
            if (MessageDigest.isEqual(
                    code(secret, step).getBytes(StandardCharsets.UTF_8), code.getBytes(StandardCharsets.UTF_8))) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }
}
