package dev.auspex.auth.session;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.jwt.Claims;

import dev.auspex.auth.account.Principal;
import dev.auspex.auth.signingkey.SigningKey;
import dev.auspex.auth.signingkey.SigningKeys;
import dev.auspex.chassis.identity.CompactToken;

/** Issues access tokens: JWTs signed with ES256, which every service verifies on its own. */
@ApplicationScoped
public class AccessTokens {

    private final SigningKeys keys;
    private final SessionConfig config;

    AccessTokens(SigningKeys keys, SessionConfig config) {
        this.keys = keys;
        this.config = config;
    }

    /** Issues a token for a person's session. */
    String issue(Principal principal, UUID session) {
        Instant now = Instant.now();
        JwtClaimsBuilder claims = claims(principal, principal.role().granted())
                .claim(dev.auspex.contracts.http.Claims.SESSION, session.toString());
        return sign(claims, now, now.plus(config.accessTokenLife()));
    }

    /**
     * Issues a token for an API key.
     *
     * @param roles  roles that the scopes allow
     * @param latest expiry of the key, which the token does not outlive
     */
    public Issued issueForKey(Principal owner, UUID key, List<String> scopes, List<String> roles, Instant latest) {
        Instant now = Instant.now();
        Instant end = now.plus(config.accessTokenLife());
        Instant until = (latest.isBefore(end) ? latest : end).truncatedTo(ChronoUnit.SECONDS);
        JwtClaimsBuilder claims = claims(owner, roles)
                .claim(dev.auspex.contracts.http.Claims.API_KEY, key.toString())
                .claim(dev.auspex.contracts.http.Claims.SCOPE, String.join(" ", scopes));
        return new Issued(sign(claims, now, until), until);
    }

    /** A token and its expiry time. */
    public record Issued(String token, Instant expiresAt) {

        /** Returns a text without the token. */
        @Override
        public String toString() {
            return "Issued[expiresAt=" + expiresAt + "]";
        }
    }

    private JwtClaimsBuilder claims(Principal principal, List<String> roles) {
        return Jwt.claims()
                .issuer(config.issuer())
                .audience(dev.auspex.contracts.http.Claims.AUDIENCE)
                .subject(principal.accountId().toString())
                .upn(principal.email())
                .claim(Claims.email, principal.email())
                .claim(
                        dev.auspex.contracts.http.Claims.TENANT,
                        principal.tenantId().toString())
                .groups(new LinkedHashSet<>(roles));
    }

    private String sign(JwtClaimsBuilder claims, Instant from, Instant until) {
        SigningKey key = keys.active();
        return CompactToken.canonical(claims.issuedAt(from)
                .expiresAt(until)
                .jws()
                .algorithm(SignatureAlgorithm.ES256)
                .keyId(key.kid())
                .sign(key.privateKey()));
    }
}
