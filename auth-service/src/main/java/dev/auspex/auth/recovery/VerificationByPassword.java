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
import dev.auspex.auth.session.Verification;
import dev.auspex.auth.throttle.Throttle;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.auth.VerifyEmail;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/**
 * Verifies an address with the link from the mail and the account's password. The link alone proves that somebody
 * reads the mail, but not that they created the account: somebody else may have registered the address, hoping that
 * its owner opens the link.
 */
@ApplicationScoped
class VerificationByPassword {

    private final Transactions transactions;
    private final MailLinks links;
    private final AccountRepository accounts;
    private final PasswordHasher hasher;
    private final Throttle throttle;
    private final AuditLog audit;

    VerificationByPassword(
            Transactions transactions,
            MailLinks links,
            AccountRepository accounts,
            PasswordHasher hasher,
            Throttle throttle,
            AuditLog audit) {
        this.transactions = transactions;
        this.links = links;
        this.accounts = accounts;
        this.hasher = hasher;
        this.throttle = throttle;
        this.audit = audit;
    }

    /** Verifies an address. A wrong password does not use up the link. */
    Uni<Void> verify(VerifyEmail request, Client client) {
        return transactions
                .run(Scope.system(), transaction -> admit(transaction, request, client))
                .flatMap(stored -> hasher.matches(request.password(), stored.passwordHash())
                        .flatMap(matches -> matches
                                ? transactions.does(
                                        Scope.system(), transaction -> verify(transaction, request, stored, client))
                                : Uni.createFrom().failure(wrongPassword())));
    }

    private StoredAccount admit(Transaction transaction, VerifyEmail request, Client client) {
        MailLinks.Target target =
                links.find(transaction, Verification.PURPOSE, request.token()).orElseThrow(BadLink::problem);
        StoredAccount stored = stored(transaction, target);
        throttle.admit(transaction, new EmailAddress(target.email()), client);
        return stored;
    }

    private void verify(Transaction transaction, VerifyEmail request, StoredAccount proved, Client client) {
        MailLinks.Target target =
                links.use(transaction, Verification.PURPOSE, request.token()).orElseThrow(BadLink::problem);
        StoredAccount stored = stored(transaction, target);
        if (!stored.passwordHash().equals(proved.passwordHash())) {
            throw wrongPassword();
        }
        UUID account = target.accountId();
        throttle.succeeded(transaction, new EmailAddress(target.email()), client, client);
        UUID tenant = stored.principal().tenantId();
        transaction.enter(Scope.account(account));
        if (accounts.verify(transaction, account, target.email())) {
            audit.record(transaction, tenant, account, AuditKind.EMAIL_VERIFIED, account, Map.of(), client);
        }
    }

    private StoredAccount stored(Transaction transaction, MailLinks.Target target) {
        return accounts.findById(transaction, target.accountId())
                .filter(it -> it.principal().email().equals(target.email()))
                .orElseThrow(BadLink::problem);
    }

    private static ProblemException wrongPassword() {
        String message = "The password is wrong. If you did not register this address, reset the password by email.";
        return new ProblemException(
                ProblemType.INVALID_INPUT, message, List.of(new Violation("/password", "wrong", message)));
    }
}
