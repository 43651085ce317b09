package dev.auspex.contracts.auth;

/**
 * A new API key with its secret.
 *
 * @param apiKey the API key as it is listed later
 * @param key    the complete API key; it is shown only once
 */
public record CreatedApiKey(ApiKey apiKey, String key) {

    /** Omits the secret. */
    @Override
    public String toString() {
        return "CreatedApiKey[apiKey=" + apiKey + "]";
    }
}
