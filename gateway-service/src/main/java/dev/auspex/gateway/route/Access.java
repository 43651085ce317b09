package dev.auspex.gateway.route;

/** Who may use a route. */
public enum Access {
    /** Anybody; limited by client address. */
    PUBLIC,
    /** A person with a valid access token, not an API key. */
    TOKEN,
    /** An API key, not a person. */
    KEY,
    /** Anyone with a valid access token or API key. */
    EITHER
}
