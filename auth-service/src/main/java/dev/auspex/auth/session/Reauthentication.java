package dev.auspex.auth.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

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
import dev.auspex.auth.password.PasswordHasher;
import dev.auspex.auth.session.CurrentMember.Member;
import dev.auspex.auth.throttle.Throttle;
import dev.auspex.auth.totp.SecondFactors;
import dev.auspex.auth.totp.SecondFactors.Proof;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.auth.PasswordProof;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/**
 * Asks the signed-in person for the password again, before operations that a hijacked session must not perform.
 * Guessing is slowed down.
 */
@ApplicationScoped
public class Reauthentication {

    private final CurrentMember member;
    private final AccountRepository accounts;
    private final PasswordHasher hasher;
    private final Throttle throttle;
    private final SecondFactors factors;
    private final AuditLog audit;

    Reauthentication(
            CurrentMember member,
            AccountRepository accounts,
            PasswordHasher hasher,
            Throttle throttle,
            SecondFactors factors,
            AuditLog audit) {
        this.member = member;
        this.accounts = accounts;
        this.hasher = hasher;
        this.throttle = throttle;
        this.factors = factors;
        this.audit = audit;
    }

    /** Checks the password; fails with a violation at {@code /password} if it is wrong. */
    public Uni<StoredAccount> require(String password, Client client) {
        return require(password, "/password", client);
    }

    /**
     * Runs work that requires the password and, if there is a second factor, a code. A wrong code counts like a wrong
     * password and is recorded in the audit log.
     */
    public <T> Uni<T> withCode(PasswordProof proof, Client client, BiFunction<Transaction, Member, T> work) {
        return checked(proof.password(), "/password", client)
                .flatMap(stored -> member.run((transaction, me) -> proved(transaction, me, stored, proof, client)
                        ? Optional.of(work.apply(transaction, me))
                        : Optional.<T>empty()))
                // Thrown inside the transaction, a failure would roll back the audit entry.
                .map(done -> done.orElseThrow(() -> wrong("/code")));
    }

    private boolean proved(
            Transaction transaction, Member me, StoredAccount stored, PasswordProof proof, Client client) {
        UUID account = me.account();
        if (!accounts.locked(transaction, stored)) {
            throw wrong("/password");
        }
        if (factors.enabled(transaction, account)) {
            Proof code = proof.code() == null ? Proof.NONE : factors.prove(transaction, account, proof.code());
            if (code == Proof.NONE) {
                record(transaction, me, AuditKind.REAUTHENTICATION_REFUSED, client);
                return false;
            }
            if (code == Proof.RECOVERY_CODE) {
                record(transaction, me, AuditKind.RECOVERY_CODE_USED, client);
            }
        }
        transaction.enter(Scope.system());
        throttle.succeeded(transaction, email(stored), client, client);
        transaction.enter(Scope.member(me.tenant(), account));
        return true;
    }

    private void record(Transaction transaction, Member me, AuditKind kind, Client client) {
        audit.record(transaction, me.tenant(), me.account(), kind, me.account(), Map.of(), client);
    }

    /** @param pointer JSON pointer to the password in the request's body */
    public Uni<StoredAccount> require(String password, String pointer, Client client) {
        return checked(password, pointer, client).flatMap(stored -> forgetAttempts(stored, client));
    }

    private Uni<StoredAccount> checked(String password, String pointer, Client client) {
        return member.run((transaction, me) -> {
                    StoredAccount stored =
                            accounts.findById(transaction, me.account()).orElseThrow();
                    transaction.enter(Scope.system());
                    throttle.admit(transaction, email(stored), client);
                    return stored;
                })
                .flatMap(stored -> hasher.matches(password, stored.passwordHash())
                        .flatMap(matches -> matches ? Uni.createFrom().item(stored) : refused(pointer, client)));
    }

    private Uni<StoredAccount> refused(String pointer, Client client) {
        return member.run((transaction, me) -> {
                    record(transaction, me, AuditKind.REAUTHENTICATION_REFUSED, client);
                    return me;
                })
                .flatMap(written -> Uni.createFrom().failure(wrong(pointer)));
    }

    private Uni<StoredAccount> forgetAttempts(StoredAccount stored, Client client) {
        return member.run((transaction, me) -> {
            transaction.enter(Scope.system());
            throttle.succeeded(transaction, email(stored), client, client);
            return stored;
        });
    }

    private static EmailAddress email(StoredAccount stored) {
        return new EmailAddress(stored.principal().email());
    }

    private static ProblemException wrong(String pointer) {
        String message =
                switch (pointer) {
                    case "/code" -> "The code is wrong, has expired or was already used. Enter another one.";
                    case "/currentPassword" -> "The current password is wrong.";
                    default -> "The password is wrong.";
                };
        return new ProblemException(
                ProblemType.INVALID_INPUT, message, List.of(new Violation(pointer, "wrong", message)));
    }
}
