package dev.auspex.model.inference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Deadline;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.graph.engine.EngineWords;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.Row;
import dev.auspex.graph.engine.RowRunner;
import dev.auspex.graph.engine.RunEndedException;
import dev.auspex.graph.engine.TensorAnswers;
import dev.auspex.graph.engine.TensorCall;
import dev.auspex.graph.engine.TensorRunner;
import dev.auspex.graph.engine.Values;
import dev.auspex.graph.worker.WorkerException;
import dev.auspex.model.inference.VersionMeters.Failure;
import dev.auspex.model.registry.Sentence;
import dev.auspex.model.runtime.GraphProblems;

/**
 * The bounded queue of one version and the threads that drain it. A worker takes the waiting requests that may run
 * together, up to the largest batch. Under load, requests share a run; a lone request runs alone and at once.
 */
final class VersionQueue {

    private static final Logger LOG = Logger.getLogger(VersionQueue.class);
    private static final int LONGEST_CAUSE = 400;
    private static final Duration CLOSING_RETRY = Duration.ofSeconds(1);

    private final String name;
    private final int maxBatch;
    private final long maxDelayNanos;
    private final Duration retryAfter;
    private final Runners runners;
    private final boolean joinable;
    private final boolean rowsJoinable;
    private final VersionMeters meters;
    private final JobQueue waiting;
    private final VersionMeters.Gauges gauges;
    private final List<Thread> workers = new ArrayList<>();
    private final List<TensorRunner> tensorRunners = new CopyOnWriteArrayList<>();

    /**
     * @param name         model and version, for the log
     * @param joinable     whether requests for tensors may run together
     * @param rowsJoinable whether rows may run together
     */
    VersionQueue(
            String name,
            LaneSettings settings,
            Runners runners,
            boolean joinable,
            boolean rowsJoinable,
            VersionMeters meters) {
        this.name = name;
        this.maxBatch = settings.maxBatch();
        this.maxDelayNanos = settings.maxDelay().toNanos();
        this.retryAfter = settings.retryAfter();
        this.runners = runners;
        this.joinable = joinable;
        this.rowsJoinable = rowsJoinable;
        this.meters = meters;
        this.waiting = new JobQueue(settings.capacity(), settings.patience());
        this.gauges = new VersionMeters.Gauges(
                this::depth,
                () -> tensorRunners.stream().mapToLong(TensorRunner::heldBytes).sum());
        meters.join(gauges);
        for (int i = 0; i < settings.workers(); i++) {
            workers.add(
                    Thread.ofPlatform().name("infer-" + name + "-" + i).daemon().start(this::work));
        }
    }

    /**
     * Runs a row. Fails with OVERLOADED if the queue is full, and with DEADLINE_EXCEEDED if the deadline passes in it.
     */
    Uni<RowAnswer> row(Row row, Deadline deadline, Priority priority) {
        return Uni.createFrom().emitter(caller -> submit(new Job.OfRow(row, rowsJoinable, deadline, priority, caller)));
    }

    /** Does the same as {@link #row} for tensors; fails with INVALID_INPUT if the graph refuses them. */
    Uni<Values[]> tensors(TensorCall call, Deadline deadline, Priority priority) {
        boolean joins = joinable && call.even();
        return Uni.createFrom().emitter(caller -> submit(new Job.OfTensors(call, joins, deadline, priority, caller)));
    }

    /** Does the same as {@link #tensors} for work that runs alone. */
    <T> Uni<T> run(Job.Run<T> run, Deadline deadline) {
        return Uni.createFrom().emitter(caller -> submit(new Job.OfRun<>(run, deadline, Priority.INTERACTIVE, caller)));
    }

    /** Returns the number of requests that wait. */
    int depth() {
        return waiting.size();
    }

    private void submit(Job<?> job) {
        meters.request();
        if (job.late()) {
            refuse(job, Failure.DEADLINE);
            return;
        }
        switch (waiting.offer(job)) {
            case TAKEN -> LOG.tracef("request queued queue=%s", name);
            case FULL -> refuse(job, Failure.OVERLOADED);
            case CLOSED -> refuse(job, Failure.CLOSING);
        }
    }

