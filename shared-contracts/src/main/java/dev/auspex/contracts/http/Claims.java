package dev.auspex.contracts.http;

/** Names and fixed values of the claims in an access token, in addition to the registered ones. */
public final class Claims {

    /** Id (UUID) of the tenant that the token is for. */
    public static final String TENANT = "tenant";

    /** Id (UUID) of the session that the token belongs to; absent in the token of an API key. */
    public static final String SESSION = "sid";

    /** Id (UUID) of the API key that the token was issued for; absent in the token of a person. */
    public static final String API_KEY = "api_key";

    /** Scopes of an API key, separated by spaces (RFC 8693): see {@link Scope}. Absent in the token of a person. */
    public static final String SCOPE = "scope";

    /** The only audience that services accept. */
    public static final String AUDIENCE = "auspex";

    private Claims() {}
}
