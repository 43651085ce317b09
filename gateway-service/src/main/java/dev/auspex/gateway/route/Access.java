package dev.auspex.gateway.route;

/** Who may use a route. */
public enum Access {
    /** Anybody; limited by client address. */
    PUBLIC,
    /** Whoever has a valid access token; limited by account. */
    TOKEN
}