    /**
     * Stops accepting requests, answers those that wait, and ends the workers.
     *
     * @return whether all workers ended in time; requests that still wait are then refused
     */
    boolean close(Duration wait) {
        waiting.close();
        long end = System.nanoTime() + wait.toNanos();
        boolean ended = true;
        for (Thread worker : workers) {
            ended &= joined(worker, end - System.nanoTime());
        }
        waiting.drain().forEach(job -> refuse(job, Failure.CLOSING));
        meters.leave(gauges);
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
        try (Worker worker = new Worker()) {
            for (List<Job<?>> taken = take(); !taken.isEmpty(); taken = take()) {
                try {
                    worker.perform(taken);
                } catch (RuntimeException | Error e) {
                    // If the worker ended, its callers would get no answer, and the queue would have one worker less.
                    LOG.errorf(e, "inference failed unexpectedly queue=%s", name);
                    taken.forEach(job -> refuse(job, Failure.ENGINE));
                } finally {
                    waiting.done(taken.size());
                }
            }
        }
    }

    private List<Job<?>> take() {
        return waiting.take(maxBatch, maxDelayNanos);
    }

    private void refuse(Job<?> job, Failure failure) {
        refuse(job, failure, "");
    }

    /** @param cause what the engine says about the caller's own inputs, for the caller; may be empty */
    private void refuse(Job<?> job, Failure failure, String cause) {
        meters.failure(failure, System.nanoTime() - job.since());
        job.fail(
                switch (failure) {
                    case OVERLOADED ->
                        new ProblemException(
                                ProblemType.OVERLOADED,
                                "Too many requests are waiting for this model. Try again in a moment.",
                                retryAfter);
                    case DEADLINE ->
                        new ProblemException(
                                ProblemType.DEADLINE_EXCEEDED,
                                "The deadline passed before the model answered. Try again, or allow more time.");
                    case INVALID ->
                        new ProblemException(
                                ProblemType.INVALID_INPUT,
                                "The model cannot compute these inputs. Compare their shapes and values with the"
                                        + " model's metadata."
                                        + (cause.isEmpty() ? "" : " Cause: " + Sentence.ended(cause)));
                    case ENGINE -> new ProblemException(ProblemType.INTERNAL, "The model failed on this input.");
                    case WORKER ->
                        new ProblemException(
                                ProblemType.UNAVAILABLE,
                                "The process that runs this model is not running. Try again in a moment.",
                                retryAfter);
                    case CLOSING ->
                        new ProblemException(
                                ProblemType.UNAVAILABLE,
                                "This instance is stopping. Try again in a moment.",
                                CLOSING_RETRY);
                });
    }

    /** @param otherwise failure to report if all that is known is that the engine refused */
    private void refuse(Job<?> job, GraphException e, Failure otherwise) {
        Optional<ProblemException> known = GraphProblems.of(e);
        if (known.isEmpty()) {
            LOG.logf(
                    otherwise == Failure.ENGINE ? Logger.Level.WARN : Logger.Level.DEBUG,
                    "engine refused a request queue=%s cause=%s",
                    name,
                    EngineWords.withoutValues(e));
            refuse(job, otherwise, told(e));
            return;
        }
        LOG.infof("run ended queue=%s cause=%s", name, EngineWords.withoutValues(e));
        meters.failure(failure(e), System.nanoTime() - job.since());
        job.fail(known.get());
    }

    private static Failure failure(GraphException e) {
        return switch (e) {
            case WorkerException ignored -> Failure.WORKER;
            case RunEndedException ended when ended.late() -> Failure.DEADLINE;
            default -> Failure.INVALID;
        };
    }

    /** Returns whether every job would fail the same way if it ran alone. */
    private static boolean sameForAll(GraphException e) {
        return e instanceof WorkerException;
    }

    /** Returns the cause in words for the author of the inputs: which node refused, and what it does not accept. */
    private static String told(GraphException e) {
        String words = EngineWords.of(e).replaceAll("\\p{Cntrl}+", " ");
        return words.length() > LONGEST_CAUSE ? words.substring(0, LONGEST_CAUSE) + "..." : words;
    }

