package dev.auspex.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

import dev.auspex.contracts.http.Role;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Tokens that others have fallen for. All are 401 at the door, at an HTTP address and for a socket's ticket alike. */
@QuarkusTest
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "redis")})
@WithTestResource(TokenIssuer.class)
@WithTestResource(Surroundings.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JwtCorpusTest {

    private final AtomicInteger fetched = new AtomicInteger();
    private StandIn model;
    private HttpServer evil;
    private KeyPair own;

    @BeforeAll
    void stand() throws GeneralSecurityException, IOException {
        model = new StandIn("model", request -> request.response().end("[]"));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        own = generator.generateKeyPair();
        evil = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] keys = ("{\"keys\":[" + jwk() + "]}").getBytes(StandardCharsets.UTF_8);
        evil.createContext("/", exchange -> {
            fetched.incrementAndGet();
            exchange.sendResponseHeaders(200, keys.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(keys);
            }
        });
        evil.start();
    }

    @AfterAll
    void leave() {
        model.close();
        evil.stop(0);
    }

    private String jwk() {
        ECPublicKey key = (ECPublicKey) own.getPublic();
        return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"use\":\"sig\",\"alg\":\"ES256\",\"kid\":\"evil\",\"x\":\""
                + coordinate(key.getW().getAffineX()) + "\",\"y\":\""
                + coordinate(key.getW().getAffineY()) + "\"}";
    }

    private static String coordinate(BigInteger value) {
        byte[] padded = new byte[32];
        byte[] bytes = value.toByteArray();
        int length = Math.min(bytes.length, 32);
        System.arraycopy(bytes, bytes.length - length, padded, 32 - length, length);
        return base64(padded);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String good() {
        return TokenIssuer.token(UUID.randomUUID(), UUID.randomUUID(), Role.MEMBER, Role.OWNER);
    }

    private static String payload() {
        return good().split("\\.", -1)[1];
    }

    private String signedByUs(String header, String payload) {
        try {
            String signed = base64(header) + "." + payload;
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(own.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String mac(String algorithm, String jca, byte[] key) {
        try {
            String signed =
                    base64("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\",\"kid\":\"test\"}") + "." + payload();
            Mac mac = Mac.getInstance(jca);
            mac.init(new SecretKeySpec(key, jca));
            return signed + "." + base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] publishedKeys() {
        String location = ConfigProvider.getConfig().getValue("mp.jwt.verify.publickey.location", String.class);
        try (InputStream in = URI.create(location).toURL().openStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, String> corpus() {
        UUID tenant = UUID.randomUUID();
        UUID account = UUID.randomUUID();
        String there = "http://127.0.0.1:" + evil.getAddress().getPort() + "/keys.json";
        String[] good = good().split("\\.", -1);
        Map<String, String> corpus = new LinkedHashMap<>();
        for (String none : new String[] {"none", "None", "NONE", "nOnE"}) {
            String header = base64("{\"alg\":\"" + none + "\",\"typ\":\"JWT\"}");
            corpus.put("alg " + none + " without a signature", header + "." + payload() + ".");
            corpus.put("alg " + none + " without the last dot", header + "." + payload());
            corpus.put("alg " + none + " with a signature", header + "." + payload() + "." + good[2]);
        }
        corpus.put("no alg", signedByUs("{\"typ\":\"JWT\"}", payload()));
        corpus.put("another key under the right id", TokenIssuer.signedWithAnotherKey(tenant, account, Role.MEMBER));
        corpus.put("another key under an unknown id", signedByUs("{\"alg\":\"ES256\",\"kid\":\"evil\"}", payload()));
        corpus.put("another key under no id", signedByUs("{\"alg\":\"ES256\"}", payload()));
        corpus.put("a key inside (jwk)", signedByUs("{\"alg\":\"ES256\",\"jwk\":" + jwk() + "}", payload()));
        corpus.put(
                "keys elsewhere (jku)",
                signedByUs("{\"alg\":\"ES256\",\"kid\":\"evil\",\"jku\":\"" + there + "\"}", payload()));
        corpus.put(
                "keys elsewhere (x5u)",
                signedByUs("{\"alg\":\"ES256\",\"kid\":\"evil\",\"x5u\":\"" + there + "\"}", payload()));
        corpus.put("a path as key id", signedByUs("{\"alg\":\"ES256\",\"kid\":\"../../../../dev/null\"}", payload()));
        corpus.put("an address as key id", signedByUs("{\"alg\":\"ES256\",\"kid\":\"" + there + "\"}", payload()));
        corpus.put("a statement as key id", signedByUs("{\"alg\":\"ES256\",\"kid\":\"' OR 1=1 --\"}", payload()));
        corpus.put("HS256 with the published keys as secret", mac("HS256", "HmacSHA256", publishedKeys()));
        corpus.put("HS256 with an empty-like secret", mac("HS256", "HmacSHA256", new byte[] {0}));
        corpus.put("HS512 with a common secret", mac("HS512", "HmacSHA512", "secret".getBytes(StandardCharsets.UTF_8)));
        corpus.put("a signature of zeros", good[0] + "." + good[1] + "." + base64(new byte[64]));
        corpus.put("an empty signature", good[0] + "." + good[1] + ".");
        corpus.put("a signature of another token", good[0] + "." + good[1] + "." + good().split("\\.", -1)[2]);
        corpus.put("another payload under a good signature", good[0] + "." + payload() + "." + good[2]);
        corpus.put(
                "a critical header that nobody knows",
                signedByUs("{\"alg\":\"ES256\",\"crit\":[\"x\"],\"x\":1}", payload()));
        corpus.put(
                "a payload that is not encoded",
                signedByUs("{\"alg\":\"ES256\",\"b64\":false,\"crit\":[\"b64\"]}", payload()));
        corpus.put("another audience", TokenIssuer.forAnotherAudience(tenant, account, Role.MEMBER));
        corpus.put(
                "no audience",
                TokenIssuer.claims(tenant, account, Role.MEMBER).without("aud").sign());
        corpus.put("another issuer", TokenIssuer.fromAnotherIssuer(tenant, account, Role.MEMBER));
        corpus.put(
                "no issuer",
                TokenIssuer.claims(tenant, account, Role.MEMBER).without("iss").sign());
        corpus.put("expired", TokenIssuer.expired(tenant, account, Role.MEMBER));
        corpus.put(
                "no end",
                TokenIssuer.claims(tenant, account, Role.MEMBER).without("exp").sign());
        corpus.put(
                "an end in words",
                TokenIssuer.claims(tenant, account, Role.MEMBER)
                        .text("exp", "never")
                        .sign());
        corpus.put("not yet valid", TokenIssuer.notYetValid(tenant, account, Role.MEMBER));
        corpus.put(
                "good from ten minutes on",
                TokenIssuer.claims(tenant, account, Role.MEMBER)
                        .notBefore(Instant.now().plusSeconds(600))
                        .sign());
        corpus.put(
                "nobody's",
                TokenIssuer.claims(tenant, account, Role.MEMBER).without("sub").sign());
        corpus.put("cut short", good[0] + "." + good[1]);
        corpus.put("with a part too many", String.join(".", good) + ".x");
        corpus.put("encrypted in form", good[0] + ".a.b.c.d");
        corpus.put("no JSON", base64("{\"alg\":\"ES256\"") + "." + good[1] + "." + good[2]);
        corpus.put("no object", base64("[]") + "." + base64("[]") + "." + good[2]);
        corpus.put("the other signature that is equally good", otherS(good));
        corpus.put("other bits behind the last byte", good[0] + "." + good[1] + "." + otherBits(good[2]));
        corpus.put("padding behind the signature alone", good[0] + "." + good[1] + "." + good[2] + "==");
        corpus.put("a signature in DER", der(good));
        corpus.put("a character that is skipped", good[0] + "." + good[1] + "." + good[2] + "!");
        corpus.put(
                "a line's end within",
                good[0] + "." + good[1] + "." + good[2].substring(0, 40) + "%" + good[2].substring(40));
        corpus.put("with padding", good[0] + "=." + good[1] + "==." + good[2] + "=");
        corpus.put("letters that are no base64", good[0] + "!." + good[1] + "." + good[2]);
        corpus.put("dots", "...");
        corpus.put(
                "deep JSON",
                base64("{\"alg\":\"ES256\",\"x\":" + "[".repeat(2000) + "]".repeat(2000) + "}") + ".e30.e30");
        corpus.put("very long", "a".repeat(9_000));
        return corpus;
    }

    private static String otherBits(String signature) {
        char last = signature.charAt(signature.length() - 1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return signature.substring(0, signature.length() - 1) + alphabet.charAt(alphabet.indexOf(last) | 1);
    }

    private static BigInteger half(byte[] signature, int from) {
        return new BigInteger(1, Arrays.copyOfRange(signature, from, from + 32));
    }

    /** With n - s in place of s, which verifies as well. */
    private String otherS(String[] good) {
        byte[] signature = Base64.getUrlDecoder().decode(good[2]);
        BigInteger order = ((ECPublicKey) own.getPublic()).getParams().getOrder();
        byte[] s = order.subtract(half(signature, 32)).toByteArray();
        Arrays.fill(signature, 32, 64, (byte) 0);
        int length = Math.min(s.length, 32);
        System.arraycopy(s, s.length - length, signature, 64 - length, length);
        return good[0] + "." + good[1] + "." + base64(signature);
    }

    private static String der(String[] good) {
        byte[] signature = Base64.getUrlDecoder().decode(good[2]);
        byte[] r = half(signature, 0).toByteArray();
        byte[] s = half(signature, 32).toByteArray();
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.writeBytes(new byte[] {0x30, (byte) (r.length + s.length + 4), 2, (byte) r.length});
        der.writeBytes(r);
        der.writeBytes(new byte[] {2, (byte) s.length});
        der.writeBytes(s);
        return good[0] + "." + good[1] + "." + base64(der.toByteArray());
    }

    @TestFactory
    Stream<DynamicTest> refuses() {
        return corpus().entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    String authorization = "Bearer " + each.getValue();
                    assertEquals(
                            401,
                            given().header("Authorization", authorization)
                                    .get("/api/v1/models")
                                    .statusCode());
                    assertEquals(
                            401,
                            given().header("Authorization", authorization)
                                    .post("/api/v1/ws-ticket")
                                    .statusCode());
                }));
    }

    @Test
    void takesTheTokenThatAllOfTheseWereMadeFrom() {
        given().header("Authorization", "Bearer " + good())
                .get("/api/v1/models")
                .then()
                .statusCode(200);
    }

    @Test
    void neverAsksAnAddressThatATokenNames() {
        // When
        corpus().values().forEach(token -> given().header("Authorization", "Bearer " + token)
                .get("/api/v1/models"));

        // Then
        assertEquals(0, fetched.get());
    }
}
