package dev.auspex.chassis.identity;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;

/**
 * The only form in which an access token is accepted. Libraries accept a signature in several encodings: other
 * bits after the last byte, padding, ignored characters, DER, and for ECDSA a second value of {@code s}. With
 * those, the holder of a token could make different tokens with the same meaning and get past anything that
 * identifies tokens by their text.
 */
public final class CompactToken {

    private static final int PARTS = 3;
    private static final int HALF_BYTES = 32;

    /** Length of the signature (RFC 7518, section 3.4): 64 bytes, which are 86 characters. */
    private static final int SIGNATURE_CHARACTERS = 86;

    /** Order of the curve P-256 (SEC 2, section 2.4.2). */
    private static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private static final BigInteger HALF_ORDER = ORDER.shiftRight(1);

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private CompactToken() {}

    /** Returns whether a token signed with ES256 is in the only accepted form. */
    public static boolean isCanonical(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != PARTS || parts[2].length() != SIGNATURE_CHARACTERS) {
            return false;
        }
        return Arrays.stream(parts).allMatch(CompactToken::isBase64Url)
                && s(Base64.getUrlDecoder().decode(parts[2])).compareTo(HALF_ORDER) <= 0;
    }

    /** Converts a newly signed token to the accepted form, which uses the smaller of the two values of {@code s}. */
    public static String canonical(String token) {
        int dot = token.lastIndexOf('.');
        byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
        BigInteger s = s(signature);
        if (s.compareTo(HALF_ORDER) <= 0) {
            return token;
        }
        byte[] other = ORDER.subtract(s).toByteArray();
        Arrays.fill(signature, HALF_BYTES, signature.length, (byte) 0);
        System.arraycopy(other, 0, signature, signature.length - other.length, other.length);
        return token.substring(0, dot + 1)
                .concat(Base64.getUrlEncoder().withoutPadding().encodeToString(signature));
    }

    private static BigInteger s(byte[] signature) {
        return new BigInteger(1, Arrays.copyOfRange(signature, HALF_BYTES, signature.length));
    }

    /** Checks the alphabet, and that the bits beyond the last byte are zero (RFC 4648, section 3.5). */
    private static boolean isBase64Url(String text) {
        int over = text.length() % 4;
        if (text.isEmpty() || over == 1) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (ALPHABET.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        int last = ALPHABET.indexOf(text.charAt(text.length() - 1));
        int unused = over == 2 ? 0xf : over == 3 ? 0x3 : 0;
        return (last & unused) == 0;
    }
}
