package dev.auspex.gateway.token;

import java.util.Set;

import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.http.Claims;

/**
 * The caller of a request, as stated by a verified token.
 *
 * @param account   id of the account
 * @param tenant    id of the tenant, or null if the token names none
 * @param session   id of the session that the token came from, or null
 * @param apiKey    id of the API key that the token was exchanged for, or null for a person
 * @param roles     roles in the tenant
 * @param scopes    scopes of the API key; empty for a person
 * @param issuedAt  time of issue, in seconds since 1970
 * @param expiresAt time of expiry, in seconds since 1970
 * @param token     the token itself
 */
public record Principal(
        String account,
        @Nullable String tenant,
        @Nullable String session,
        @Nullable String apiKey,
        Set<String> roles,
        Set<String> scopes,
        long issuedAt,
        long expiresAt,
        String token) {

    static Principal of(JsonWebToken verified, String raw) {
        String apiKey = text(verified, Claims.API_KEY);
        String scope = apiKey == null ? null : text(verified, Claims.SCOPE);
        Set<String> groups = verified.getGroups();
        return new Principal(
                verified.getSubject(),
                text(verified, Claims.TENANT),
                text(verified, Claims.SESSION),
                apiKey,
                groups == null ? Set.of() : groups,
                scope == null || scope.isBlank()
                        ? Set.of()
                        : Set.of(scope.strip().split(" +")),
                verified.getIssuedAtTime(),
                verified.getExpirationTime(),
                raw);
    }

    private static @Nullable String text(JsonWebToken token, String claim) {
        Object value = token.getClaim(claim);
        return value == null ? null : value.toString();
    }

    /** Returns whether the principal is an API key, not a person. */
    public boolean isKey() {
        return apiKey != null;
    }

    /** Omits the token. */
    @Override
    public String toString() {
        return "Principal[account=" + account + ", tenant=" + tenant + ", apiKey=" + apiKey + "]";
    }
}
