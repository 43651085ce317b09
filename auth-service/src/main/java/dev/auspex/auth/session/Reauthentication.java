package dev.auspex.auth.session;

import java.util.List;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.account.AccountRepository;
import dev.auspex.auth.account.EmailAddress;
import dev.auspex.auth.account.StoredAccount;
import dev.auspex.auth.client.Client;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.password.PasswordHasher;
import dev.auspex.auth.throttle.Throttle;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/** Asks the signed-in person for their password once more, before what a borrowed session must not do. Guessing is slowed down. */
@ApplicationScoped
public class Reauthentication {

    private final CurrentMember member;
    private final AccountRepository accounts;
    private final PasswordHasher hasher;
    private final Throttle throttle;

    Reauthentication(CurrentMember member, AccountRepository accounts, PasswordHasher hasher, Throttle throttle) {
        this.member = member;
        this.accounts = accounts;
        this.hasher = hasher;
        this.throttle = throttle;
    }

    /** Fails with a violation at {@code /password} where it is wrong. */
    public Uni<StoredAccount> require(String password, Client client) {
        return require(password, "/password", client);
    }

    /** @param pointer where the password stands in the request's body */
    public Uni<StoredAccount> require(String password, String pointer, Client client) {
        return member.run((transaction, me) -> {
                    StoredAccount stored =
                            accounts.findById(transaction, me.account()).orElseThrow();
                    transaction.enter(Scope.system());
                    throttle.admit(transaction, email(stored), client);
                    return stored;
                })
                .flatMap(stored -> hasher.matches(password, stored.passwordHash())
                        .flatMap(matches -> matches
                                ? forgetAttempts(stored, client)
                                : Uni.createFrom().failure(wrong(pointer))));
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
        String message = pointer.substring(1) + " is wrong";
        return new ProblemException(
                ProblemType.INVALID_INPUT, message, List.of(new Violation(pointer, "wrong", message)));
    }
}
