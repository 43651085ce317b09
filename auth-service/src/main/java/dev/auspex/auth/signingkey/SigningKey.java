package dev.auspex.auth.signingkey;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;

/**
 * A key for ES256 (ECDSA on P-256 with SHA-256, RFC 7518 section 3.4).
 *
 * @param kid         key id, the public key's thumbprint (RFC 7638)
 * @param createdAt   time of creation
 * @param activatesAt time from which it signs
 * @param othersEndAt time from which earlier keys no longer sign or verify
 * @param publicKey   published key
 * @param privateKey  leaves this process only encrypted
 */
public record SigningKey(
        String kid,
        Instant createdAt,
        Instant activatesAt,
        Instant othersEndAt,
        ECPublicKey publicKey,
        ECPrivateKey privateKey) {

    static SigningKey generate(Instant createdAt, Instant activatesAt, Instant othersEndAt) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            ECPublicKey publicKey = (ECPublicKey) pair.getPublic();
            return new SigningKey(
                    PublicJwk.thumbprint(publicKey), createdAt, activatesAt, othersEndAt, publicKey, (ECPrivateKey)
                            pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("P-256 is not available.", e);
        }
    }

    /** @throws IllegalStateException if the bytes are not keys */
    static SigningKey decode(
            String kid,
            Instant createdAt,
            Instant activatesAt,
            Instant othersEndAt,
            byte[] publicKey,
            byte[] privateKey) {
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            return new SigningKey(
                    kid,
                    createdAt,
                    activatesAt,
                    othersEndAt,
                    (ECPublicKey) factory.generatePublic(new X509EncodedKeySpec(publicKey)),
                    (ECPrivateKey) factory.generatePrivate(new PKCS8EncodedKeySpec(privateKey)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The signing key " + kid + " in the database is damaged.", e);
        }
    }

    @Override
    public String toString() {
        return "SigningKey[kid=" + kid + ", activatesAt=" + activatesAt + "]";
    }
}
