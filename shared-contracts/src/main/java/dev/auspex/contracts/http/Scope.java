package dev.auspex.contracts.http;

/**
 * Scopes of API keys, in the claim {@link Claims#SCOPE} of an access token. A scope never exceeds the role of the
 * owner.
 */
public final class Scope {

    /** May make predictions and run models. */
    public static final String INFER = "infer";

    /** May read what its owner may read. */
    public static final String READ = "read";

    /** May change what its owner may change, except accounts, members and API keys. */
    public static final String MANAGE = "manage";

    private Scope() {}
}
