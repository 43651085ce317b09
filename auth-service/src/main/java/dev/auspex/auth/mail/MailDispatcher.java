package dev.auspex.auth.mail;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.database.Transactions;

/**
 * Runs the mail jobs one after the other, at least once each: a job is removed in the transaction in which its mail was
 * sent. It has its own thread, because sending is slow.
 */
@ApplicationScoped
class MailDispatcher {

    private static final Logger LOG = Logger.getLogger(MailDispatcher.class);
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 10;

    private final Transactions transactions;
    private final MailQueue queue;
    private final MailLinks links;
    private final Post post;
    private final MailConfig config;
    private final Map<String, MailHandler> handlers;
    private final Counter sent;
    private final Counter failed;
    private final Counter dropped;
    private volatile boolean stopped;
    private Thread thread;
    private boolean away;
    private String lastKind = "";

    MailDispatcher(
            Transactions transactions,
            MailQueue queue,
            MailLinks links,
            Post post,
            MailConfig config,
            @All List<MailHandler> handlers,
            MeterRegistry metrics) {
        this.transactions = transactions;
        this.queue = queue;
        this.links = links;
        this.post = post;
        this.config = config;
        this.handlers = handlers.stream().collect(Collectors.toMap(MailHandler::kind, Function.identity()));
        this.sent = counter(metrics, "sent");
        this.failed = counter(metrics, "failed");
        this.dropped = counter(metrics, "dropped");
    }

    private static Counter counter(MeterRegistry metrics, String outcome) {
        return Counter.builder("auspex.auth.mails")
                .description("Attempts to send email by outcome")
                .tag("outcome", outcome)
                .register(metrics);
    }

    void start(@Observes StartupEvent event) {
        if (!post.isOpen()) {
            LOG.warn("email not configured cause=neither AUSPEX_SMTP_HOST nor AUSPEX_MAIL_DIR is set");
        }
        thread = Thread.ofPlatform().name("mail-dispatcher").daemon().start(this::run);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        if (thread != null) {
            thread.interrupt();
            thread.join(config.sending().plusSeconds(1));
        }
    }

    private void run() {
        while (!stopped) {
            try {
                Thread.sleep(step());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Runs one job, and returns how long to pause after it. */
    private Duration step() {
        MailJob[] taken = new MailJob[1];
        try {
            boolean found = transactions.blocking(Scope.system(), transaction -> {
                Optional<MailJob> job = queue.take(transaction, lastKind);
                job.ifPresent(each -> {
                    taken[0] = each;
                    lastKind = each.kind();
                    dispatch(transaction, each);
                });
                return job.isPresent();
            });
            away = false;
            return found ? Duration.ZERO : config.poll();
        } catch (RuntimeException | Error e) {
            // Catch everything, because nothing restarts this loop. A job that is interrupted by shutdown is still
            // there at the next start.
            return stopped ? config.poll() : retryLater(taken[0], e);
        }
    }

    private void dispatch(Transaction transaction, MailJob job) {
        MailHandler handler = handlers.get(job.kind());
        if (handler == null || job.createdAt().isBefore(Instant.now().minus(config.patience()))) {
            LOG.warnf("email dropped kind=%s job=%s attempts=%d", job.kind(), job.id(), job.attempts());
            dropped.increment();
        } else {
            handler.handle(transaction, job).ifPresent(letter -> {
                post.send(letter);
                sent.increment();
            });
        }
        transaction.enter(Scope.system());
        queue.done(transaction, job);
    }

    private Duration retryLater(MailJob job, Throwable cause) {
        if (job == null) {
            // The database is unavailable.
            if (!away) {
                LOG.warnf("email queue not read, retrying cause=%s", cause);
            }
            away = true;
            return FIRST_BACKOFF;
        }
        failed.increment();
        Duration wait = FIRST_BACKOFF.multipliedBy(1L << Math.min(job.attempts(), MOST_DOUBLINGS));
        Duration bounded = wait.compareTo(config.longestBackoff()) < 0 ? wait : config.longestBackoff();
        LOG.warnf(
                "email not sent, retrying kind=%s job=%s attempts=%d wait=%s cause=%s",
                job.kind(), job.id(), job.attempts() + 1, bounded, cause);
        try {
            transactions.blocking(Scope.system(), transaction -> {
                queue.later(transaction, job, bounded.toMillis() / 1000.0);
                return null;
            });
        } catch (RuntimeException e) {
            LOG.warnf("email job not rescheduled job=%s cause=%s", job.id(), e);
            return FIRST_BACKOFF;
        }
        return Duration.ZERO;
    }

    /** Removes links that have expired. */
    @Scheduled(every = "1h", delayed = "1m")
    void purge() {
        transactions.blocking(Scope.system(), transaction -> {
            links.purge(transaction);
            return null;
        });
    }
}
