package dev.auspex.model.inference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import dev.auspex.chassis.deadline.Deadline;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.model.engine.GraphException;
import dev.auspex.model.engine.Row;
import dev.auspex.model.engine.RowRunner;
import dev.auspex.model.inference.VersionMeters.Failure;

/**
 * The bounded queue of one version and the threads that drain it. A worker takes everything that waits, up to the largest
 * batch: under load rows share a run, and a row that comes alone runs alone and at once.
 */
final class VersionQueue {

    private static final Logger LOG = Logger.getLogger(VersionQueue.class);
    private static final Duration CLOSING_RETRY = Duration.ofSeconds(1);

    private final String name;
    private final int maxBatch;
    private final Duration retryAfter;
    private final Supplier<RowRunner> runners;
    private final VersionMeters meters;
    private final JobQueue waiting;
    private final Supplier<Number> depth;
    private final List<Thread> workers = new ArrayList<>();

    /**
     * @param name    model and version, for the log
     * @param runners gives each worker its own runner
     */
    VersionQueue(String name, InferenceConfig config, Supplier<RowRunner> runners, VersionMeters meters) {
        this.name = name;
        this.maxBatch = config.maxBatch();
        this.retryAfter = config.retryAfter();
        this.runners = runners;
        this.meters = meters;
        this.waiting = new JobQueue(config.queueCapacity());
        this.depth = waiting::size;
        meters.queueDepth(depth);
        int count = Math.max(1, config.workers().orElse(Runtime.getRuntime().availableProcessors()));
        for (int i = 0; i < count; i++) {
            workers.add(
                    Thread.ofPlatform().name("infer-" + name + "-" + i).daemon().start(this::work));
        }
    }

    /** Fails with OVERLOADED where the queue is full, with DEADLINE_EXCEEDED where the deadline passes in it. */
    Uni<RowAnswer> row(Row row, Deadline deadline) {
        return Uni.createFrom().emitter(caller -> submit(new Job.OfRow(row, deadline, caller)));
    }

    /** Like {@link #row}, for work that runs alone; fails with INVALID_INPUT where the graph refuses it. */
    <T> Uni<T> run(Job.Run<T> run, Deadline deadline) {
        return Uni.createFrom().emitter(caller -> submit(new Job.OfRun<>(run, deadline, caller)));
    }

    private void submit(Job<?> job) {
        meters.request();
        if (job.late()) {
            refuse(job, Failure.DEADLINE);
            return;
        }
        switch (waiting.offer(job)) {
            case TAKEN -> LOG.tracef("request waits queue=%s", name);
            case FULL -> refuse(job, Failure.OVERLOADED);
            case CLOSED -> refuse(job, Failure.CLOSING);
        }
    }

    /**
     * Takes no more requests, answers those that wait, ends the workers.
     *
     * @return whether all ended in time; what still waits then is refused
     */
    boolean close(Duration wait) {
        waiting.close();
        long end = System.nanoTime() + wait.toNanos();
        boolean ended = true;
        for (Thread worker : workers) {
            ended &= joined(worker, end - System.nanoTime());
        }
        waiting.drain().forEach(job -> refuse(job, Failure.CLOSING));
        meters.remove(depth);
        return ended;
    }

    private static boolean joined(Thread worker, long nanos) {
        try {
            return worker.join(Duration.ofNanos(Math.max(1, nanos)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void work() {
        try (RowRunner runner = runners.get()) {
            for (List<Job<?>> taken = waiting.take(maxBatch); !taken.isEmpty(); taken = waiting.take(maxBatch)) {
                try {
                    perform(taken, runner);
                } catch (RuntimeException e) {
                    LOG.errorf(e, "inference failed by a fault of this service queue=%s", name);
                    taken.forEach(job -> refuse(job, Failure.ENGINE));
                }
            }
        }
    }

    private void perform(List<Job<?>> taken, RowRunner runner) {
        long now = System.nanoTime();
        List<Job.OfRow> rows = new ArrayList<>(taken.size());
        for (Job<?> job : taken) {
            if (job.abandoned()) {
                continue;
            }
            meters.waited(now - job.since());
            if (job.late()) {
                refuse(job, Failure.DEADLINE);
                continue;
            }
            switch (job) {
                case Job.OfRow row -> rows.add(row);
                case Job.OfRun<?> alone -> runAlone(alone);
            }
        }
        if (!rows.isEmpty()) {
            runBatch(rows, runner);
        }
    }

    private void runAlone(Job.OfRun<?> job) {
        long started = System.nanoTime();
        try {
            job.perform();
            meters.ran(System.nanoTime() - started);
            meters.batch(1);
        } catch (GraphException e) {
            LOG.debugf("graph refused tensors queue=%s cause=%s", name, e.getMessage());
            refuse(job, Failure.INVALID);
        }
    }

    private void runBatch(List<Job.OfRow> jobs, RowRunner runner) {
        List<Row> rows = new ArrayList<>(jobs.size());
        for (Job.OfRow job : jobs) {
            rows.add(job.row());
        }
        try {
            long started = System.nanoTime();
            float[][] probabilities = runner.run(rows);
            long nanos = System.nanoTime() - started;
            meters.ran(nanos);
            meters.batch(rows.size());
            for (int i = 0; i < probabilities.length; i++) {
                Job.OfRow job = jobs.get(i);
                job.answer(new RowAnswer(
                        probabilities[i],
                        TimeUnit.NANOSECONDS.toMicros(started - job.since()),
                        TimeUnit.NANOSECONDS.toMicros(nanos),
                        rows.size()));
            }
        } catch (GraphException e) {
            if (jobs.size() == 1) {
                LOG.warnf("row failed in the engine queue=%s cause=%s", name, e.getMessage());
                refuse(jobs.getFirst(), Failure.ENGINE);
            } else {
                // One bad row fails the whole run: find it, and answer the others.
                jobs.forEach(job -> runBatch(List.of(job), runner));
            }
        }
    }

    private void refuse(Job<?> job, Failure failure) {
        meters.failure(failure);
        job.fail(
                switch (failure) {
                    case OVERLOADED ->
                        new ProblemException(
                                ProblemType.OVERLOADED,
                                "More requests wait for this model than it can answer soon; try again",
                                retryAfter);
                    case DEADLINE ->
                        new ProblemException(
                                ProblemType.DEADLINE_EXCEEDED, "The deadline passed before the model could run");
                    case INVALID ->
                        new ProblemException(
                                ProblemType.INVALID_INPUT,
                                "The model cannot compute these inputs; compare their shapes and values with its metadata");
                    case ENGINE -> new ProblemException(ProblemType.INTERNAL, "The model failed on this input");
                    case CLOSING ->
                        new ProblemException(
                                ProblemType.UNAVAILABLE, "This instance is stopping; try again", CLOSING_RETRY);
                });
    }
}
