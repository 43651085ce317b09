package dev.auspex.auth.external;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.account.AccountRepository;
import dev.auspex.auth.account.EmailAddress;
import dev.auspex.auth.account.Principal;
import dev.auspex.auth.account.StoredAccount;
import dev.auspex.auth.audit.AuditKind;
import dev.auspex.auth.audit.AuditLog;
import dev.auspex.auth.client.Client;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.external.Provider.Identity;
import dev.auspex.auth.password.PasswordHasher;
import dev.auspex.auth.tenant.TenantRole;
import dev.auspex.chassis.id.UuidV7;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;

/** Finds or creates the account of a person who signed in at the provider. */
@ApplicationScoped
class ExternalSignIn {

    private static final String FIND = "SELECT account_id FROM external_identity WHERE issuer = $1 AND subject = $2";

    private static final String LINK =
            "INSERT INTO external_identity (issuer, subject, account_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

    private final AccountRepository accounts;
    private final PasswordHasher passwords;
    private final AuditLog audit;
    private final UuidV7 ids;

    ExternalSignIn(AccountRepository accounts, PasswordHasher passwords, AuditLog audit, UuidV7 ids) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.audit = audit;
        this.ids = ids;
    }

    /**
     * Returns the account of an identity: the account that was linked before, otherwise the account with the same
     * address, otherwise a new one.
     *
     * @throws ProblemException with {@link ProblemType#FORBIDDEN} if there is no link yet and the provider has not
     *     verified the address, or the existing account's address is not verified here
     */
    Principal principal(Transaction transaction, Identity identity, Client client) {
        Optional<UUID> linked =
                transaction.first(FIND, row -> row.getUUID("account_id"), identity.issuer(), identity.subject());
        if (linked.isPresent()) {
            return accounts.findById(transaction, linked.get())
                    .map(StoredAccount::principal)
                    .orElseThrow(() -> Provider.refused("the account has no tenant"));
        }
        if (!identity.verified() || identity.email().isBlank()) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "The sign-in provider has not verified your email address. Verify it there first.");
        }
        EmailAddress email = new EmailAddress(identity.email());
        Optional<StoredAccount> known = accounts.findByEmail(transaction, email);
        if (known.isPresent() && !known.get().verified()) {
            // Somebody may have registered the address, hoping that its owner signs in later.
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "This email address has an account, but the address is not verified."
                            + " Reset the password by email first.");
        }
        Principal principal = known.map(StoredAccount::principal)
                .orElseGet(() -> new Principal(ids.next(), email.value(), ids.next(), TenantRole.OWNER));
        transaction.enter(Scope.member(principal.tenantId(), principal.accountId()));
        if (known.isEmpty()) {
            register(transaction, principal, client);
        }
        transaction.update(LINK, identity.issuer(), identity.subject(), principal.accountId());
        audit.record(
                transaction,
                principal.tenantId(),
                principal.accountId(),
                AuditKind.EXTERNAL_IDENTITY_LINKED,
                principal.accountId(),
                Map.of("issuer", identity.issuer()),
                client);
        return principal;
    }

    private void register(Transaction transaction, Principal principal, Client client) {
        // No password matches; one can be set through the reset mail.
        if (!accounts.insert(transaction, new StoredAccount(principal, passwords.unmatchable(), true))) {
            throw new ProblemException(
                    ProblemType.CONFLICT, "Another request has just created this account. Sign in again.");
        }
        accounts.verify(transaction, principal.accountId(), principal.email());
        audit.record(
                transaction,
                principal.tenantId(),
                principal.accountId(),
                AuditKind.ACCOUNT_REGISTERED,
                null,
                Map.of(),
                client);
    }
}
