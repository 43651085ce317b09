package dev.auspex.contracts.auth;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * An API key as a client sends it.
 *
 * @param key the complete API key: prefix and secret
 */
public record ApiKeyCredential(
        @NotNull @Size(min = 1, max = 200) String key) {

    /** Omits the secret. */
    @Override
    public String toString() {
        return "ApiKeyCredential[***]";
    }
}
