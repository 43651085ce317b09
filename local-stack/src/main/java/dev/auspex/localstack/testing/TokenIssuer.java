package dev.auspex.localstack.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** Stands in for the auth service: publishes a key set and signs access tokens, valid and invalid ones. */
public final class TokenIssuer implements QuarkusTestResourceLifecycleManager {

    // Test code may load this class with another class loader than the one that started it, so the key
    // is in system properties.
    private static final String KEY = "auspex.test.token-issuer.key";
    private static final String ISSUER = "auspex.test.token-issuer.issuer";
    private static final String KEY_ID = "test";
    private static final int COORDINATE_BYTES = 32;
    /** Order of the curve P-256. */
    private static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private HttpServer server;

    @Override
    public Map<String, String> start() {
        KeyPair keys = generate();
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("The key set has no free port.", e);
        }
        byte[] keySet = keySet((ECPublicKey) keys.getPublic()).getBytes(StandardCharsets.UTF_8);
        server.createContext("/.well-known/jwks.json", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, keySet.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(keySet);
            }
        });
        server.start();
        String issuer = "http://127.0.0.1:" + server.getAddress().getPort();
        System.setProperty(
                KEY, Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded()));
        System.setProperty(ISSUER, issuer);
        return Map.of("AUSPEX_ISSUER", issuer, "AUSPEX_JWKS_URL", issuer + "/.well-known/jwks.json");
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    /**
     * Returns a token that every service accepts for ten minutes.
     *
     * @param roles content of the claim {@code groups}
     */
    public static String token(UUID tenant, UUID account, String... roles) {
        return claims(tenant, account, roles).sign();
    }

    /** Returns a token that expired an hour ago. */
    public static String expired(UUID tenant, UUID account, String... roles) {
        return claims(tenant, account, roles)
                .issuedAt(Instant.now().minus(Duration.ofHours(2)))
                .expiresAt(Instant.now().minus(Duration.ofHours(1)))
                .sign();
    }

    /** Returns a token that becomes valid in an hour. */
    public static String notYetValid(UUID tenant, UUID account, String... roles) {
        return claims(tenant, account, roles)
                .notBefore(Instant.now().plus(Duration.ofHours(1)))
                .expiresAt(Instant.now().plus(Duration.ofHours(2)))
                .sign();
    }

    /** Returns a token for another audience. */
    public static String forAnotherAudience(UUID tenant, UUID account, String... roles) {
        return claims(tenant, account, roles).audience("another").sign();
    }

    /** Returns a token from another issuer, signed with the right key. */
    public static String fromAnotherIssuer(UUID tenant, UUID account, String... roles) {
        return claims(tenant, account, roles).issuer("http://another.example").sign();
    }

    /** Returns a token with the right key id, signed with another key. */
    public static String signedWithAnotherKey(UUID tenant, UUID account, String... roles) {
        return claims(tenant, account, roles).signWith(generate().getPrivate());
    }

    /** Returns a token without a signature, with {@code alg} none. */
    public static String unsigned(UUID tenant, UUID account, String... roles) {
        return claims(tenant, account, roles).unsigned();
    }

    /** Returns the claims of a valid token, to be changed before it is signed. */
    public static TokenClaims claims(UUID tenant, UUID account, String... roles) {
        String issuer = System.getProperty(ISSUER);
        if (issuer == null) {
            throw new IllegalStateException("The token issuer only runs with @WithTestResource(TokenIssuer.class).");
        }
        return new TokenClaims(issuer, tenant, account, roles);
    }

    static String sign(String header, String payload) {
        try {
            byte[] encoded = Base64.getDecoder().decode(System.getProperty(KEY));
            return sign(
                    header, payload, KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The test key cannot be read.", e);
        }
    }

    static String sign(String header, String payload, PrivateKey key) {
        String signed = base64(header.getBytes(StandardCharsets.UTF_8)) + "."
                + base64(payload.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(withSmallerS(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The token cannot be signed.", e);
        }
    }

    /** Chooses the smaller of the two possible values of {@code s}, because services accept no other form. */
    private static byte[] withSmallerS(byte[] signature) {
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, COORDINATE_BYTES, signature.length));
        if (s.compareTo(ORDER.shiftRight(1)) > 0) {
            byte[] other = ORDER.subtract(s).toByteArray();
            Arrays.fill(signature, COORDINATE_BYTES, signature.length, (byte) 0);
            System.arraycopy(other, 0, signature, signature.length - other.length, other.length);
        }
        return signature;
    }

    static String header(String algorithm) {
        return "{\"typ\":\"JWT\",\"alg\":\"" + algorithm + "\",\"kid\":\"" + KEY_ID + "\"}";
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String array(String... strings) {
        return Arrays.stream(strings).map(s -> "\"" + s + "\"").collect(Collectors.joining(",", "[", "]"));
    }

    private static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The P-256 key cannot be created.", e);
        }
    }

    private static String keySet(ECPublicKey key) {
        return "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"use\":\"sig\",\"alg\":\"ES256\",\"kid\":\"" + KEY_ID
                + "\",\"x\":\"" + coordinate(key.getW().getAffineX())
                + "\",\"y\":\"" + coordinate(key.getW().getAffineY()) + "\"}]}";
    }

    /** Encodes the bytes of a coordinate, padded with leading zeros to the curve's size (RFC 7518, section 6.2.1.2). */
    private static String coordinate(BigInteger value) {
        byte[] signed = value.toByteArray();
        byte[] padded = new byte[COORDINATE_BYTES];
        int length = Math.min(signed.length, COORDINATE_BYTES);
        System.arraycopy(signed, signed.length - length, padded, COORDINATE_BYTES - length, length);
        return base64(padded);
    }
}
