package dev.auspex.localstack.testing;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Builds the claims of an access token. */
public final class TokenClaims {

    private static final Duration LIFE = Duration.ofMinutes(10);

    private final Map<String, String> json = new LinkedHashMap<>();

    TokenClaims(String issuer, UUID tenant, UUID account, String... roles) {
        Instant now = Instant.now();
        issuer(issuer);
        audience("auspex");
        text("sub", account.toString());
        text("tenant", tenant.toString());
        json.put("groups", TokenIssuer.array(roles));
        text("upn", account + "@example.org");
        text("email", account + "@example.org");
        text("jti", UUID.randomUUID().toString());
        issuedAt(now);
        expiresAt(now.plus(LIFE));
    }

    public TokenClaims issuer(String issuer) {
        return text("iss", issuer);
    }

    public TokenClaims audience(String audience) {
        return text("aud", audience);
    }

    public TokenClaims issuedAt(Instant instant) {
        return seconds("iat", instant);
    }

    public TokenClaims notBefore(Instant instant) {
        return seconds("nbf", instant);
    }

    public TokenClaims expiresAt(Instant instant) {
        return seconds("exp", instant);
    }

    /** Sets any claim to a string. */
    public TokenClaims text(String name, String value) {
        json.put(name, "\"" + value + "\"");
        return this;
    }

    /** Removes a claim. */
    public TokenClaims without(String name) {
        json.remove(name);
        return this;
    }

    /** Signs the token with the published key, ES256. */
    public String sign() {
        return TokenIssuer.sign(TokenIssuer.header("ES256"), payload());
    }

    /** Signs the token with the caller's key, under the id of the published key. */
    public String signWith(PrivateKey key) {
        return TokenIssuer.sign(TokenIssuer.header("ES256"), payload(), key);
    }

    /** Returns the token without a signature, with {@code alg} none. */
    public String unsigned() {
        return TokenIssuer.base64(TokenIssuer.header("none").getBytes(StandardCharsets.UTF_8)) + "."
                + TokenIssuer.base64(payload().getBytes(StandardCharsets.UTF_8)) + ".";
    }

    private TokenClaims seconds(String name, Instant instant) {
        json.put(name, Long.toString(instant.getEpochSecond()));
        return this;
    }

    private String payload() {
        return json.entrySet().stream()
                .map(claim -> "\"" + claim.getKey() + "\":" + claim.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }
}
