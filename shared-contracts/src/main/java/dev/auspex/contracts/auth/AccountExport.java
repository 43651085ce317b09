package dev.auspex.contracts.auth;

import java.time.Instant;
import java.util.List;

/**
 * What this service knows about an account.
 *
 * @param account     the account
 * @param tenants     where it is a member
 * @param sessions    living sessions
 * @param apiKeys     living keys, in all tenants
 * @param passkeys    the account's passkeys
 * @param auditEvents what it did, the newest first; at most 10,000
 * @param exportedAt  when
 */
public record AccountExport(
        Account account,
        List<TenantMembership> tenants,
        List<SessionInfo> sessions,
        List<ApiKey> apiKeys,
        List<Passkey> passkeys,
        List<AuditEvent> auditEvents,
        Instant exportedAt) {}
