package dev.auspex.auth.mail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.id.UuidV7;

/** Sends mail through an SMTP server, or writes it to a folder on a developer's machine. */
@ApplicationScoped
class Post {

    private static final int MOST_FILES = 200;

    private final MailConfig config;
    private final ReactiveMailer smtp;
    private final UuidV7 ids;

    Post(MailConfig config, ReactiveMailer smtp, UuidV7 ids) {
        this.config = config;
        this.smtp = smtp;
        this.ids = ids;
    }

    /** Returns whether a server or a folder is configured. */
    boolean isOpen() {
        return config.smtpHost().isPresent() || config.dir().isPresent();
    }

    /** Sends a mail. Returns once it has been handed over; otherwise throws an unchecked exception. */
    void send(Letter letter) {
        if (config.smtpHost().isPresent()) {
            smtp.send(Mail.withText(letter.to(), letter.subject(), letter.text()))
                    .await()
                    .atMost(config.sending());
        } else {
            write(
                    config.dir()
                            .orElseThrow(() ->
                                    new IllegalStateException("Neither AUSPEX_SMTP_HOST nor AUSPEX_MAIL_DIR is set.")),
                    letter);
        }
    }

    private void write(Path folder, Letter letter) {
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve(ids.next() + ".txt");
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    file,
                    "Date: " + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\nTo: " + letter.to() + "\nSubject: "
                            + letter.subject() + "\n\n" + letter.text());
            removeOldest(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("The service cannot write to the mail folder.", e);
        }
    }

    private static void removeOldest(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path old : files.subList(Math.min(MOST_FILES, files.size()), files.size())) {
            Files.deleteIfExists(old);
        }
    }
}
