package dev.auspex.auth.recovery;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.account.AccountRepository;
import dev.auspex.auth.account.EmailAddress;
import dev.auspex.auth.account.StoredAccount;
import dev.auspex.auth.audit.AuditKind;
import dev.auspex.auth.audit.AuditLog;
import dev.auspex.auth.client.Client;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.database.Transactions;
import dev.auspex.auth.mail.MailLinks;
import dev.auspex.auth.password.PasswordHasher;
import dev.auspex.auth.password.PasswordPolicy;
import dev.auspex.auth.session.CurrentMember;
import dev.auspex.auth.session.CurrentMember.Member;
import dev.auspex.auth.session.Reauthentication;
import dev.auspex.auth.session.SessionRepository;
import dev.auspex.auth.throttle.Throttle;
import dev.auspex.auth.totp.Challenges;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.auth.ChangePassword;
import dev.auspex.contracts.auth.ResetPassword;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/** Sets new passwords, authorized by a link or the current password, and ends the sessions opened with the old one. */
@ApplicationScoped
class Passwords {

    private static final String POINTER = "/newPassword";

    private final Transactions transactions;
    private final AccountRepository accounts;
    private final SessionRepository sessions;
    private final FirstReset firstReset;
    private final MailLinks links;
    private final ResetMail resetMail;
    private final PasswordChangedMail changedMail;
    private final PasswordHasher hasher;
    private final PasswordPolicy policy;
    private final CurrentMember member;
    private final AuditLog audit;
    private final Throttle throttle;
    private final Challenges challenges;
    private final Reauthentication reauthentication;

    Passwords(
            Transactions transactions,
            AccountRepository accounts,
            SessionRepository sessions,
            FirstReset firstReset,
            MailLinks links,
            ResetMail resetMail,
            PasswordChangedMail changedMail,
            PasswordHasher hasher,
            PasswordPolicy policy,
            CurrentMember member,
            AuditLog audit,
            Throttle throttle,
            Challenges challenges,
            Reauthentication reauthentication) {
        this.transactions = transactions;
        this.accounts = accounts;
        this.sessions = sessions;
        this.firstReset = firstReset;
        this.links = links;
        this.resetMail = resetMail;
        this.changedMail = changedMail;
        this.hasher = hasher;
        this.policy = policy;
        this.member = member;
        this.audit = audit;
        this.throttle = throttle;
        this.challenges = challenges;
        this.reauthentication = reauthentication;
    }

    Uni<Void> forgot(EmailAddress email, Client client) {
        return transactions.does(Scope.system(), transaction -> resetMail.ask(transaction, email, client));
    }

    Uni<Void> reset(ResetPassword request, Client client) {
        return transactions
                .run(Scope.system(), transaction -> links.find(transaction, ResetMail.PURPOSE, request.token())
                        .orElseThrow(BadLink::problem))
                .invoke(target -> policy.check(request.newPassword(), target.email(), POINTER))
                .flatMap(target -> hasher.hash(request.newPassword()))
                .flatMap(hash ->
                        transactions.does(Scope.system(), transaction -> reset(transaction, request, hash, client)));
    }

    private void reset(Transaction transaction, ResetPassword request, String hash, Client client) {
        lock(transaction, request);
        MailLinks.Target target =
                links.use(transaction, ResetMail.PURPOSE, request.token()).orElseThrow(BadLink::problem);
        UUID account = target.accountId();
        links.voidAll(transaction, ResetMail.PURPOSE, account);
        StoredAccount stored = accounts.findById(transaction, account)
                .filter(it -> it.principal().email().equals(target.email()))
                .orElseThrow(BadLink::problem);
        UUID tenant = stored.principal().tenantId();
        transaction.enter(Scope.member(tenant, account));
        accounts.setHash(transaction, account, hash);
        sessions.revokeAll(transaction, account, null, client);
        // Whoever receives mail at the address owns it. Anything created before the first
        // verification may be somebody else's.
        if (accounts.verify(transaction, account, target.email())) {
            firstReset.clear(transaction, account, tenant, client);
            audit.record(transaction, tenant, account, AuditKind.EMAIL_VERIFIED, account, Map.of(), client);
        }
        audit.record(transaction, tenant, account, AuditKind.PASSWORD_RESET, account, Map.of(), client);
        changedMail.ask(transaction, target.email(), client);
        endChallenges(transaction, account);
        // Whoever received the mail is the owner, and can sign in however many others guess.
        throttle.welcome(transaction, new EmailAddress(target.email()), client);
    }

    /** Serializes the use of several links of one account, because each use invalidates the others. */
    private void lock(Transaction transaction, ResetPassword request) {
        MailLinks.Target target =
                links.find(transaction, ResetMail.PURPOSE, request.token()).orElseThrow(BadLink::problem);
        UUID account = target.accountId();
        UUID tenant = accounts.findById(transaction, account)
                .orElseThrow(BadLink::problem)
                .principal()
                .tenantId();
        transaction.enter(Scope.member(tenant, account));
        accounts.lock(transaction, account);
        transaction.enter(Scope.system());
    }

    Uni<Void> change(ChangePassword request, Client client) {
        return reauthentication
                .require(request.currentPassword(), "/currentPassword", client)
                .invoke(stored ->
                        policy.check(request.newPassword(), stored.principal().email(), POINTER))
                .flatMap(stored -> hasher.hash(request.newPassword())
                        .flatMap(hash -> member.alone((transaction, me) -> {
                            change(transaction, me, stored, hash, client);
                            return null;
                        })));
    }

    private void change(Transaction transaction, Member me, StoredAccount before, String hash, Client client) {
        if (!accounts.locked(transaction, before)) {
            // Hashing takes time, and somebody else set another password in the meantime.
            String message = "The current password is wrong.";
            throw new ProblemException(
                    ProblemType.INVALID_INPUT, message, List.of(new Violation("/currentPassword", "wrong", message)));
        }
        accounts.setHash(transaction, me.account(), hash);
        sessions.revokeAll(transaction, me.account(), me.session(), client);
        audit.record(
                transaction, me.tenant(), me.account(), AuditKind.PASSWORD_CHANGED, me.account(), Map.of(), client);
        changedMail.ask(transaction, before.principal().email(), client);
        endChallenges(transaction, me.account());
    }

    private void endChallenges(Transaction transaction, UUID account) {
        transaction.enter(Scope.system());
        challenges.endAll(transaction, account);
    }
}
