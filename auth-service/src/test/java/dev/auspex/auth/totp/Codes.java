package dev.auspex.auth.totp;

import java.time.Instant;

/** An authenticator app. */
public final class Codes {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private Codes() {}

    /** The code of a Base32 secret, so many steps from now. */
    public static String of(String secret, int steps) {
        byte[] bytes = new byte[secret.length() * 5 / 8];
        long buffer = 0;
        int held = 0;
        int at = 0;
        for (char letter : secret.toCharArray()) {
            buffer = buffer << 5 | ALPHABET.indexOf(letter);
            held += 5;
            if (held >= 8) {
                held -= 8;
                bytes[at++] = (byte) (buffer >>> held);
            }
        }
        return Totp.code(bytes, Totp.stepOf(Instant.now()) + steps);
    }
}
