package dev.auspex.auth.membership;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.annotation.Nullable;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.audit.AuditKind;
import dev.auspex.auth.audit.AuditLog;
import dev.auspex.auth.client.Client;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.session.CurrentMember.Member;
import dev.auspex.auth.tenant.TenantNews;
import dev.auspex.auth.tenant.TenantRole;
import dev.auspex.chassis.id.UuidV7;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.auth.Branding;
import dev.auspex.contracts.auth.NewTenant;
import dev.auspex.contracts.auth.Tenant;
import dev.auspex.contracts.auth.TenantMembership;
import dev.auspex.contracts.auth.TenantSettings;
import dev.auspex.contracts.problem.ProblemType;

/** Tenants, with their branding and settings. */
@ApplicationScoped
public class Tenants {

    private static final String OWNED =
            "SELECT count(*) AS count FROM membership WHERE account_id = $1 AND role = 'owner'";

    private static final String INSERT = "INSERT INTO tenant (id, name) VALUES ($1, $2)";

    private static final String JOIN =
            "INSERT INTO membership (tenant_id, account_id, role) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

    private static final String LIST = """
            SELECT t.id, t.name, m.role, m.created_at
              FROM membership m JOIN tenant t ON t.id = m.tenant_id
             WHERE m.account_id = $1 AND ($2::uuid IS NULL OR t.id = $2)
             ORDER BY m.created_at, t.id LIMIT 1000""";

    private static final String FIND = """
            SELECT id, name, personal_of IS NOT NULL AS personal, colour, logo, requests_per_second, predictions_per_day,
                   retention_days, log_inputs, created_at
              FROM tenant WHERE id = $1""";

    private static final String BRAND = "UPDATE tenant SET name = $2, colour = $3, logo = $4 WHERE id = $1";

    private static final String SETTLE = """
            UPDATE tenant
               SET requests_per_second = $2, predictions_per_day = $3, retention_days = $4, log_inputs = $5,
                   revision = revision + 1
             WHERE id = $1
            RETURNING revision""";

    private final MembershipConfig config;
    private final AuditLog audit;
    private final TenantNews news;
    private final UuidV7 ids;

    Tenants(MembershipConfig config, AuditLog audit, TenantNews news, UuidV7 ids) {
        this.config = config;
        this.audit = audit;
        this.news = news;
        this.ids = ids;
    }

    TenantMembership create(Transaction transaction, Member me, NewTenant wanted, Client client) {
        long owned = transaction
                .first(OWNED, row -> row.getLong("count"), me.account())
                .orElse(0L);
        if (owned >= config.mostOwned()) {
            throw new ProblemException(
                    ProblemType.CONFLICT, "You own " + owned + " tenants, which is the maximum for one account.");
        }
        UUID tenant = ids.next();
        transaction.enter(Scope.member(tenant, me.account()));
        transaction.update(INSERT, tenant, wanted.name().strip());
        join(transaction, tenant, me.account(), TenantRole.OWNER);
        audit.record(
                transaction,
                tenant,
                me.account(),
                AuditKind.TENANT_CREATED,
                tenant,
                Map.of("name", wanted.name().strip()),
                client);
        return membership(transaction, me, tenant).orElseThrow();
    }

    /**
     * Adds a member.
     *
     * @return whether the account was not a member before
     */
    boolean join(Transaction transaction, UUID tenant, UUID account, TenantRole role) {
        return transaction.update(JOIN, tenant, account, role.stored()) == 1;
    }

    /** Returns the account's tenants, in the order in which they were joined. */
    public List<TenantMembership> list(Transaction transaction, Member me) {
        return transaction.list(LIST, row -> membership(row, me), me.account(), null);
    }

    Optional<TenantMembership> membership(Transaction transaction, Member me, UUID tenant) {
        return transaction.first(LIST, row -> membership(row, me), me.account(), tenant);
    }

    Optional<Tenant> find(Transaction transaction, UUID tenant) {
        return transaction.first(FIND, Tenants::tenant, tenant);
    }

    Tenant brand(Transaction transaction, Member me, Branding branding, Client client) {
        me.require(TenantRole.ADMIN);
        byte[] logo = branding.logo() == null || branding.logo().isEmpty() ? null : Logo.decode(branding.logo());
        transaction.update(
                BRAND,
                me.tenant(),
                branding.name().strip(),
                branding.colour(),
                logo == null ? null : Buffer.buffer(logo));
        return changed(transaction, me, Map.of("branding", branding.name().strip()), client);
    }

    Tenant settle(Transaction transaction, Member me, TenantSettings settings, Client client) {
        me.require(TenantRole.ADMIN);
        long revision = transaction
                .first(
                        SETTLE,
                        row -> row.getLong("revision"),
                        me.tenant(),
                        settings.requestsPerSecond(),
                        settings.predictionsPerDay(),
                        settings.retentionDays(),
                        settings.logInputs())
                .orElseThrow();
        news.settled(transaction, me.tenant(), revision, settings);
        return changed(transaction, me, told(settings), client);
    }

    /** Returns what was set, by name; the installation's defaults apply to limits that are absent. */
    private static Map<String, String> told(TenantSettings settings) {
        Map<String, String> detail = new TreeMap<>();
        if (settings.requestsPerSecond() != null) {
            detail.put("requestsPerSecond", settings.requestsPerSecond().toString());
        }
        if (settings.predictionsPerDay() != null) {
            detail.put("predictionsPerDay", settings.predictionsPerDay().toString());
        }
        detail.put("retentionDays", Integer.toString(settings.retentionDays()));
        detail.put("logInputs", Boolean.toString(settings.logInputs()));
        return detail;
    }

    private Tenant changed(Transaction transaction, Member me, Map<String, String> detail, Client client) {
        audit.record(transaction, me.tenant(), me.account(), AuditKind.TENANT_CHANGED, me.tenant(), detail, client);
        return find(transaction, me.tenant()).orElseThrow();
    }

    private static TenantMembership membership(Row row, Member me) {
        UUID id = row.getUUID("id");
        return new TenantMembership(
                id,
                row.getString("name"),
                row.getString("role"),
                row.getOffsetDateTime("created_at").toInstant(),
                id.equals(me.tenant()));
    }

    private static Tenant tenant(Row row) {
        return new Tenant(
                row.getUUID("id"),
                row.getBoolean("personal"),
                new Branding(row.getString("name"), row.getString("colour"), base64(row.getBuffer("logo"))),
                new TenantSettings(
                        row.getInteger("requests_per_second"),
                        row.getLong("predictions_per_day"),
                        row.getInteger("retention_days"),
                        row.getBoolean("log_inputs")),
                row.getOffsetDateTime("created_at").toInstant());
    }

    @Nullable
    private static String base64(@Nullable io.vertx.mutiny.core.buffer.Buffer logo) {
        return logo == null ? null : Base64.getEncoder().encodeToString(logo.getBytes());
    }
}
