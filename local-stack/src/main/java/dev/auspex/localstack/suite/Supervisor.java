package dev.auspex.localstack.suite;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import dev.auspex.localstack.StackException;
import dev.auspex.localstack.process.ManagedProcess;
import dev.auspex.localstack.process.ProcessLedger;
import dev.auspex.localstack.process.Spawner;

/**
 * Starts the parts, each as soon as the parts that it needs are ready, restarts a part that dies, and stops all of them
 * in reverse order. Once the suite is up, no part can end it: a part that dies repeatedly stays down by itself and is
 * retried after growing pauses.
 */
final class Supervisor {

    /**
     * A service starts within seconds, so the first pauses are short. After fixing the cause, people
     * wait about a minute at most.
     */
    private static final RestartPauses PAUSES = new RestartPauses(
            Duration.ofMillis(500), Duration.ofMinutes(1), Duration.ofMinutes(2), () -> ThreadLocalRandom.current()
                    .nextDouble());

    private static final Duration SURVIVOR_PATIENCE = Duration.ofSeconds(5);

    private final List<Part> parts;
    private final Spawner spawner;
    private final ProcessLedger ledger;
    private final Consumer<String> say;
    private final Consumer<List<PartState>> news;
    private final RestartPauses pauses;
    private final Map<String, PartState> states = new LinkedHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "part");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean stopping;

    /**
     * @param parts   parts in start order
     * @param spawner starts their processes
     * @param ledger  ledger in which the spawner records processes
     * @param say     receives messages for people
     * @param news    receives the states of all parts whenever one changes
     */
    Supervisor(
            List<Part> parts,
            Spawner spawner,
            ProcessLedger ledger,
            Consumer<String> say,
            Consumer<List<PartState>> news) {
        this(parts, spawner, ledger, say, news, PAUSES);
    }

    Supervisor(
            List<Part> parts,
            Spawner spawner,
            ProcessLedger ledger,
            Consumer<String> say,
            Consumer<List<PartState>> news,
            RestartPauses pauses) {
        this.parts = List.copyOf(parts);
        this.spawner = spawner;
        this.ledger = ledger;
        this.say = say;
        this.news = news;
        this.pauses = pauses;
        parts.forEach(part -> states.put(part.name(), PartState.starting(part.name())));
    }

    /**
     * Starts everything and waits until all parts are ready. A part that is not essential may
     * fail; it is retried later.
     *
     * @throws StackException of the first essential part that fails
     */
    void start() {
        Map<String, CompletableFuture<Void>> started = new HashMap<>();
        for (Part part : parts) {
            CompletableFuture<?>[] needed = part.needs().stream()
                    .filter(started::containsKey)
                    .map(started::get)
                    .toArray(CompletableFuture[]::new);
            started.put(part.name(), CompletableFuture.allOf(needed).thenRunAsync(() -> startFirst(part), threads));
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
        for (Part part : parts) {
            if (state(part).phase() == PartState.Phase.DOWN) {
                threads.execute(() -> revive(part, 1));
            } else {
                watch(part, 0);
            }
        }
    }

    /** Returns the states of all parts, in start order. */
    List<PartState> states() {
        synchronized (states) {
            return List.copyOf(states.values());
        }
    }

    /** Waits until everything has stopped. */
    void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /** Stops all running parts in reverse start order, and leaves no process behind. */
    void stop() {
        stopping = true;
        spawner.close();
        for (Part part : parts.reversed()) {
            part.server().stop();
        }
        // A part that was starting when the stop began is known only to the ledger.
        ledger.endAll(SURVIVOR_PATIENCE);
        threads.shutdownNow();
        stopped.countDown();
    }

    private void startFirst(Part part) {
        try {
            start(part);
        } catch (StackException e) {
            if (part.essential()) {
                throw e;
            }
            Duration pause = pauses.after(1);
            become(part, state(part).down(cause(part, e), pause.toMillis()));
            say.accept(String.format(
                    Locale.ROOT,
                    "  %s did not start, so the suite starts without it: %s%n    Next attempt in %.1f s.",
                    part.label(),
                    state(part).cause(),
                    pause.toMillis() / 1e3));
            part.server().stop();
        }
    }

    private void start(Part part) {
        long begin = System.nanoTime();
        part.server().start();
        become(part, state(part).up());
        say.accept(String.format(Locale.ROOT, "  %-20s ready after %4.1f s", part.label(), seconds(begin)));
    }

    /**
     * Watches a part and restarts it when it ends.
     *
     * @param deaths deaths in a row so far
     */
    private void watch(Part part, int deaths) {
        long begin = System.nanoTime();
        part.server().process().ifPresent(process -> process.ended()
                .thenAcceptAsync(code -> died(part, process, code, calm(begin) ? 1 : deaths + 1), threads));
    }

    private boolean calm(long begin) {
        return System.nanoTime() - begin > pauses.calm().toNanos();
    }

    private void died(Part part, ManagedProcess process, int exitCode, int deaths) {
        if (stopping) {
            return;
        }
        String how = ManagedProcess.exit(exitCode);
        String last = process.lastWords();
        layDown(
                part,
                part.label() + " exited unexpectedly (" + how + ")",
                last.isEmpty() ? how : last + " (" + how + ")",
                deaths);
        revive(part, deaths);
    }

    /** Marks a part as down and reports for how long. */
    private void layDown(Part part, String what, String cause, int deaths) {
        Duration pause = pauses.after(deaths);
        become(part, state(part).down(cause, pause.toMillis()));
        say.accept(String.format(Locale.ROOT, "  %s; restarting in %.1f s", what, pause.toMillis() / 1e3));
    }

    /** Restarts a part that is down, until it comes up. */
    private void revive(Part part, int deathsInARow) {
        int deaths = deathsInARow;
        while (!stopping) {
            PartState down = state(part);
            if (!paused(down.nextTryMillis() - System.currentTimeMillis())) {
                return;
            }
            become(part, down.startedAgain());
            try {
                start(part);
                watch(part, deaths);
                return;
            } catch (StackException e) {
                if (part.server().process().map(ManagedProcess::alive).orElse(false)) {
                    // It may be slow, such as a database that is recovering. Ending it would only start that again.
                    say.accept("  " + part.label() + " is running but not responding yet");
                    watch(part, deaths);
                    return;
                }
                deaths++;
                String cause = cause(part, e);
                layDownUnlessStopping(part, part.label() + " did not start (" + cause + ")", cause, deaths);
            } catch (Throwable e) {
                // Nobody waits for this thread. A failure that it does not report, such as exhausted
                // memory, would never be known.
                deaths++;
                StringWriter trace = new StringWriter();
                e.printStackTrace(new PrintWriter(trace));
                layDownUnlessStopping(part, part.label() + " cannot be restarted: " + trace, e.toString(), deaths);
            }
        }
    }

    private void layDownUnlessStopping(Part part, String what, String cause, int deaths) {
        if (!stopping) {
            layDown(part, what, cause, deaths);
        }
    }

    private boolean paused(long millis) {
        try {
            Thread.sleep(Math.max(0, millis));
            return !stopping;
        } catch (InterruptedException e) {
            // Only a stop of the whole suite interrupts this.
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String cause(Part part, StackException failure) {
        String first =
                failure.getMessage().lines().findFirst().orElse("").replaceAll("\\. The last lines of its log, .*", "");
        String last = part.server().process().map(ManagedProcess::lastWords).orElse("");
        return last.isEmpty() || first.contains(last) ? first : first + ": " + last;
    }

    private PartState state(Part part) {
        synchronized (states) {
            return states.get(part.name());
        }
    }

    private void become(Part part, PartState state) {
        List<PartState> all;
        synchronized (states) {
            states.put(part.name(), state);
            all = List.copyOf(states.values());
        }
        news.accept(all);
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
