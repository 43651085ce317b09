package dev.auspex.contracts.auth;

/**
 * A new API key.
 *
 * @param apiKey what is known of it later as well
 * @param key    the whole key; it is shown this once
 */
public record CreatedApiKey(ApiKey apiKey, String key) {

    /** Never the secret. */
    @Override
    public String toString() {
        return "CreatedApiKey[apiKey=" + apiKey + "]";
    }
}
