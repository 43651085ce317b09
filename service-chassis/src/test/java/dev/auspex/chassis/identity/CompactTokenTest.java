package dev.auspex.chassis.identity;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CompactTokenTest {

    private static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private final KeyPair keys = generate();

    private static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private String sign(int number) {
        try {
            String signed = base64("{\"alg\":\"ES256\"}".getBytes(StandardCharsets.US_ASCII)) + "."
                    + base64(("{\"sub\":\"" + number + "\"}").getBytes(StandardCharsets.US_ASCII));
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean verifies(String token) {
        try {
            int dot = token.lastIndexOf('.');
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initVerify(keys.getPublic());
            signature.update(token.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
            return signature.verify(Base64.getUrlDecoder().decode(token.substring(dot + 1)));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** The same signature with the other value of {@code s}. */
    private static String other(String token) {
        int dot = token.lastIndexOf('.');
        byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
        byte[] s = ORDER.subtract(new BigInteger(1, Arrays.copyOfRange(signature, 32, 64)))
                .toByteArray();
        byte[] padded = Arrays.copyOf(signature, 64);
        Arrays.fill(padded, 32, 64, (byte) 0);
        int length = Math.min(s.length, 32);
        System.arraycopy(s, s.length - length, padded, 64 - length, length);
        return token.substring(0, dot + 1) + base64(padded);
    }

    @Test
    void takesOneOfTheTwoSignaturesThatAreEquallyGood() {
        Set<Boolean> asSigned = new HashSet<>();
        for (int i = 0; i < 64; i++) {
            String token = sign(i);
            String twin = other(token);
            asSigned.add(CompactToken.isCanonical(token));

            assertTrue(verifies(token) && verifies(twin));
            assertTrue(CompactToken.isCanonical(token) != CompactToken.isCanonical(twin), token);
            assertEquals(CompactToken.canonical(token), CompactToken.canonical(twin));
            assertTrue(CompactToken.isCanonical(CompactToken.canonical(token)));
            assertTrue(verifies(CompactToken.canonical(twin)));
        }
        // Java's signatures come in both forms, so both ways were tried.
        assertEquals(Set.of(true, false), asSigned);
    }

    @Test
    void takesNoOtherSpelling() {
        String token = CompactToken.canonical(sign(0));
        assertTrue(CompactToken.isCanonical(token));
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char last = token.charAt(token.length() - 1);
        String cut = token.substring(0, token.length() - 1);
        for (int bits = 1; bits < 16; bits++) {
            String spelled = cut + alphabet.charAt(alphabet.indexOf(last) | bits);
            assertFalse(CompactToken.isCanonical(spelled), spelled);
        }
        for (String spelled : new String[] {
            token + "=",
            token + "==",
            token + "A",
            token + "\n",
            cut + "!" + last,
            " " + token,
            token + ".",
            cut,
            token.replace("-", "+").replace("_", "/") + "+",
            token.substring(0, token.lastIndexOf('.') + 1),
            token.substring(0, token.lastIndexOf('.')),
            "",
            "..",
            "a.b.c"
        }) {
            assertFalse(CompactToken.isCanonical(spelled), spelled);
        }
    }
}
