package dev.auspex.prediction.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Deadline;
import dev.auspex.contracts.problem.ProblemType;

/**
 * Group commit for predictions: while a statement runs, requests gather, and the next statement stores all of them, of
 * whichever tenant. A single request does not wait; a hundred share one fsync. (DeWitt et al., Implementation
 * Techniques for Main Memory Database Systems, SIGMOD 1984, section 5.2.)
 *
 * <p>A caller is told of success only after the commit. If a statement fails because of a row, its group is split until
 * that row stands alone, so that no request fails because of another one. If a statement fails because of its
 * connection, it is tried once more; the ids of the rows show whether the first attempt was stored after all.
 */
@ApplicationScoped
public class GroupCommitter {

    private static final Logger LOG = Logger.getLogger(GroupCommitter.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final long SWEEP_MILLIS = 100;
    /** After the HTTP server has drained and before the relay stops. */
    private static final int DRAIN_PRIORITY = 100;

    private final GroupStatement statement;
    private final CommitConfig config;
    private final CommitMetrics metrics;
    private final OutboxBell bell;
    private final Vertx vertx;
    private final BlockingQueue<Waiting> queue;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Queue<List<Waiting>> groups = new ConcurrentLinkedQueue<>();

    GroupCommitter(GroupStatement statement, CommitConfig config, CommitMetrics metrics, OutboxBell bell, Vertx vertx) {
        this.statement = statement;
        this.config = config;
        this.metrics = metrics;
        this.bell = bell;
        this.vertx = vertx;
        this.queue = new ArrayBlockingQueue<>(config.queue());
        metrics.watch(queue);
    }

    void start(@Observes StartupEvent event) {
        vertx.setPeriodic(SWEEP_MILLIS, timer -> sweep());
    }

    /** Stores the waiting predictions before the service stops. */
    void drain(@Observes @Priority(DRAIN_PRIORITY) ShutdownEvent event) {
        long end = System.nanoTime() + config.drain().toNanos();
        while ((underWay.get() > 0 || !queue.isEmpty()) && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        if (underWay.get() > 0 || !queue.isEmpty()) {
            LOG.warnf(
                    "stopped before all predictions were stored waiting=%d statements=%d",
                    queue.size(), underWay.get());
        }
    }

    /**
     * Stores a prediction with its event. Completes on the subscriber's context once both are durable. Fails with a
     * {@link ProblemException}: OVERLOADED if too many predictions wait, DEADLINE_EXCEEDED, UNAVAILABLE if the database
     * is down, or INTERNAL if the row cannot be stored. After any of these except OVERLOADED, the prediction may still
     * be stored.
     */
    public Uni<Void> commit(NewPrediction prediction, Deadline deadline) {
        return Uni.createFrom().emitter(emitter -> {
            Waiting waiting = new Waiting(prediction, deadline, vertx.getOrCreateContext(), emitter);
            if (queue.offer(waiting)) {
                writeNext();
            } else {
                metrics.refused();
                emitter.fail(new ProblemException(
                        ProblemType.OVERLOADED,
                        "Too many predictions are waiting to be stored. Try again in a moment.",
                        RETRY_AFTER));
            }
        });
    }

    /** Starts statements as long as predictions wait and the limit of running statements is not reached. */
    private void writeNext() {
        while (!queue.isEmpty() && claim()) {
            List<Waiting> group = nextGroup();
            if (group.isEmpty()) {
                underWay.decrementAndGet();
            } else {
                group.getFirst().here(() -> run(group));
            }
        }
    }

    private boolean claim() {
        int now = underWay.get();
        while (now < config.statements()) {
            if (underWay.compareAndSet(now, now + 1)) {
                return true;
            }
            now = underWay.get();
        }
        return false;
    }

    private List<Waiting> nextGroup() {
        List<Waiting> group = new ArrayList<>(Math.min(config.groupSize(), queue.size() + 1));
        while (group.size() < config.groupSize()) {
            Waiting next = queue.poll();
            if (next == null) {
                break;
            }
            if (next.deadline().passed()) {
                next.fail(late("The deadline passed before the prediction was stored."));
            } else {
                group.add(next);
            }
        }
        return group;
    }

    private void run(List<Waiting> group) {
        long started = System.nanoTime();
        groups.add(group);
        write(group, false).onComplete(ignored -> {
            groups.remove(group);
            underWay.decrementAndGet();
            metrics.group(group.size(), Duration.ofNanos(System.nanoTime() - started));
            writeNext();
        });
    }

    /**
     * Stores a group. Completes when every caller in the group has its outcome, and never fails.
     *
     * @param maybeStored whether there was an earlier attempt whose outcome is unknown
     */
    private Future<Void> write(List<Waiting> group, boolean maybeStored) {
        return execute(group).transform(result -> {
            if (result.failed()) {
                return afterFailure(group, maybeStored, result.cause());
            }
            stored(group);
            return Future.succeededFuture();
        });
    }

    private Future<Void> execute(List<Waiting> group) {
        try {
            return statement.execute(group.stream().map(Waiting::row).toList());
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private void stored(List<Waiting> group) {
        bell.ring();
        group.forEach(Waiting::stored);
    }

    private Future<Void> afterFailure(List<Waiting> group, boolean maybeStored, Throwable cause) {
        return switch (WriteFailure.of(cause)) {
            case TROUBLE -> afterTrouble(group, maybeStored, cause);
            case ROW -> split(group, maybeStored, cause);
            case DUPLICATE -> {
                if (!maybeStored) {
                    yield split(group, false, cause);
                }
                // A group is stored as a whole, so if one row is there, all of them are.
                stored(group);
                yield Future.succeededFuture();
            }
        };
    }

    private Future<Void> afterTrouble(List<Waiting> group, boolean maybeStored, Throwable cause) {
        if (!maybeStored) {
            LOG.warnf("statement failed, retrying predictions=%d cause=%s", group.size(), cause);
            return write(group, true);
        }
        LOG.errorf("group commit failed predictions=%d cause=%s", group.size(), cause);
        ProblemException problem = new ProblemException(
                ProblemType.UNAVAILABLE, "The prediction could not be stored. Try again in a moment.", RETRY_AFTER);
        group.forEach(waiting -> waiting.fail(problem));
        return Future.succeededFuture();
    }

    private Future<Void> split(List<Waiting> group, boolean maybeStored, Throwable cause) {
        if (group.size() > 1) {
            int half = group.size() / 2;
            return write(group.subList(0, half), maybeStored)
                    .compose(ignored -> write(group.subList(half, group.size()), maybeStored));
        }
        Waiting culprit = group.getFirst();
        // The cause's message is not logged, because it quotes the row.
        LOG.errorf(
                "prediction rejected by the database tenant=%s prediction=%s cause=%s",
                culprit.row().tenant(),
                culprit.row().prediction().id(),
                cause.getClass().getSimpleName());
        culprit.fail(new ProblemException(ProblemType.INTERNAL, "The prediction could not be stored."));
        return Future.succeededFuture();
    }

    /** Fails every caller whose deadline has passed, even if the database does not respond at all. */
    private void sweep() {
        for (Waiting waiting : queue) {
            if (waiting.deadline().passed() && queue.remove(waiting)) {
                waiting.fail(late("The deadline passed before the prediction was stored."));
            }
        }
        for (List<Waiting> group : groups) {
            for (Waiting waiting : group) {
                if (waiting.deadline().passed()) {
                    waiting.fail(
                            late("The deadline passed while the prediction was being stored. It may still be stored."));
                }
            }
        }
    }

    private static ProblemException late(String detail) {
        return new ProblemException(ProblemType.DEADLINE_EXCEEDED, detail);
    }
}
