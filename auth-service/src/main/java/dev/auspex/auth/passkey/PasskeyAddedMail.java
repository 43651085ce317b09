package dev.auspex.auth.passkey;

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

/** Tells the owner of an account that a passkey was added. */
@ApplicationScoped
class PasskeyAddedMail implements MailHandler {

    private static final String KIND = "passkey-added";

    private final MailQueue queue;
    private final MailConfig config;

    PasskeyAddedMail(MailQueue queue, MailConfig config) {
        this.queue = queue;
        this.config = config;
    }

    void ask(Transaction transaction, String email, String name, Client client) {
        queue.add(transaction, KIND, email, Map.of("name", name, "device", client.device()));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Optional<Letter> handle(Transaction transaction, MailJob job) {
        return Optional.of(new Letter(
                job.email(),
                "A passkey was added to your account",
                "The passkey \"" + job.detail().get("name") + "\" was added to your Auspex account. Device: "
                        + job.detail().get("device")
                        + ".\n\nIf you did not add it, remove it at " + config.baseUrl() + "/settings/security"
                        + " and change your password.\n"));
    }
}
