package dev.auspex.auth.audittrail;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import org.jboss.resteasy.reactive.RestMulti;

import dev.auspex.auth.audit.AuditKind;
import dev.auspex.auth.audit.AuditLog;
import dev.auspex.auth.client.Client;
import dev.auspex.auth.client.Clients;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transactions;
import dev.auspex.auth.session.CurrentMember;
import dev.auspex.auth.tenant.TenantRole;
import dev.auspex.contracts.auth.AuditApi;
import dev.auspex.contracts.auth.AuditEvent;
import dev.auspex.contracts.auth.AuditPage;
import dev.auspex.contracts.http.Role;

/** The audit log of the token's tenant, for admins. */
@RolesAllowed(Role.ADMIN)
public class AuditResource implements AuditApi {

    private static final int CHUNK = 1000;

    private final AuditTrail trail;
    private final AuditLog audit;
    private final CurrentMember member;
    private final Transactions transactions;
    private final Clients clients;

    AuditResource(AuditTrail trail, AuditLog audit, CurrentMember member, Transactions transactions, Clients clients) {
        this.trail = trail;
        this.audit = audit;
        this.member = member;
        this.transactions = transactions;
        this.clients = clients;
    }

    @Override
    public Uni<AuditPage> list(String kind, String cursor, int limit) {
        return member.run((transaction, me) -> {
            me.require(TenantRole.ADMIN);
            return trail.page(transaction, me.tenant(), kind, cursor, limit);
        });
    }

    @Override
    public Multi<AuditEvent> exportLines() {
        return RestMulti.fromUniResponse(begin("ndjson"), tenant -> chunks(tenant)
                .onItem()
                .transformToMultiAndConcatenate(chunk -> Multi.createFrom().iterable(chunk)));
    }

    @Override
    public Multi<String> exportTable() {
        return RestMulti.fromUniResponse(begin("csv"), tenant -> Multi.createBy()
                .concatenating()
                .streams(Multi.createFrom().item(Table.HEAD), chunks(tenant).map(Table::rows)));
    }

    /** Records the export and returns the tenant. A refusal comes before the answer has begun. */
    private Uni<UUID> begin(String form) {
        Client client = clients.current();
        return member.run((transaction, me) -> {
            me.require(TenantRole.ADMIN);
            audit.record(
                    transaction,
                    me.tenant(),
                    me.account(),
                    AuditKind.AUDIT_EXPORTED,
                    me.tenant(),
                    Map.of("form", form),
                    client);
            return me.tenant();
        });
    }

    /** Returns all events in chunks, each read in its own transaction, so only a few are in memory at a time. */
    private Multi<List<AuditEvent>> chunks(UUID tenant) {
        AtomicReference<UUID> last = new AtomicReference<>();
        return Multi.createBy()
                .repeating()
                .uni(() -> transactions
                        .run(
                                Scope.tenant(tenant),
                                transaction -> trail.before(transaction, tenant, null, last.get(), CHUNK))
                        .invoke(chunk -> last.set(
                                chunk.isEmpty() ? null : chunk.getLast().id())))
                .until(List::isEmpty);
    }
}
