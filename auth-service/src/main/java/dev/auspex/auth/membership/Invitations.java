package dev.auspex.auth.membership;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.vertx.mutiny.sqlclient.Row;
import jakarta.annotation.Nullable;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.account.AccountRepository;
import dev.auspex.auth.account.EmailAddress;
import dev.auspex.auth.audit.AuditKind;
import dev.auspex.auth.audit.AuditLog;
import dev.auspex.auth.client.Client;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.mail.Letter;
import dev.auspex.auth.mail.MailConfig;
import dev.auspex.auth.mail.MailHandler;
import dev.auspex.auth.mail.MailJob;
import dev.auspex.auth.mail.MailLinks;
import dev.auspex.auth.mail.MailQueue;
import dev.auspex.auth.session.CurrentMember.Member;
import dev.auspex.auth.tenant.TenantRole;
import dev.auspex.chassis.id.UuidV7;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.auth.Invitation;
import dev.auspex.contracts.auth.NewInvitation;
import dev.auspex.contracts.auth.TenantMembership;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/** Invitations to a tenant, by mail. */
@ApplicationScoped
class Invitations implements MailHandler {

    private static final String PURPOSE = "invitation";
    private static final String ID = "invitation";

    private static final String OPEN = " accepted_at IS NULL AND withdrawn_at IS NULL AND expires_at > now()";

    // Serializes concurrent invitations, so that each of them is counted.
    private static final String LOCK = "SELECT id FROM tenant WHERE id = $1 FOR NO KEY UPDATE";

    private static final String COUNT = "SELECT count(*) AS count FROM invitation WHERE tenant_id = $1 AND" + OPEN;

    private static final String COUNT_TODAY = """
            SELECT count(*) AS count FROM invitation
             WHERE tenant_id = $1 AND created_at > now() - interval '1 day'""";

    private static final String INSERT = """
            INSERT INTO invitation (id, tenant_id, email, role, expires_at, invited_by)
            SELECT $1, $2, $3, $4, now() + make_interval(secs => $5), $6
             WHERE EXISTS (SELECT 1 FROM membership WHERE tenant_id = $2 AND account_id = $6 AND role = ANY ($7))
            RETURNING id, email, role, created_at, expires_at""";

    private static final String LIST = "SELECT id, email, role, created_at, expires_at FROM invitation"
            + " WHERE tenant_id = $1 AND" + OPEN + " ORDER BY id DESC";

    private static final String WITHDRAW =
            "UPDATE invitation SET withdrawn_at = now() WHERE id = $1 AND tenant_id = $2 AND" + OPEN;

    private static final String WITHDRAW_OF = "UPDATE invitation SET withdrawn_at = now()"
            + " WHERE tenant_id = $1 AND invited_by = $2 AND NOT role = ANY ($3) AND" + OPEN + " RETURNING id";

    private static final String PURGE = "SELECT purge_invitations(make_interval(secs => $1), $2) AS removed";

    private static final String FIND = "SELECT i.tenant_id, i.role, t.name FROM invitation i JOIN tenant t"
            + " ON t.id = i.tenant_id WHERE i.id = $1 AND" + OPEN;

    private static final String ACCEPT = "UPDATE invitation SET accepted_at = now() WHERE id = $1 AND" + OPEN;

    private final Tenants tenants;
    private final AccountRepository accounts;
    private final MailQueue queue;
    private final MailLinks links;
    private final MailConfig mail;
    private final MembershipConfig config;
    private final AuditLog audit;
    private final UuidV7 ids;

    Invitations(
            Tenants tenants,
            AccountRepository accounts,
            MailQueue queue,
            MailLinks links,
            MailConfig mail,
            MembershipConfig config,
            AuditLog audit,
            UuidV7 ids) {
        this.tenants = tenants;
        this.accounts = accounts;
        this.queue = queue;
        this.links = links;
        this.mail = mail;
        this.config = config;
        this.audit = audit;
        this.ids = ids;
    }

