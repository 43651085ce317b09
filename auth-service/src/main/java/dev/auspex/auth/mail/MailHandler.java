package dev.auspex.auth.mail;

import java.util.Optional;

import dev.auspex.auth.database.Transaction;

/** Handles one kind of mail job. */
public interface MailHandler {

    String kind();

    /**
     * Handles a job.
     *
     * @param transaction has the system's scope; it is committed after the letter was sent
     * @return the letter to send, or empty if there is nothing to send
     */
    Optional<Letter> handle(Transaction transaction, MailJob job);
}
