package dev.auspex.auth.recovery;

import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.client.Client;
import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.mail.Letter;
import dev.auspex.auth.mail.MailConfig;
import dev.auspex.auth.mail.MailHandler;
import dev.auspex.auth.mail.MailJob;
import dev.auspex.auth.mail.MailQueue;

/** Tells the owner of an account that the password was changed. */
@ApplicationScoped
class PasswordChangedMail implements MailHandler {

    private static final String KIND = "password-changed";

    private final MailQueue queue;
    private final MailConfig config;

    PasswordChangedMail(MailQueue queue, MailConfig config) {
        this.queue = queue;
        this.config = config;
    }

    void ask(Transaction transaction, String email, Client client) {
        queue.add(transaction, KIND, email, Map.of("device", client.device()));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Optional<Letter> handle(Transaction transaction, MailJob job) {
        return Optional.of(new Letter(
                job.email(),
                "Your password was changed",
                "The password of your Auspex account was changed. Device: "
                        + job.detail().get("device")
                        + ".\n\nIf you did not change it, reset it now: " + config.baseUrl() + "/forgot-password\n"));
    }
}
