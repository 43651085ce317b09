package dev.auspex.auth.totp;

/** Base32 without padding (RFC 4648, section 6), the format in which authenticator apps accept secrets. */
final class Base32 {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int BITS = 5;
    private static final int MASK = 31;

    private Base32() {}

    static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        int buffer = 0;
        int held = 0;
        for (byte each : bytes) {
            buffer = buffer << Byte.SIZE | each & 0xff;
            held += Byte.SIZE;
            while (held >= BITS) {
                held -= BITS;
                text.append(ALPHABET.charAt(buffer >>> held & MASK));
            }
        }
        if (held > 0) {
            text.append(ALPHABET.charAt(buffer << BITS - held & MASK));
        }
        return text.toString();
    }
}
