package dev.auspex.contracts.http;

/** Roles in the claim {@code groups} of an access token. Each role includes the roles before it. */
public final class Role {

    /** May make predictions, and read the predictions and model statistics of the tenant. */
    public static final String MEMBER = "member";

    /** May also read all about models: every version with its file and card, and aliases with their history. */
    public static final String ANALYST = "analyst";

    /** May also change models and settings. */
    public static final String ADMIN = "admin";

    /** Owns the tenant. */
    public static final String OWNER = "owner";

    /** Another service of Auspex, never a person. */
    public static final String SERVICE = "service";

    private Role() {}
}
