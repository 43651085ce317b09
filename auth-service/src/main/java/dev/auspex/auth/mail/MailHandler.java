package dev.auspex.auth.mail;

import java.util.Optional;

import dev.auspex.auth.database.Transaction;

/** Does the work of one kind of mail job. */
public interface MailHandler {

    String kind();

    /**
     * Does what the job asks for.
     *
     * @param transaction sees what the system's own work sees; it is committed after the letter was sent
     * @return what to send, or empty where there is nothing to tell anybody
     */
    Optional<Letter> handle(Transaction transaction, MailJob job);
}
