package dev.auspex.monitoring.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

import dev.auspex.monitoring.ingest.ConsumedEvents;
import dev.auspex.monitoring.ingest.DeadLetters;
import dev.auspex.monitoring.statistics.Statistics;

/**
 * Deletion of rows past their retention period, in small transactions that skip locked rows. Any number of replicas may
 * prune at once, and none holds up consumption.
 */
@ApplicationScoped
public class Pruning {

    private static final Logger LOG = Logger.getLogger(Pruning.class);

    private final Vertx vertx;
    private final RetentionConfig config;
    private final Statistics statistics;
    private final ConsumedEvents events;
    private final DeadLetters deadLetters;
    private final AtomicBoolean running = new AtomicBoolean();
    private long timer;

    Pruning(
            Vertx vertx,
            RetentionConfig config,
            Statistics statistics,
            ConsumedEvents events,
            DeadLetters deadLetters) {
        this.vertx = vertx;
        this.config = config;
        this.statistics = statistics;
        this.events = events;
        this.deadLetters = deadLetters;
    }

    void start(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(config.every().toMillis(), id -> round());
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    private void round() {
        if (!running.compareAndSet(false, true)) {
            return;
        }
        prune(Instant.now())
                .onTermination()
                .invoke(() -> running.set(false))
                .subscribe()
                .with(
                        rows -> LOG.debugf("pruned rows=%d", rows),
                        failure -> LOG.warnf(
                                "pruning failed, retrying in the next round cause=%s",
                                failure.getClass().getSimpleName()));
    }

    /**
     * Runs one round.
     *
     * @return number of rows deleted
     */
    Uni<Long> prune(Instant now) {
        return steps(config.consumedEvents(), now, events::prune)
                .chain(ids -> steps(config.statistics(), now, statistics::prune).map(rows -> ids + rows))
                .chain(rows ->
                        steps(config.deadLetters(), now, deadLetters::prune).map(letters -> rows + letters))
                .chain(rows -> steps(Duration.ZERO, now, (before, most) -> statistics.pruneDeleted(most))
                        .map(gone -> rows + gone));
    }

    private Uni<Long> steps(Duration age, Instant now, BiFunction<Instant, Integer, Uni<Integer>> prune) {
        Instant before = now.minus(age);
        return Multi.createBy()
                .repeating()
                .uni(() -> prune.apply(before, config.step()))
                .whilst(rows -> rows >= config.step())
                .select()
                .first(config.mostSteps())
                .collect()
                .with(java.util.stream.Collectors.summingLong(Integer::longValue));
    }
}
