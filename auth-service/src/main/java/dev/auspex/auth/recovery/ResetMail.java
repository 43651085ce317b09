package dev.auspex.auth.recovery;

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
import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.mail.Letter;
import dev.auspex.auth.mail.MailConfig;
import dev.auspex.auth.mail.MailHandler;
import dev.auspex.auth.mail.MailJob;
import dev.auspex.auth.mail.MailLinks;
import dev.auspex.auth.mail.MailQueue;

/**
 * Sends the link that resets a password. The request only adds a job, which is the same whether or not
 * the address has an account.
 */
@ApplicationScoped
class ResetMail implements MailHandler {

    static final String PURPOSE = MailLinks.RESET_PASSWORD;

    private final MailQueue queue;
    private final MailLinks links;
    private final MailConfig config;
    private final AccountRepository accounts;
    private final AuditLog audit;

    ResetMail(MailQueue queue, MailLinks links, MailConfig config, AccountRepository accounts, AuditLog audit) {
        this.queue = queue;
        this.links = links;
        this.config = config;
        this.accounts = accounts;
        this.audit = audit;
    }

    void ask(Transaction transaction, EmailAddress email, Client client) {
        queue.ask(transaction, PURPOSE, email.value(), Map.of("device", client.device()), client);
    }

    @Override
    public String kind() {
        return PURPOSE;
    }

    @Override
    public Optional<Letter> handle(Transaction transaction, MailJob job) {
        Optional<StoredAccount> found = accounts.findByEmail(transaction, new EmailAddress(job.email()));
        if (found.isEmpty() || !links.allows(transaction, PURPOSE, job.email())) {
            return Optional.empty();
        }
        Principal principal = found.get().principal();
        String link = links.create(
                transaction,
                PURPOSE,
                new MailLinks.Target(job.email(), principal.accountId(), null),
                MailLinks.RESET_PASSWORD_PAGE,
                config.resetLife());
        audit.record(
                transaction,
                principal.tenantId(),
                null,
                AuditKind.PASSWORD_RESET_REQUESTED,
                principal.accountId(),
                Map.of(),
                new Client(job.detail().get("source"), job.detail().get("device"), false));
        return Optional.of(new Letter(
                job.email(),
                "Reset your password",
                "Someone, hopefully you, asked to reset the password of your Auspex account.\n\n"
                        + "To set a new password, open this link:\n\n" + link
                        + "\n\nThe link works once and expires after "
                        + config.resetLife().toMinutes()
                        + " minutes. If you did not ask for it, ignore this email. Your password stays the same.\n"));
    }
}
