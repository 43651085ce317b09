package dev.auspex.auth.session;

import java.time.Instant;
import java.util.LinkedHashSet;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.jwt.Claims;

import dev.auspex.auth.account.Principal;
import dev.auspex.auth.signingkey.SigningKey;
import dev.auspex.auth.signingkey.SigningKeys;

/** Issues access tokens: JWTs signed with ES256, which every service checks by itself. */
@ApplicationScoped
class AccessTokens {

    private final SigningKeys keys;
    private final SessionConfig config;

    AccessTokens(SigningKeys keys, SessionConfig config) {
        this.keys = keys;
        this.config = config;
    }

    String issue(Principal principal) {
        SigningKey key = keys.active();
        Instant now = Instant.now();
        return Jwt.claims()
                .issuer(config.issuer())
                .audience(dev.auspex.contracts.http.Claims.AUDIENCE)
                .subject(principal.accountId().toString())
                .upn(principal.email())
                .claim(Claims.email, principal.email())
                .claim(
                        dev.auspex.contracts.http.Claims.TENANT,
                        principal.tenantId().toString())
                .groups(new LinkedHashSet<>(principal.role().granted()))
                .issuedAt(now)
                .expiresAt(now.plus(config.accessTokenLife()))
                .jws()
                .algorithm(SignatureAlgorithm.ES256)
                .keyId(key.kid())
                .sign(key.privateKey());
    }
}
