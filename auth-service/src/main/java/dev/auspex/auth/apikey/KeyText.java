package dev.auspex.auth.apikey;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An API key as a client holds it: {@code axp_}, the key's id as 32 hexadecimal digits, {@code _}, and 256 random bits
 * in base64url. The fixed beginning lets scanners find keys that were published by mistake.
 *
 * @param id     id of the key
 * @param secret secret part
 */
record KeyText(UUID id, String secret) {

    private static final int SECRET_BYTES = 32;
    private static final Pattern FORM = Pattern.compile("axp_([0-9a-f]{32})_([A-Za-z0-9_-]{43})");
    private static final int HALF = 16;

    static KeyText next(UUID id, SecureRandom random) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return new KeyText(id, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** Parses the text of a key. Returns empty if the text does not have the form of a key. */
    static Optional<KeyText> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        String hex = form.group(1);
        UUID id =
                new UUID(Long.parseUnsignedLong(hex, 0, HALF, HALF), Long.parseUnsignedLong(hex, HALF, 2 * HALF, HALF));
        return Optional.of(new KeyText(id, form.group(2)));
    }

    String text() {
        return prefix() + "_" + secret;
    }

    /** Returns the part that may be shown. */
    String prefix() {
        return prefixOf(id);
    }

    static String prefixOf(UUID id) {
        return "axp_" + id.toString().replace("-", "");
    }

    /** Returns the hash that is stored. */
    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is not available.", e);
        }
    }

    /** Returns a text without the secret. */
    @Override
    public String toString() {
        return "KeyText[" + id + "]";
    }
}
