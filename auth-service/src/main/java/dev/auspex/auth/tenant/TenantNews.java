package dev.auspex.auth.tenant;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.outbox.WaitingEvents;
import dev.auspex.contracts.auth.TenantSettings;
import dev.auspex.contracts.event.TenantChanged;
import dev.auspex.contracts.event.Topics;

/** Publishes tenant settings and deletions to the other services, after the caller's transaction commits. */
@ApplicationScoped
public class TenantNews {

    private final WaitingEvents events;

    TenantNews(WaitingEvents events) {
        this.events = events;
    }

    /** @param revision revision of the tenant's row, which the transaction has locked */
    public void settled(Transaction transaction, UUID tenant, long revision, TenantSettings settings) {
        events.add(
                transaction,
                Topics.TENANT_CHANGED,
                tenant,
                new TenantChanged(tenant, revision, false, settings, now()));
    }

    /** @param revision the tenant's last revision */
    public void deleted(Transaction transaction, UUID tenant, long revision) {
        // The tenant's row is deleted, so this keeps what must be published again later.
        transaction.update(
                "INSERT INTO gone_tenant (id, revision) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
                tenant,
                revision + 1);
        events.add(
                transaction, Topics.TENANT_CHANGED, tenant, new TenantChanged(tenant, revision + 1, true, null, now()));
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
