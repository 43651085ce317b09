package dev.auspex.auth.password;

import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.WorkerExecutor;
import jakarta.annotation.Nullable;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;

/**
 * Hashes and checks passwords on its own threads. Hashing is deliberately slow, so the numbers of running and
 * waiting computations are fixed: beyond them, a request fails at once with {@link ProblemType#OVERLOADED} instead
 * of making everybody wait longer.
 */
@ApplicationScoped
public class PasswordHasher {

    private final Argon2id argon2id;
    private final PasswordConfig config;
    private final String unmatchable;
    private final WorkerExecutor workers;
    private final Semaphore places;
    private final Timer timer;

    PasswordHasher(PasswordConfig config, Vertx vertx, MeterRegistry metrics) {
        this.config = config;
        this.argon2id = new Argon2id(config.memoryKib(), config.iterations(), config.parallelism());
        this.unmatchable = argon2id.unmatchable();
        this.workers = vertx.createSharedWorkerExecutor("auspex-password", config.concurrent());
        int all = config.concurrent() + config.waiting();
        this.places = new Semaphore(all);
        this.timer = Timer.builder("auspex.auth.password.hash")
                .description("Duration of one Argon2id computation, without the time in the queue")
                .register(metrics);
        Gauge.builder("auspex.auth.password.inflight", places, free -> all - free.availablePermits())
                .description("Password computations that are running or waiting")
                .register(metrics);
    }

    @PreDestroy
    void close() {
        workers.closeAndForget();
    }

    /**
     * Hashes a new password.
     *
     * @return its hash in PHC string form; fails with {@link ProblemType#OVERLOADED} when no place is free
     */
    public Uni<String> hash(String password) {
        return compute(() -> argon2id.hash(password));
    }

    /**
     * Checks a password.
     *
     * @param encoded hash in PHC string form, or null if there is no such account; the result is then false after the
     *     same work, so that the time does not reveal who has an account
     * @return whether the password matches; fails with {@link ProblemType#OVERLOADED} when no place is free
     */
    public Uni<Boolean> matches(String password, @Nullable String encoded) {
        return compute(() -> argon2id.matches(password, encoded == null ? unmatchable : encoded) && encoded != null);
    }

    /** Returns a well-formed hash that no password matches. */
    public String unmatchable() {
        return argon2id.unmatchable();
    }

    /** Returns whether a hash was made with other parameters than those configured now. */
    public boolean outdated(String encoded) {
        return argon2id.outdated(encoded);
    }

    private <T> Uni<T> compute(Callable<T> work) {
        return Uni.createFrom().deferred(() -> {
            if (!places.tryAcquire()) {
                return Uni.createFrom()
                        .failure(new ProblemException(
                                ProblemType.OVERLOADED,
                                "Too many sign-ins are in progress. Try again in a moment.",
                                config.retryAfter()));
            }
            return workers.executeBlocking(() -> releasing(work), false);
        });
    }

    private <T> T releasing(Callable<T> work) throws Exception {
        try {
            return timer.recordCallable(work);
        } finally {
            places.release();
        }
    }
}
