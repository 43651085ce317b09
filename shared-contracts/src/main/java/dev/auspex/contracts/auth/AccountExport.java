package dev.auspex.contracts.auth;

import java.time.Instant;
import java.util.List;

/**
 * The data that the auth service stores about an account.
 *
 * @param account     the account
 * @param tenants     tenants that the account is a member of
 * @param sessions    active sessions
 * @param apiKeys     valid API keys, in all tenants
 * @param passkeys    passkeys of the account
 * @param auditEvents actions of the account, newest first, at most 10,000
 * @param exportedAt  when the data was exported
 */
public record AccountExport(
        Account account,
        List<TenantMembership> tenants,
        List<SessionInfo> sessions,
        List<ApiKey> apiKeys,
        List<Passkey> passkeys,
        List<AuditEvent> auditEvents,
        Instant exportedAt) {}
