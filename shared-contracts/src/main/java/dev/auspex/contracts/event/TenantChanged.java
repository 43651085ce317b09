package dev.auspex.contracts.event;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.auspex.contracts.auth.TenantSettings;

/**
 * What holds in a tenant changed, or the tenant was deleted. Topic {@link Topics#TENANT_CHANGED}; the event's id is the CloudEvents
 * {@code id}. Each event is the whole of what holds: of several about one tenant only that with the highest revision counts. A
 * tenant of which there is no event has the installation's defaults.
 *
 * @param tenantId the tenant
 * @param revision counts the tenant's changes, from 1
 * @param deleted  whether it is gone; then everything that is kept of it has to go too
 * @param settings what holds now; absent where it is gone
 * @param at       when
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TenantChanged(UUID tenantId, long revision, boolean deleted, TenantSettings settings, Instant at) {

    /** CloudEvents {@code type}. */
    public static final String TYPE = "dev.auspex.tenant.changed.v1";

    public TenantChanged {
        if (tenantId == null || deleted == (settings != null)) {
            throw new IllegalArgumentException("a tenant has settings, or is deleted");
        }
        if (settings != null && settings.retentionDays() < 1) {
            throw new IllegalArgumentException("predictions are kept for a day at least");
        }
    }
}
