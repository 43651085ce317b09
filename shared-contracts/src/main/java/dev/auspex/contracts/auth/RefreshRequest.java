package dev.auspex.contracts.auth;

import jakarta.annotation.Nullable;
import jakarta.validation.constraints.Size;

/**
 * Shows a refresh token.
 *
 * @param refreshToken the refresh token from the last answer; absent in browser mode, where the cookie carries it
 */
public record RefreshRequest(@Size(max = 512) @Nullable String refreshToken) {

    @Override
    public String toString() {
        return "RefreshRequest[]";
    }
}
