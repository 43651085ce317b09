package dev.auspex.auth.throttle;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.account.EmailAddress;
import dev.auspex.auth.client.Client;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.database.Transactions;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;

/**
 * Counts attempts before the password is checked, so that concurrent attempts are all counted, and refuses attempts
 * that come too soon. A refused attempt costs no hash, is not counted, and looks the same for addresses with and
 * without an account. All methods need a transaction with the system's scope.
 *
 * <p>Nobody is locked out. Attempts by others do not slow down a client that has signed in to the account before, and a
 * new client gets in through the mail that resets the password, which makes it a known one. See docs/adr/0012.
 */
@ApplicationScoped
public class Throttle {

    // Counts one more attempt, unless the pause after the last one is not over: then no row is returned. The pause is
    // one second after the last free attempt and doubles with each further attempt.
    private static final String ADMIT = """
            INSERT INTO attempt AS a (subject, count) VALUES ($1, 1)
            ON CONFLICT (subject) DO UPDATE
               SET count = CASE WHEN a.last_at < now() - interval '1 hour' THEN 1 ELSE a.count + 1 END,
                   last_at = clock_timestamp()
             WHERE a.count < $2
                OR a.last_at <= clock_timestamp()
                                - make_interval(secs => least($3, power(2, least(a.count - $2, 30))))
            RETURNING count""";

    private static final String PAUSE = """
            SELECT extract(epoch FROM last_at - clock_timestamp())::float8 + least($3, power(2, least(count - $2, 30))) AS rest
              FROM attempt WHERE subject = $1""";

    private static final String IS_KNOWN = """
            SELECT 1 FROM known_client WHERE subject = $1 AND seen_at > now() - make_interval(secs => $2)""";

    private static final String KNOW = """
            INSERT INTO known_client (subject) VALUES ($1)
            ON CONFLICT (subject) DO UPDATE SET seen_at = now()""";

    private static final String FORGET = "DELETE FROM attempt WHERE subject = $1";

    // The attempts of others still count.
    private static final String TAKE_BACK = "UPDATE attempt SET count = count - 1 WHERE subject = $1 AND count > 1";

    private static final String PURGE_ATTEMPTS = """
            DELETE FROM attempt WHERE subject IN (
                SELECT subject FROM attempt WHERE last_at < now() - interval '2 hours' LIMIT 10000)""";

    private static final String PURGE_KNOWN = """
            DELETE FROM known_client WHERE subject IN (
                SELECT subject FROM known_client WHERE seen_at < now() - make_interval(secs => $1) LIMIT 10000)""";

    private final ThrottleConfig config;
    private final Transactions transactions;
    private final Counter refused;

    Throttle(ThrottleConfig config, Transactions transactions, MeterRegistry metrics) {
        this.config = config;
        this.transactions = transactions;
        this.refused = Counter.builder("auspex.auth.throttled")
                .description("Sign-in attempts refused because they came too soon after others")
                .register(metrics);
    }

    /**
     * Counts an attempt.
     *
     * @throws ProblemException with {@link ProblemType#RATE_LIMITED} if the attempt comes too soon
     */
    public void admit(Transaction transaction, EmailAddress email, Client client) {
        admit(transaction, pair(email, client), config.pairFree(), config.pairLongest());
        if (!isKnown(transaction, email, client)) {
            admit(transaction, account(email), config.accountFree(), config.accountLongest());
            admit(transaction, source(client), config.sourceFree(), config.sourceLongest());
        }
    }

    private void admit(Transaction transaction, Buffer subject, int free, Duration longest) {
        double most = longest.toMillis() / 1000.0;
        if (transaction.first(ADMIT, row -> 1, subject, free, most).isEmpty()) {
            double rest = transaction
                    .first(PAUSE, row -> row.getDouble("rest"), subject, free, most)
                    .orElse(1.0);
            refused.increment();
            throw new ProblemException(
                    ProblemType.RATE_LIMITED,
                    "Too many sign-in attempts. Wait a moment, or reset the password by email.",
                    Duration.ofMillis((long) Math.ceil(rest * 1000)));
        }
    }

    /**
     * Removes the attempts of a client that proved to be the owner, and remembers it as known from now on.
     *
     * @param asked  client of this request
     * @param marked the client with the mark that it will send next time
     */
    public void succeeded(Transaction transaction, EmailAddress email, Client asked, Client marked) {
        boolean known = isKnown(transaction, email, asked);
        // Use the same order as when counting, so that concurrent transactions wait for each
        // other instead of deadlocking.
        transaction.update(FORGET, pair(email, asked));
        if (!known) {
            transaction.update(TAKE_BACK, account(email));
            transaction.update(TAKE_BACK, source(asked));
        }
        transaction.update(KNOW, pair(email, marked));
    }

    /**
     * Remembers a client as known without a password, such as one that came through a mail to the account's address.
     */
    public void welcome(Transaction transaction, EmailAddress email, Client client) {
        transaction.update(FORGET, pair(email, client));
        transaction.update(KNOW, pair(email, client));
    }

    private boolean isKnown(Transaction transaction, EmailAddress email, Client client) {
        double known = config.knownFor().toSeconds();
        return transaction.first(IS_KNOWN, row -> 1, pair(email, client), known).isPresent();
    }

    /** Removes attempts and known clients that no longer count. */
    @Scheduled(every = "10m", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void purge() {
        double known = config.knownFor().toSeconds();
        transactions.blocking(
                Scope.system(),
                transaction -> transaction.update(PURGE_ATTEMPTS) + transaction.update(PURGE_KNOWN, known));
    }

    static Buffer pair(EmailAddress email, Client client) {
        return hash("pair", email.value(), client.identity());
    }

    static Buffer account(EmailAddress email) {
        return hash("account", email.value(), "");
    }

    private static Buffer source(Client client) {
        return hash("source", "", client.source());
    }

    private static Buffer hash(String kind, String email, String client) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : new String[] {kind, email, client}) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return Buffer.buffer(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is not available.", e);
        }
    }
}
