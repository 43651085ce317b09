package dev.auspex.contracts.http;

/** Scopes of API keys, as they stand in a token's {@link Claims#SCOPE} claim. A scope never exceeds its owner's role. */
public final class Scope {

    /** May ask for predictions and run models. */
    public static final String INFER = "infer";

    /** May read what its owner may read. */
    public static final String READ = "read";

    /** May change what its owner may change, other than accounts, members and keys. */
    public static final String MANAGE = "manage";

    private Scope() {}
}
