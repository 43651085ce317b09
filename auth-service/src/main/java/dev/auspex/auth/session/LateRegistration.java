package dev.auspex.auth.session;

import java.util.Map;
import java.util.Optional;

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
import dev.auspex.auth.mail.Letter;
import dev.auspex.auth.mail.MailConfig;
import dev.auspex.auth.mail.MailHandler;
import dev.auspex.auth.mail.MailJob;
import dev.auspex.auth.mail.MailLinks;
import dev.auspex.auth.mail.MailQueue;
import dev.auspex.auth.tenant.TenantRole;
import dev.auspex.chassis.id.UuidV7;

/**
 * Registers accounts if addresses must be verified. The request only adds a job, which is the same whether or not the
 * address has an account; later the account is created, or its owner is told that there is one.
 */
@ApplicationScoped
class LateRegistration implements MailHandler {

    static final String KIND = "registration";
    private static final String PURPOSE_AGAIN = "registered-again";
    private static final String HASH = "hash";

    private final MailQueue queue;
    private final MailLinks links;
    private final MailConfig config;
    private final AccountRepository accounts;
    private final Verification verification;
    private final AuditLog audit;
    private final UuidV7 ids;

    LateRegistration(
            MailQueue queue,
            MailLinks links,
            MailConfig config,
            AccountRepository accounts,
            Verification verification,
            AuditLog audit,
            UuidV7 ids) {
        this.queue = queue;
        this.links = links;
        this.config = config;
        this.accounts = accounts;
        this.verification = verification;
        this.audit = audit;
        this.ids = ids;
    }

    void ask(Transaction transaction, EmailAddress email, String passwordHash, Client client) {
        queue.ask(transaction, KIND, email.value(), Map.of(HASH, passwordHash, "device", client.device()), client);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Optional<Letter> handle(Transaction transaction, MailJob job) {
        Optional<StoredAccount> known = accounts.findByEmail(transaction, new EmailAddress(job.email()));
        if (known.isEmpty()) {
            register(transaction, job);
            return Optional.empty();
        }
        if (!known.get().verified()) {
            return again(transaction, known.get().principal(), job);
        }
        if (!links.allows(transaction, PURPOSE_AGAIN, job.email())) {
            return Optional.empty();
        }
        // Counts against the limit only: the letter contains no link.
        links.create(
                transaction,
                PURPOSE_AGAIN,
                new MailLinks.Target(job.email(), known.get().principal().accountId(), null),
                "/",
                config.verificationLife());
        return Optional.of(new Letter(
                job.email(),
                "You already have an account",
                "Someone, perhaps you, tried to register this email address at Auspex,"
                        + " but it already has an account.\n\n"
                        + "Sign in or reset your password at " + config.baseUrl() + "/sign-in\n\n"
                        + "If it was not you, ignore this email. Nothing has changed.\n"));
    }

    /**
     * Handles a repeated registration of an unverified address. The password remains that of the first registration,
     * which may have been somebody else's. The owner of the address sets a new one through the link, which ends the
     * other person's access. A verification link would instead make the other person's password valid.
     */
    private Optional<Letter> again(Transaction transaction, Principal known, MailJob job) {
        if (!links.allows(transaction, MailLinks.RESET_PASSWORD, job.email())) {
            return Optional.empty();
        }
        String link = links.create(
                transaction,
                MailLinks.RESET_PASSWORD,
                new MailLinks.Target(job.email(), known.accountId(), null),
                MailLinks.RESET_PASSWORD_PAGE,
                config.resetLife());
        return Optional.of(new Letter(
                job.email(),
                "Set a password for your account",
                "Someone, hopefully you, registered this email address at Auspex more than once"
                        + " and has not verified it.\n\n"
                        + "To confirm that the address is yours and to set your password, open this link:\n\n" + link
                        + "\n\nThe link works once and expires after "
                        + config.resetLife().toMinutes()
                        + " minutes. If it was not you, ignore this email.\n"));
    }

    private void register(Transaction transaction, MailJob job) {
        Principal principal = new Principal(ids.next(), job.email(), ids.next(), TenantRole.OWNER);
        transaction.enter(Scope.tenant(principal.tenantId()));
        if (accounts.insert(
                transaction, new StoredAccount(principal, job.detail().get(HASH), false))) {
            Client client = new Client(job.detail().get("source"), job.detail().get("device"), false);
            audit.record(
                    transaction,
                    principal.tenantId(),
                    principal.accountId(),
                    AuditKind.ACCOUNT_REGISTERED,
                    null,
                    Map.of(),
                    client);
            verification.offer(transaction, principal.accountId(), job.email(), client);
        }
    }
}
