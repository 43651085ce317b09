package dev.auspex.contracts.event;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.auspex.contracts.auth.TenantSettings;

/**
 * The settings of a tenant changed, or the tenant was deleted. Topic {@link Topics#TENANT_CHANGED}; the id of the event
 * is the CloudEvents {@code id}. Each event carries all settings: of several events about one tenant, only the one with
 * the highest revision counts. A tenant without an event has the defaults of the installation.
 *
 * @param tenantId id of the tenant
 * @param revision number of the change, from 1 for each tenant
 * @param deleted  whether the tenant was deleted; if so, delete all data that is stored for it
 * @param settings current settings; absent if the tenant was deleted
 * @param at       when it happened
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TenantChanged(UUID tenantId, long revision, boolean deleted, TenantSettings settings, Instant at) {

    /** CloudEvents {@code type}. */
    public static final String TYPE = "dev.auspex.tenant.changed.v1";

    public TenantChanged {
        if (tenantId == null || deleted == (settings != null)) {
            throw new IllegalArgumentException("An event needs a `tenantId`, and either `settings` or `deleted`.");
        }
        if (settings != null && settings.retentionDays() < 1) {
            throw new IllegalArgumentException("`retentionDays` must be at least 1.");
        }
    }
}
