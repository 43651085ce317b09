package dev.auspex.auth.mail;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * How the service sends email. If neither a server nor a folder is set, email waits and is dropped after
 * {@link #patience()}.
 */
@ConfigMapping(prefix = "auspex.mail")
public interface MailConfig {

    /** SMTP server. The rest of its settings are {@code quarkus.mailer.*}. */
    Optional<String> smtpHost();

    /** Folder that emails are written to if there is no SMTP server, one file for each email. Meant for development. */
    Optional<Path> dir();

    /** Address that users see; links begin with it. */
    @WithDefault("http://localhost:8080")
    String baseUrl();

    /** How long a link that verifies an address is valid. */
    @WithDefault("24h")
    Duration verificationLife();

    /** How long a link that resets a password is valid. */
    @WithDefault("30m")
    Duration resetLife();

    /** How long an invitation is valid. */
    @WithDefault("7d")
    Duration invitationLife();

    /** Shortest time between two links of one kind to one address; a link requested sooner is dropped. */
    @WithDefault("1m")
    Duration shortestPause();

    /** Maximum number of links of one kind to one address within a day. */
    @WithDefault("10")
    int mostADay();

    /**
     * Maximum number of waiting emails of one kind, such as links that reset a password. Further requests are
     * refused; emails of other kinds are not affected.
     */
    @WithDefault("2000")
    int mostWaiting();

    /** Maximum number of waiting emails of one kind that were requested from one network address. */
    @WithDefault("100")
    int mostWaitingOfSource();

    /** Time between two checks for waiting email. */
    @WithDefault("250ms")
    Duration poll();

    /** Longest wait for the SMTP server. */
    @WithDefault("15s")
    Duration sending();

    /** Longest pause between attempts to send an email. */
    @WithDefault("5m")
    Duration longestBackoff();

    /** How long the service keeps trying to send an email. */
    @WithDefault("24h")
    Duration patience();
}
