package dev.auspex.e2e.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import ai.onnxruntime.OrtException;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** A closed loop over the engine itself, with as many threads as the service has connections. */
final class BareLoop {

    private BareLoop() {}

    /** One call of the engine. */
    @FunctionalInterface
    interface Run {
        /**
         * Calls the engine.
         *
         * @param call number of the call; each thread starts with a different number
         */
        void of(int call) throws OrtException;
    }

    static Latencies measure(int threads, Duration duration, Run run) {
        Histogram nanos = new ConcurrentHistogram(TimeUnit.SECONDS.toNanos(60), 3);
        LongAdder failed = new LongAdder();
        long end = System.nanoTime() + duration.toNanos();
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int first = i;
            running.add(Thread.ofPlatform().start(() -> loop(first, end, nanos, failed, run)));
        }
        try {
            for (Thread thread : running) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return new Latencies(nanos, failed.sum(), duration);
    }

    private static void loop(int first, long end, Histogram nanos, LongAdder failed, Run run) {
        int next = first;
        for (long started = System.nanoTime(); started < end; started = System.nanoTime()) {
            try {
                run.of(next++);
                nanos.recordValue(System.nanoTime() - started);
            } catch (OrtException e) {
                failed.increment();
            }
        }
    }
}