    Invitation invite(Transaction transaction, Member me, NewInvitation wanted, Client client) {
        me.require(TenantRole.ADMIN);
        me.require(TenantRole.ofStored(wanted.role()));
        requireVerified(transaction, me);
        transaction.first(LOCK, row -> row, me.tenant());
        long open = transaction
                .first(COUNT, row -> row.getLong("count"), me.tenant())
                .orElse(0L);
        if (open >= config.mostInvitations()) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "This tenant has " + open + " open invitations, which is the maximum. Withdraw one first.");
        }
        long today = transaction
                .first(COUNT_TODAY, row -> row.getLong("count"), me.tenant())
                .orElse(0L);
        if (today >= config.mostInvitationsADay()) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "This tenant has created " + today
                            + " invitations within a day, which is the maximum. Withdrawn ones count too."
                            + " Try again later.");
        }
        String email = new EmailAddress(wanted.email()).value();
        Invitation invitation = transaction
                .first(
                        INSERT,
                        Invitations::invitation,
                        ids.next(),
                        me.tenant(),
                        email,
                        wanted.role(),
                        (double) mail.invitationLife().toSeconds(),
                        me.account(),
                        atLeast(TenantRole.ADMIN, TenantRole.ofStored(wanted.role())))
                .orElseThrow(() -> new ProblemException(
                        ProblemType.FORBIDDEN, "Your role in the tenant has just changed. Sign in again."));
        queue.add(
                transaction,
                PURPOSE,
                email,
                Map.of(ID, invitation.id().toString(), "by", me.principal().email()));
        audit.record(
                transaction,
                me.tenant(),
                me.account(),
                AuditKind.MEMBER_INVITED,
                invitation.id(),
                Map.of("email", email, "role", wanted.role()),
                client);
        return invitation;
    }

    /** Requires a verified address: mail that names an address as the inviter is sent only for that address's owner. */
    private void requireVerified(Transaction transaction, Member me) {
        boolean verified =
                accounts.findById(transaction, me.account()).orElseThrow().verified();
        if (!verified) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "Your email address is not verified yet. Open the link that was sent to it, then invite others.");
        }
    }

    List<Invitation> list(Transaction transaction, Member me) {
        me.require(TenantRole.ADMIN);
        return transaction.list(LIST, Invitations::invitation, me.tenant());
    }

    void withdraw(Transaction transaction, Member me, UUID id, Client client) {
        me.require(TenantRole.ADMIN);
        if (transaction.update(WITHDRAW, id, me.tenant()) == 0) {
            throw new ProblemException(ProblemType.NOT_FOUND, "No open invitation has this id.");
        }
        audit.record(transaction, me.tenant(), me.account(), AuditKind.INVITATION_WITHDRAWN, id, Map.of(), client);
    }

    /**
     * Withdraws a member's invitations to roles that the member may no longer grant. The caller, which changes the
     * role, holds the tenant's lock.
     */
    void withdrawOf(Transaction transaction, Member me, UUID inviter, @Nullable TenantRole now, Client client) {
        String[] granted = now == null || now.compareTo(TenantRole.ADMIN) < 0
                ? new String[0]
                : Arrays.stream(TenantRole.values())
                        .filter(role -> role.compareTo(now) <= 0)
                        .map(TenantRole::stored)
                        .toArray(String[]::new);
        for (UUID id : transaction.list(WITHDRAW_OF, row -> row.getUUID("id"), me.tenant(), inviter, granted)) {
            audit.record(transaction, me.tenant(), me.account(), AuditKind.INVITATION_WITHDRAWN, id, Map.of(), client);
        }
    }

    /** Returns the roles that are at least as high as each of these. */
    private static String[] atLeast(TenantRole... least) {
        return Arrays.stream(TenantRole.values())
                .filter(role -> Arrays.stream(least).allMatch(each -> role.compareTo(each) >= 0))
                .map(TenantRole::stored)
                .toArray(String[]::new);
    }

    /**
     * Removes invitations that were closed long ago. The transaction must have the system's scope.
     *
     * @return the number of removed invitations
     */
    int purge(Transaction transaction, Duration keep, int most) {
        return transaction
                .first(PURGE, row -> row.getLong("removed").intValue(), (double) keep.toSeconds(), most)
                .orElse(0);
    }

    @Override
    public String kind() {
        return PURPOSE;
    }

    @Override
    public Optional<Letter> handle(Transaction transaction, MailJob job) {
        UUID id = UUID.fromString(job.detail().get(ID));
        Optional<Open> open = transaction.first(FIND, Invitations::open, id);
        if (open.isEmpty() || !links.allows(transaction, PURPOSE, job.email())) {
            return Optional.empty();
        }
        String link = links.create(
                transaction,
                PURPOSE,
                new MailLinks.Target(job.email(), null, id),
                "/accept-invitation",
                mail.invitationLife());
        return Optional.of(new Letter(
                job.email(),
                "You are invited to " + oneLine(open.get().name()),
                job.detail().get("by") + " invites you to join the tenant "
                        + oneLine(open.get().name())
                        + " at Auspex. Your role will be "
                        + open.get().role().stored()
                        + ".\n\nTo join, open this link:\n\n" + link
                        + "\n\nThe link is valid for "
                        + mail.invitationLife().toDays()
                        + " days, and only for this email address."
                        + " If you do not know the sender, ignore this email.\n"));
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", " ");
    }

    TenantMembership accept(Transaction transaction, Member me, String token, Client client) {
        transaction.enter(Scope.system());
        MailLinks.Target target = links.find(transaction, PURPOSE, token).orElseThrow(Invitations::badLink);
        if (!target.email().equals(me.principal().email())) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "The invitation was sent to another email address. Sign in with that address.");
        }
        if (links.use(transaction, PURPOSE, token).isEmpty()) {
            throw badLink();
        }
        Open open = transaction.first(FIND, Invitations::open, target.subject()).orElseThrow(Invitations::badLink);
        transaction.enter(Scope.member(open.tenant(), me.account()));
        if (transaction.update(ACCEPT, target.subject()) == 0) {
            // The invitation was just withdrawn.
            throw badLink();
        }
        // Whoever opens the link receives mail at the address.
        if (accounts.verify(transaction, me.account(), target.email())) {
            audit.record(
                    transaction,
                    me.tenant(),
                    me.account(),
                    AuditKind.EMAIL_VERIFIED,
                    me.account(),
                    Map.of("by", PURPOSE),
                    client);
        }
        if (tenants.join(transaction, open.tenant(), me.account(), open.role())) {
            audit.record(
                    transaction,
                    open.tenant(),
                    me.account(),
                    AuditKind.MEMBER_JOINED,
                    me.account(),
                    Map.of("role", open.role().stored()),
                    client);
        }
        return tenants.membership(transaction, me, open.tenant()).orElseThrow();
    }

    private static ProblemException badLink() {
        String message = "This invitation was already used or withdrawn, or has expired. Ask for a new one.";
        return new ProblemException(
                ProblemType.INVALID_INPUT, message, List.of(new Violation("/token", "expired", message)));
    }

    private record Open(UUID tenant, TenantRole role, String name) {}

    private static Open open(Row row) {
        return new Open(row.getUUID("tenant_id"), TenantRole.ofStored(row.getString("role")), row.getString("name"));
    }

    private static Invitation invitation(Row row) {
        return new Invitation(
                row.getUUID("id"),
                row.getString("email"),
                row.getString("role"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("expires_at").toInstant());
    }
}
