package dev.auspex.contracts.auth;

import java.time.Instant;
import java.util.UUID;

/**
 * What an API key was exchanged for.
 *
 * @param accessToken access token with the claims {@code tenant}, {@code api_key}, {@code scope} and the owner's {@code groups}
 *                    as far as the scopes reach
 * @param expiresAt   end of the token's life, never after the key's own
 * @param keyId       id of the key, by which it is revoked
 */
public record ApiKeyToken(String accessToken, Instant expiresAt, UUID keyId) {

    /** Never the token. */
    @Override
    public String toString() {
        return "ApiKeyToken[keyId=" + keyId + ", expiresAt=" + expiresAt + "]";
    }
}
