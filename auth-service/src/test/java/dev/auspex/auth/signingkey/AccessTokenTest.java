package dev.auspex.auth.signingkey;

import java.security.Key;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.AuthClient;
import dev.auspex.auth.AuthServers;
import dev.auspex.auth.account.Principal;
import dev.auspex.auth.session.AccessTokens;
import dev.auspex.auth.tenant.TenantRole;
import dev.auspex.chassis.identity.CompactToken;

import static io.restassured.RestAssured.get;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@AuthServers
class AccessTokenTest {

    @Inject
    SigningKeys keys;

    @Inject
    AccessTokens tokens;

    @ConfigProperty(name = "mp.jwt.verify.issuer")
    String issuer;

    @Test
    void keySetHasOnlyPublicParts() {
        // When
        var response = get("/.well-known/jwks.json");

        // Then
        response.then()
                .statusCode(200)
                .header("Cache-Control", "public, max-age=300")
                .body("keys", hasSize(keys.all().size()))
                .body("keys[0].kty", equalTo("EC"))
                .body("keys[0].crv", equalTo("P-256"))
                .body("keys[0].alg", equalTo("ES256"))
                .body("keys[0].use", equalTo("sig"));
        Set<String> members = response.jsonPath().getMap("keys[0]").keySet().stream()
                .map(String::valueOf)
                .collect(java.util.stream.Collectors.toSet());
        assertEquals(Set.of("kty", "crv", "x", "y", "use", "alg", "kid"), members);
    }

    @Test
    void tokensVerifyWithTheKeySetAndCarryTheClaims() throws Exception {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session session = AuthClient.newSession(email);
        var keySet = new JsonWebKeySet(get("/.well-known/jwks.json").asString());
        var consumer = new JwtConsumerBuilder()
                .setVerificationKeyResolver(new JwksVerificationKeyResolver(keySet.getJsonWebKeys()))
                .setExpectedIssuer(issuer)
                .setExpectedAudience("auspex")
                .setRequireExpirationTime()
                .setRequireIssuedAt()
                .setRequireJwtId()
                .build();

        // When
        var verified = consumer.process(session.accessToken());

        // Then
        JwtClaims claims = verified.getJwtClaims();
        assertEquals("ES256", verified.getJoseObjects().getFirst().getAlgorithmHeaderValue());
        assertEquals(keys.active().kid(), verified.getJoseObjects().getFirst().getKeyIdHeaderValue());
        assertEquals(session.account().toString(), claims.getSubject());
        assertEquals(session.tenant(), UUID.fromString(claims.getStringClaimValue("tenant")));
        assertEquals(email, claims.getStringClaimValue("upn"));
        assertEquals(email, claims.getStringClaimValue("email"));
        assertEquals(List.of("owner", "admin", "analyst", "member"), claims.getStringListClaimValue("groups"));
        assertEquals(
                600,
                claims.getExpirationTime().getValue() - claims.getIssuedAt().getValue());
        assertFalse(claims.getJwtId().isBlank());
        assertTrue(claims.getIssuedAt().isBefore(fromNow(5)));
    }

    /** Java gives either of two signatures that are equally good; the gateway and the services take one of them. */
    @Test
    void issuesTokensInTheOneFormThatIsTaken() throws Exception {
        // Given
        var keySet = new JsonWebKeySet(get("/.well-known/jwks.json").asString());
        var consumer = new JwtConsumerBuilder()
                .setVerificationKeyResolver(new JwksVerificationKeyResolver(keySet.getJsonWebKeys()))
                .setExpectedAudience("auspex")
                .build();
        Principal owner = new Principal(UUID.randomUUID(), "owner@example.org", UUID.randomUUID(), TenantRole.MEMBER);
        Instant latest = Instant.now().plusSeconds(600);

        for (int i = 0; i < 300; i++) {
            // When
            String token = tokens.issueForKey(owner, UUID.randomUUID(), List.of("read"), List.of("member"), latest)
                    .token();

            // Then
            assertTrue(CompactToken.isCanonical(token), token);
            assertEquals(
                    owner.accountId().toString(),
                    consumer.process(token).getJwtClaims().getSubject());
        }
    }

