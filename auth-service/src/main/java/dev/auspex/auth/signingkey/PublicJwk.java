package dev.auspex.auth.signingkey;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;

/**
 * A public key as JSON Web Key (RFC 7517; the members of a P-256 key are in RFC 7518, section 6.2.1).
 *
 * @param kty key type
 * @param crv curve
 * @param x   x coordinate, base64url of 32 bytes
 * @param y   y coordinate, base64url of 32 bytes
 * @param use intended use; {@code sig} for signatures
 * @param alg signature algorithm
 * @param kid key id
 */
public record PublicJwk(String kty, String crv, String x, String y, String use, String alg, String kid) {

    private static final int COORDINATE_BYTES = 32;

    static PublicJwk of(SigningKey key) {
        return new PublicJwk("EC", "P-256", x(key.publicKey()), y(key.publicKey()), "sig", "ES256", key.kid());
    }

    /** Returns the SHA-256 thumbprint (RFC 7638, section 3): the required members, in this order, without spaces. */
    static String thumbprint(ECPublicKey key) {
        String members = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" + x(key) + "\",\"y\":\"" + y(key) + "\"}";
        try {
            return base64Url(MessageDigest.getInstance("SHA-256").digest(members.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is not available.", e);
        }
    }

    private static String x(ECPublicKey key) {
        return base64Url(coordinate(key.getW().getAffineX()));
    }

    private static String y(ECPublicKey key) {
        return base64Url(coordinate(key.getW().getAffineY()));
    }

    /** Big-endian with leading zeros: a coordinate always has the length of the curve. */
    private static byte[] coordinate(BigInteger value) {
        byte[] shortest = value.toByteArray();
        byte[] fixed = new byte[COORDINATE_BYTES];
        int length = Math.min(shortest.length, COORDINATE_BYTES);
        System.arraycopy(shortest, shortest.length - length, fixed, COORDINATE_BYTES - length, length);
        return fixed;
    }

    private static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
