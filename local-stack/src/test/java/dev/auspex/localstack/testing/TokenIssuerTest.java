package dev.auspex.localstack.testing;

import java.util.Map;
import java.util.UUID;

import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TokenIssuerTest {

    private static final UUID TENANT = UUID.randomUUID();
    private static final UUID ACCOUNT = UUID.randomUUID();

    private final TokenIssuer issuer = new TokenIssuer();
    private JwtConsumer verifier;

    @BeforeEach
    void startIssuer() {
        Map<String, String> environment = issuer.start();
        verifier = new JwtConsumerBuilder()
                .setVerificationKeyResolver(
                        new HttpsJwksVerificationKeyResolver(new HttpsJwks(environment.get("AUSPEX_JWKS_URL"))))
                .setExpectedIssuer(environment.get("AUSPEX_ISSUER"))
                .setExpectedAudience("auspex")
                .setRequireExpirationTime()
                .build();
    }

    @AfterEach
    void stopIssuer() {
        issuer.stop();
    }

    @Test
    void signsATokenThatAnIndependentLibraryAccepts() throws Exception {
        // When
        JwtClaims claims = verifier.processToClaims(TokenIssuer.token(TENANT, ACCOUNT, "owner", "member"));

        // Then
        assertEquals(ACCOUNT.toString(), claims.getSubject());
        assertEquals(TENANT.toString(), claims.getStringClaimValue("tenant"));
        assertEquals(java.util.List.of("owner", "member"), claims.getStringListClaimValue("groups"));
    }

    @Test
    void makesTokensThatMustBeRefused() {
        assertRefused(TokenIssuer.expired(TENANT, ACCOUNT), "no longer valid");
        assertRefused(TokenIssuer.notYetValid(TENANT, ACCOUNT), "not yet valid");
        assertRefused(TokenIssuer.forAnotherAudience(TENANT, ACCOUNT), "Audience");
        assertRefused(TokenIssuer.fromAnotherIssuer(TENANT, ACCOUNT), "Issuer");
        assertRefused(TokenIssuer.signedWithAnotherKey(TENANT, ACCOUNT), "signature");
        assertRefused(TokenIssuer.unsigned(TENANT, ACCOUNT), "none");
        assertRefused(TokenIssuer.claims(TENANT, ACCOUNT).without("exp").sign(), "Expiration");
    }

    private void assertRefused(String token, String reason) {
        InvalidJwtException refusal = assertThrows(InvalidJwtException.class, () -> verifier.processToClaims(token));
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }
}
