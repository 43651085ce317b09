package dev.auspex.contracts.http;

/** Names and fixed values of the claims in an access token, beyond the registered ones. */
public final class Claims {

    /** Id (UUID) of the tenant that the token is for. */
    public static final String TENANT = "tenant";

    /** Id (UUID) of the session that the token came from; absent in a token of an API key. */
    public static final String SESSION = "sid";

    /** Id (UUID) of the API key that the token was exchanged for; absent in a person's token. */
    public static final String API_KEY = "api_key";

    /** What an API key may do, words divided by spaces (RFC 8693): see {@link Scope}. Absent in a person's token. */
    public static final String SCOPE = "scope";

    /** The only audience that services accept. */
    public static final String AUDIENCE = "auspex";

    private Claims() {}
}
