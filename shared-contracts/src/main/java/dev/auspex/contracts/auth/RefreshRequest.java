package dev.auspex.contracts.auth;

import jakarta.annotation.Nullable;
import jakarta.validation.constraints.Size;

/**
 * A refresh token.
 *
 * @param refreshToken the latest refresh token; absent in browser mode, where the cookie holds it
 */
public record RefreshRequest(@Size(max = 512) @Nullable String refreshToken) {

    @Override
    public String toString() {
        return "RefreshRequest[]";
    }
}