    @Test
    void acceptsItsOwnTokens() throws Exception {
        // Given
        AuthClient.Session session = AuthClient.newSession();
        String same = signed(session, ownKey(), keys.active().kid(), claims -> {}, header -> {});

        // When
        var response = AuthClient.me(same);

        // Then
        response.then().statusCode(200).body("id", equalTo(session.account().toString()));
    }

    @Test
    void rejectsTokenWithoutSignature() throws Exception {
        // Given
        AuthClient.Session session = AuthClient.newSession();
        String payload = session.accessToken().split("\\.", -1)[1];
        String header = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\",\"typ\":\"JWT\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        // When, Then
        assertRejected(header + "." + payload + ".");
    }

    @Test
    void rejectsTokenSignedWithAnotherKey() throws Exception {
        // Given
        AuthClient.Session session = AuthClient.newSession();

        // When, Then
        assertRejected(signed(session, otherKey().getPrivateKey(), keys.active().kid(), claims -> {}, header -> {}));
        assertRejected(signed(session, otherKey().getPrivateKey(), "no-such-kid", claims -> {}, header -> {}));
    }

    @Test
    void rejectsTokenThatBringsItsOwnKey() throws Exception {
        // Given
        AuthClient.Session session = AuthClient.newSession();
        EllipticCurveJsonWebKey other = otherKey();

        // When, Then
        assertRejected(signed(
                session,
                other.getPrivateKey(),
                keys.active().kid(),
                claims -> {},
                header -> header.setJwkHeader(other)));
        assertRejected(signed(
                session,
                other.getPrivateKey(),
                keys.active().kid(),
                claims -> {},
                header -> header.setHeader("jku", "http://localhost:1/jwks.json")));
    }

    @Test
    void rejectsExpiredToken() throws Exception {
        assertRejectedClaims(claims -> claims.setExpirationTime(fromNow(-60)));
    }

    @Test
    void rejectsTokenThatIsNotYetValid() throws Exception {
        assertRejectedClaims(claims -> claims.setNotBefore(fromNow(300)));
    }

    @Test
    void rejectsTokenForAnotherAudience() throws Exception {
        assertRejectedClaims(claims -> claims.setAudience("another"));
    }

    @Test
    void rejectsTokenOfAnotherIssuer() throws Exception {
        assertRejectedClaims(claims -> claims.setIssuer("http://elsewhere.example"));
    }

    @Test
    void rejectsDamagedTokens() {
        AuthClient.Session session = AuthClient.newSession();

        assertRejected("not-a-token");
        assertRejected(session.accessToken().substring(0, session.accessToken().length() - 10));
        assertRejected(session.refreshToken());
    }

    private void assertRejectedClaims(Consumer<JwtClaims> change) throws Exception {
        AuthClient.Session session = AuthClient.newSession();
        assertRejected(signed(session, ownKey(), keys.active().kid(), change, header -> {}));
    }

    private static void assertRejected(String token) {
        AuthClient.me(token)
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .body("type", equalTo("https://auspex.dev/problems/unauthenticated"));
    }

    private Key ownKey() {
        return keys.active().privateKey();
    }

    private static EllipticCurveJsonWebKey otherKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var pair = generator.generateKeyPair();
        var key = new EllipticCurveJsonWebKey((java.security.interfaces.ECPublicKey) pair.getPublic());
        key.setPrivateKey(pair.getPrivate());
        return key;
    }

    private static String signed(
            AuthClient.Session like,
            Key key,
            String kid,
            Consumer<JwtClaims> changeClaims,
            Consumer<JsonWebSignature> changeHeader)
            throws Exception {
        JwtClaims claims = JwtClaims.parse(new String(
                Base64.getUrlDecoder().decode(like.accessToken().split("\\.", -1)[1]),
                java.nio.charset.StandardCharsets.UTF_8));
        changeClaims.accept(claims);
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key);
        signature.setKeyIdHeaderValue(kid);
        signature.setAlgorithmHeaderValue("ES256");
        changeHeader.accept(signature);
        // In the one form that is taken, so that what is refused is the token and not its spelling.
        return CompactToken.canonical(signature.getCompactSerialization());
    }

    private static NumericDate fromNow(long seconds) {
        NumericDate date = NumericDate.now();
        date.addSeconds(seconds);
        return date;
    }
}
