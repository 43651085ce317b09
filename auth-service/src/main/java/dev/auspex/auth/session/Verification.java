package dev.auspex.auth.session;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.account.AccountRepository;
import dev.auspex.auth.account.StoredAccount;
import dev.auspex.auth.client.Client;
import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.mail.Letter;
import dev.auspex.auth.mail.MailConfig;
import dev.auspex.auth.mail.MailHandler;
import dev.auspex.auth.mail.MailJob;
import dev.auspex.auth.mail.MailLinks;
import dev.auspex.auth.mail.MailQueue;

/** Requests and sends the link that verifies an account's address. */
@ApplicationScoped
public class Verification implements MailHandler {

    public static final String PURPOSE = "verify-email";
    private static final String ACCOUNT = "account";

    private final MailQueue queue;
    private final MailLinks links;
    private final MailConfig config;
    private final AccountRepository accounts;

    Verification(MailQueue queue, MailLinks links, MailConfig config, AccountRepository accounts) {
        this.queue = queue;
        this.links = links;
        this.config = config;
        this.accounts = accounts;
    }

    /** Requests the link, which is sent after the caller's transaction commits; fails if too much mail is waiting. */
    public void ask(Transaction transaction, UUID account, String email, Client client) {
        queue.ask(transaction, PURPOSE, email, Map.of(ACCOUNT, account.toString()), client);
    }

    /** Requests the link, but leaves it out if too much mail is waiting; the link can be requested again. */
    public void offer(Transaction transaction, UUID account, String email, Client client) {
        queue.offer(transaction, PURPOSE, email, Map.of(ACCOUNT, account.toString()), client);
    }

    @Override
    public String kind() {
        return PURPOSE;
    }

    @Override
    public Optional<Letter> handle(Transaction transaction, MailJob job) {
        UUID account = UUID.fromString(job.detail().get(ACCOUNT));
        Optional<StoredAccount> found = accounts.findById(transaction, account)
                .filter(stored ->
                        !stored.verified() && stored.principal().email().equals(job.email()));
        if (found.isEmpty() || !links.allows(transaction, PURPOSE, job.email())) {
            return Optional.empty();
        }
        String link = links.create(
                transaction,
                PURPOSE,
                new MailLinks.Target(job.email(), account, null),
                "/verify-email",
                config.verificationLife());
        return Optional.of(new Letter(
                job.email(),
                "Verify your email address",
                "Someone, hopefully you, registered this email address at Auspex.\n\n"
                        + "To confirm that it is yours, open this link and enter the password that you chose:\n\n"
                        + link
                        + "\n\nThe link works once and expires after "
                        + config.verificationLife().toHours()
                        + " hours. If you did not register, ignore this email. To take over the account,"
                        + " reset its password.\n"));
    }
}
