package dev.auspex.contracts.http;

/** Roles as they stand in a token's {@code groups} claim. Each role includes those before it. */
public final class Role {

    /** May ask for predictions, and see its tenant's predictions and the figures of models. */
    public static final String MEMBER = "member";

    /** May also see all about models: every version with its file and card, aliases and their history. */
    public static final String ANALYST = "analyst";

    /** May also change models and settings. */
    public static final String ADMIN = "admin";

    /** Owns the tenant. */
    public static final String OWNER = "owner";

    /** Another service of the suite, never a person. */
    public static final String SERVICE = "service";

    private Role() {}
}
