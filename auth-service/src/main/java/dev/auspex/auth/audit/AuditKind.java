package dev.auspex.auth.audit;

import java.util.Locale;

/** The kind of a security event. Stored and shown as {@link #text()}; names are never reused for something else. */
public enum AuditKind {
    ACCOUNT_REGISTERED,
    SIGNED_IN,
    SIGN_IN_REFUSED,
    REAUTHENTICATION_REFUSED,
    SIGNED_OUT,
    SESSION_REVOKED,
    REFRESH_TOKEN_REUSED,
    TENANT_SWITCHED,
    EMAIL_VERIFIED,
    PASSWORD_RESET_REQUESTED,
    PASSWORD_RESET,
    PASSWORD_CHANGED,
    PROFILE_CHANGED,
    ACCOUNT_DELETED,
    DATA_EXPORTED,
    API_KEY_CREATED,
    API_KEY_REVOKED,
    TENANT_CREATED,
    TENANT_CHANGED,
    MEMBER_INVITED,
    INVITATION_WITHDRAWN,
    MEMBER_JOINED,
    MEMBER_ROLE_CHANGED,
    MEMBER_REMOVED,
    SECOND_FACTOR_ENABLED,
    SECOND_FACTOR_DISABLED,
    RECOVERY_CODES_REPLACED,
    RECOVERY_CODE_USED,
    PASSKEY_ADDED,
    PASSKEY_RENAMED,
    PASSKEY_REMOVED,
    EXTERNAL_IDENTITY_LINKED,
    SIGNING_KEY_ROTATED,
    AUDIT_EXPORTED;

    /** Returns the name, such as {@code signed-in}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
