package dev.auspex.contracts.auth;

import java.time.Instant;
import java.util.UUID;

/**
 * An access token that was issued for an API key.
 *
 * @param accessToken access token with the claims {@code tenant}, {@code api_key}, {@code scope}, and those {@code
 *                    groups} of the owner that the scopes allow
 * @param expiresAt   when the access token expires, never later than the API key
 * @param keyId       id of the API key, which identifies it when it is revoked
 */
public record ApiKeyToken(String accessToken, Instant expiresAt, UUID keyId) {

    /** Omits the token. */
    @Override
    public String toString() {
        return "ApiKeyToken[keyId=" + keyId + ", expiresAt=" + expiresAt + "]";
    }
}
