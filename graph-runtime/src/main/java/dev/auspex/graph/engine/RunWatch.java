package dev.auspex.graph.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import org.jboss.logging.Logger;

import dev.auspex.contracts.http.Deadline;

/**
 * Ends runs of graphs with loops. How long those take depends on their inputs, and a worker that kept computing past
 * the deadline would be lost to every caller. The engine checks between two operators whether it should stop.
 */
final class RunWatch {

    private static final Logger LOG = Logger.getLogger(RunWatch.class);
    private static final Path MEMORY = Path.of("/proc/self/statm");
    private static final long PAGE = 4096;
    private static final long LOOK_MILLIS = 10;

    private final long graceNanos;
    private final long mostMemory;
    private final ScheduledThreadPoolExecutor clock;

    RunWatch(EngineSettings settings) {
        this.graceNanos = settings.loopGrace().toNanos();
        this.mostMemory = settings.loopMemory();
        this.clock = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("run-watch").daemon().factory());
        clock.setRemoveOnCancelPolicy(true);
    }

    /** Executes one run, at most until shortly after the deadline. */
    OrtSession.Result run(OrtSession session, Map<String, OnnxTensor> inputs, Set<String> outputs, Deadline until)
            throws OrtException, RunEndedException {
        try (OrtSession.RunOptions options = new OrtSession.RunOptions()) {
            Watched watched = new Watched(options, until.atNanos() + graceNanos);
            ScheduledFuture<?> looks =
                    clock.scheduleWithFixedDelay(watched, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            try {
                return session.run(inputs, outputs, options);
            } catch (OrtException e) {
                throw watched.ended(e);
            } finally {
                looks.cancel(false);
                watched.done();
            }
        }
    }

    /** Returns the resident memory of the process in bytes, or 0 if the system does not report it. */
    private static long residentBytes() {
        try {
            return Files.exists(MEMORY)
                    ? Long.parseLong(Files.readString(MEMORY).split(" ")[1]) * PAGE
                    : 0;
        } catch (IOException e) {
            LOG.debugf("resident memory is not available cause=%s", e.getMessage());
            return 0;
        }
    }

    /** One run. Its options are freed when it is over and must not be used after that. */
    private final class Watched implements Runnable {

        private final OrtSession.RunOptions options;
        private final long endNanos;
        private long before = -1;
        private boolean over;
        private boolean late;
        private boolean large;

        Watched(OrtSession.RunOptions options, long endNanos) {
            this.options = options;
            this.endNanos = endNanos;
        }

        @Override
        public synchronized void run() {
            if (over || late || large) {
                return;
            }
            late = endNanos - System.nanoTime() <= 0;
            try {
                large = !late && grown() > mostMemory;
            } catch (RuntimeException e) {
                // After an exception the scheduler would not run this check again, and the deadline must hold.
                LOG.warnf("resident memory could not be read cause=%s", e);
            }
            if (late || large) {
                try {
                    options.setTerminate(true);
                } catch (OrtException e) {
                    LOG.errorf("run could not be ended cause=%s", e.getMessage());
                }
            }
        }

        /**
         * Returns how much the whole process has grown since the first check. Other work counts as well, so the
         * limit must not be small.
         */
        private long grown() {
            long now = residentBytes();
            before = before < 0 ? now : before;
            return now - before;
        }

        synchronized void done() {
            over = true;
        }

        synchronized OrtException ended(OrtException e) throws RunEndedException {
            if (late) {
                throw new RunEndedException(true, "the run was stopped after its deadline", e);
            }
            if (large) {
                throw new RunEndedException(
                        false, "the run was stopped because it used more than " + (mostMemory >> 20) + " MiB", e);
            }
            return e;
        }
    }
}
