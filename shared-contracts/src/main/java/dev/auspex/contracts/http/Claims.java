package dev.auspex.contracts.http;

/** Names and fixed values of the claims in an access token, beyond the registered ones. */
public final class Claims {

    /** Id (UUID) of the tenant that the token is for. */
    public static final String TENANT = "tenant";

    /** The only audience that services accept. */
    public static final String AUDIENCE = "auspex";

    private Claims() {}
}
