package dev.auspex.auth.mail;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How mail leaves the service. With neither a server nor a folder it waits, and is dropped after {@link #patience()}. */
@ConfigMapping(prefix = "auspex.mail")
public interface MailConfig {

    /** SMTP server. The rest of its settings are {@code quarkus.mailer.*}. */
    Optional<String> smtpHost();

    /** Folder that mails are written to instead, one file each, where there is no SMTP server: for developers. */
    Optional<Path> dir();

    /** Address that users see; links begin with it. */
    @WithDefault("http://localhost:8080")
    String baseUrl();

    /** Life of a link that verifies an address. */
    @WithDefault("24h")
    Duration verificationLife();

    /** Life of a link that resets a password. */
    @WithDefault("30m")
    Duration resetLife();

    /** Life of an invitation. */
    @WithDefault("7d")
    Duration invitationLife();

    /** Shortest pause between two links of one kind to one address; what is asked for sooner is dropped. */
    @WithDefault("1m")
    Duration shortestPause();

    /** Most links of one kind to one address within a day. */
    @WithDefault("10")
    int mostADay();

    /**
     * Most mails of one kind that wait, such as links that reset a password. Whoever asks for one more is refused; mails of other kinds
     * are not touched.
     */
    @WithDefault("2000")
    int mostWaiting();

    /** Most mails of one kind that wait and were asked for from one network address. */
    @WithDefault("100")
    int mostWaitingOfSource();

    /** Pause between two looks for mail that waits. */
    @WithDefault("250ms")
    Duration poll();

    /** Longest wait for the SMTP server. */
    @WithDefault("15s")
    Duration sending();

    /** Longest pause between attempts to send a mail. */
    @WithDefault("5m")
    Duration longestBackoff();

    /** How long it is tried to send a mail. */
    @WithDefault("24h")
    Duration patience();
}