    /**
     * Returns the deadline of a joint run. It is the earliest of its jobs, because they end together and none waits
     * beyond its own deadline.
     */
    private static Deadline earliest(List<? extends Job<?>> jobs) {
        Deadline earliest = jobs.getFirst().deadline();
        for (Job<?> job : jobs) {
            earliest = job.deadline().atNanos() - earliest.atNanos() < 0 ? job.deadline() : earliest;
        }
        return earliest;
    }

    /** One thread with its runners. */
    private final class Worker implements AutoCloseable {

        private RowRunner rowRunner;
        private TensorRunner tensorRunner;

        void perform(List<Job<?>> taken) {
            long now = System.nanoTime();
            List<Job.OfRow> rows = new ArrayList<>(taken.size());
            List<Job.OfTensors> tensors = new ArrayList<>(taken.size());
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
                    case Job.OfTensors call -> tensors.add(call);
                    case Job.OfRun<?> alone -> runAlone(alone);
                }
            }
            if (!rows.isEmpty()) {
                runRows(rows);
            }
            if (!tensors.isEmpty()) {
                runTensors(tensors);
            }
        }

        private void runAlone(Job.OfRun<?> job) {
            long started = System.nanoTime();
            try {
                job.perform();
                long ended = System.nanoTime();
                meters.ran(1, 0, ended - started, 0);
                meters.success(ended - job.since());
            } catch (GraphException e) {
                refuse(job, e, Failure.INVALID);
            }
        }

        private void runRows(List<Job.OfRow> jobs) {
            List<Row> rows = new ArrayList<>(jobs.size());
            for (Job.OfRow job : jobs) {
                rows.add(job.row());
            }
            try {
                long started = System.nanoTime();
                float[][] probabilities = rowRunner().run(rows, earliest(jobs));
                long ended = System.nanoTime();
                meters.ran(rows.size(), 0, ended - started, 0);
                for (int i = 0; i < probabilities.length; i++) {
                    Job.OfRow job = jobs.get(i);
                    meters.success(ended - job.since());
                    job.answer(new RowAnswer(
                            probabilities[i],
                            TimeUnit.NANOSECONDS.toMicros(started - job.since()),
                            TimeUnit.NANOSECONDS.toMicros(ended - started),
                            rows.size()));
                }
            } catch (GraphException e) {
                if (jobs.size() == 1 || sameForAll(e)) {
                    jobs.forEach(job -> refuse(job, e, Failure.ENGINE));
                } else {
                    // One bad row fails the whole run, so each row runs again alone, and the good ones are answered.
                    jobs.forEach(job -> unlessLate(job, () -> runRows(List.of(job))));
                }
            }
        }

        private void runTensors(List<Job.OfTensors> jobs) {
            List<TensorCall> calls = new ArrayList<>(jobs.size());
            int rows = 0;
            for (Job.OfTensors job : jobs) {
                calls.add(job.call());
                rows += job.rows();
            }
            try {
                TensorAnswers answers = tensorRunner().run(calls, earliest(jobs));
                long ended = System.nanoTime();
                meters.ran(rows, answers.inputNanos(), answers.inferNanos(), answers.outputNanos());
                for (int i = 0; i < jobs.size(); i++) {
                    meters.success(ended - jobs.get(i).since());
                    jobs.get(i).answer(answers.outputs()[i]);
                }
            } catch (GraphException e) {
                if (jobs.size() == 1 || sameForAll(e)) {
                    jobs.forEach(job -> refuse(job, e, Failure.INVALID));
                } else {
                    jobs.forEach(job -> unlessLate(job, () -> runTensors(List.of(job))));
                }
            }
        }

        private void unlessLate(Job<?> job, Runnable run) {
            if (job.late()) {
                refuse(job, Failure.DEADLINE);
            } else {
                run.run();
            }
        }

        private RowRunner rowRunner() {
            if (rowRunner == null) {
                rowRunner = runners.rows().get();
            }
            return rowRunner;
        }

        private TensorRunner tensorRunner() {
            if (tensorRunner == null) {
                tensorRunner = runners.tensors().get();
                tensorRunners.add(tensorRunner);
            }
            return tensorRunner;
        }

        @Override
        public void close() {
            if (rowRunner != null) {
                rowRunner.close();
            }
            if (tensorRunner != null) {
                tensorRunners.remove(tensorRunner);
                tensorRunner.close();
            }
        }
    }
}
