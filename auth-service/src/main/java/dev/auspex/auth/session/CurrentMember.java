package dev.auspex.auth.session;

import java.util.UUID;
import java.util.function.BiFunction;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.account.AccountRepository;
import dev.auspex.auth.account.Principal;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.database.Transactions;
import dev.auspex.auth.tenant.TenantRole;
import dev.auspex.chassis.identity.Caller;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;

/**
 * The person who makes the current request, checked against the database and not only by the token: a session that was
 * just ended is refused at once, and a changed role counts at once. An API key is not a person.
 */
@ApplicationScoped
public class CurrentMember {

    private final Caller caller;
    private final Transactions transactions;
    private final SessionRepository sessions;
    private final AccountRepository accounts;

    CurrentMember(Caller caller, Transactions transactions, SessionRepository sessions, AccountRepository accounts) {
        this.caller = caller;
        this.transactions = transactions;
        this.sessions = sessions;
        this.accounts = accounts;
    }

    /**
     * The member and the session.
     *
     * @param principal account, tenant and role
     * @param session   the session
     */
    public record Member(Principal principal, UUID session) {

        public UUID account() {
            return principal.accountId();
        }

        public UUID tenant() {
            return principal.tenantId();
        }

        /** @throws ProblemException if the role is lower */
        public void require(TenantRole least) {
            if (principal.role().compareTo(least) < 0) {
                throw new ProblemException(
                        ProblemType.FORBIDDEN,
                        "This operation requires the role `" + least.stored() + "` in the tenant.");
            }
        }
    }

    /** Runs work in a transaction that sees the member's tenant and own rows. */
    public <T> Uni<T> run(BiFunction<Transaction, Member, T> work) {
        return run(work, false);
    }

    /**
     * Runs work that must not overlap with other changes to the account: work that counts what the account has, or
     * gives it something that a new password or the account's deletion would take away. Such work is serialized, and
     * refused if the session has ended in the meantime.
     */
    public <T> Uni<T> alone(BiFunction<Transaction, Member, T> work) {
        return run(work, true);
    }

    private <T> Uni<T> run(BiFunction<Transaction, Member, T> work, boolean alone) {
        UUID tenant = caller.tenantId();
        UUID account = caller.accountId();
        UUID session = caller.sessionId()
                .orElseThrow(() -> new ProblemException(
                        ProblemType.FORBIDDEN, "An API key cannot do this. Sign in with an account."));
        return transactions.run(Scope.member(tenant, account), transaction -> {
            if (alone) {
                accounts.lock(transaction, account);
            }
            Principal principal = sessions.live(transaction, session, account, tenant)
                    .orElseThrow(() -> new ProblemException(
                            ProblemType.UNAUTHENTICATED, "The session of this token has ended. Sign in again."));
            return work.apply(transaction, new Member(principal, session));
        });
    }
}
