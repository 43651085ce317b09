package dev.auspex.localstack.suite;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

import dev.auspex.localstack.StackException;
import dev.auspex.localstack.process.ManagedProcess;
import dev.auspex.localstack.process.ProcessLedger;
import dev.auspex.localstack.process.Spawner;

/**
 * Starts the parts, each as soon as what it needs is ready, starts a part again that dies later, and stops all of them in
 * the reverse order.
 */
final class Supervisor {

    /**
     * Waits before a part is started again, the longer the more often it has died: what it needs may come back meanwhile.
     * One death more within {@link #RESTART_WINDOW} is taken for a fault that starting again does not cure.
     */
    private static final List<Duration> RESTART_DELAYS =
            List.of(Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(8));

    /** Holds all waits and as many slow starts. */
    private static final Duration RESTART_WINDOW = Duration.ofMinutes(2);

    private static final Duration SURVIVOR_PATIENCE = Duration.ofSeconds(5);

    private final List<Part> parts;
    private final Spawner spawner;
    private final ProcessLedger ledger;
    private final Consumer<String> say;
    private final List<Duration> restartDelays;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "part");
        thread.setDaemon(true);
        return thread;
    });
    private final CompletableFuture<StackException> brokenDown = new CompletableFuture<>();
    private volatile boolean stopping;

    /**
     * @param parts   in the order of their start
     * @param spawner starts their processes
     * @param ledger  what the spawner writes down
     * @param say     takes news for people
     */
    Supervisor(List<Part> parts, Spawner spawner, ProcessLedger ledger, Consumer<String> say) {
        this(parts, spawner, ledger, say, RESTART_DELAYS);
    }

    Supervisor(
            List<Part> parts,
            Spawner spawner,
            ProcessLedger ledger,
            Consumer<String> say,
            List<Duration> restartDelays) {
        this.parts = List.copyOf(parts);
        this.spawner = spawner;
        this.ledger = ledger;
        this.say = say;
        this.restartDelays = List.copyOf(restartDelays);
    }

    /**
     * Starts everything and waits until all is ready.
     *
     * @throws StackException of the first part that fails
     */
    void start() {
        Map<String, CompletableFuture<Void>> started = new HashMap<>();
        for (Part part : parts) {
            CompletableFuture<?>[] needed = part.needs().stream()
                    .filter(started::containsKey)
                    .map(started::get)
                    .toArray(CompletableFuture[]::new);
            started.put(part.name(), CompletableFuture.allOf(needed).thenRunAsync(() -> start(part), threads));
        }
        CompletableFuture<Void> first = new CompletableFuture<>();
        started.values()
                .forEach(one -> one.whenComplete((nothing, failure) -> {
                    if (failure != null) {
                        first.completeExceptionally(failure);
                    }
                }));
        CompletableFuture.allOf(started.values().toArray(CompletableFuture[]::new))
                .thenRun(() -> first.complete(null));
        try {
            first.join();
        } catch (CompletionException e) {
            throw known(e);
        }
        parts.forEach(part -> watch(part, new ArrayDeque<>()));
    }

    /** Waits until a part has died too often. */
    StackException awaitBreakdown() {
        return brokenDown.join();
    }

    /** Stops all that runs, in the reverse order of the start, and leaves nothing behind. */
    void stop() {
        stopping = true;
        spawner.close();
        for (Part part : parts.reversed()) {
            part.server().stop();
        }
        // What was being started while the stop began is in nobody's hands but written down.
        ledger.endAll(SURVIVOR_PATIENCE);
        threads.shutdownNow();
    }

    private void start(Part part) {
        long begin = System.nanoTime();
        part.server().start();
        say.accept(String.format(Locale.ROOT, "  %-20s ready after %4.1f s", part.label(), seconds(begin)));
    }

    private void watch(Part part, Deque<Long> deaths) {
        part.server()
                .process()
                .map(ManagedProcess::ended)
                .ifPresent(ended -> ended.thenAcceptAsync(code -> revive(part, code, deaths), threads));
    }

    private void revive(Part part, int exitCode, Deque<Long> deaths) {
        try {
            startAgain(part, exitCode, deaths);
        } catch (Throwable e) {
            // Nobody waits for this thread: what it does not tell, such as memory that has run out, would never be
            // known.
            if (!stopping) {
                StringWriter trace = new StringWriter();
                e.printStackTrace(new PrintWriter(trace));
                say.accept("  " + part.label() + " cannot be started again: " + trace);
                brokenDown.complete(new StackException(part.label() + " cannot be started again: " + e, e));
            }
        }
    }

    private void startAgain(Part part, int exitCode, Deque<Long> deaths) {
        if (stopping) {
            return;
        }
        String what = part.label() + " ended unexpectedly (" + ManagedProcess.exit(exitCode) + ")";
        long now = System.nanoTime();
        deaths.addLast(now);
        deaths.removeIf(death -> now - death > RESTART_WINDOW.toNanos());
        if (deaths.size() > restartDelays.size()) {
            StackException failure = part.server()
                    .process()
                    .map(process -> process.failure(what + " again and again"))
                    .orElseGet(() -> new StackException(what));
            brokenDown.complete(failure);
            return;
        }
        Duration delay = restartDelays.get(deaths.size() - 1);
        say.accept(String.format(Locale.ROOT, "  %s; it is started again in %.1f s", what, delay.toMillis() / 1e3));
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            // Only a stop of everything interrupts.
            Thread.currentThread().interrupt();
            return;
        }
        if (stopping) {
            return;
        }
        try {
            start(part);
        } catch (StackException e) {
            if (!stopping && part.server().process().map(ManagedProcess::alive).orElse(true)) {
                brokenDown.complete(e);
                return;
            }
        }
        watch(part, deaths);
    }

    private static StackException known(CompletionException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StackException known) {
                return known;
            }
        }
        throw failure;
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
