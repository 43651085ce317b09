package dev.auspex.localstack.suite;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import picocli.CommandLine.Command;

import dev.auspex.localstack.StackException;
import dev.auspex.localstack.process.ProcessLedger;
import dev.auspex.localstack.server.Ports;

/**
 * Prints which parts run and how much memory they use. The exit code is 0 if every part runs, and 1 if the
 * suite or a part is down.
 */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows what is running and how much memory it uses.")
public final class StatusCommand implements Callable<Integer> {

    private static final long KIB_PER_MIB = 1024;

    @Override
    public Integer call() {
        Home home = Home.found();
        Optional<SupervisorState> state = SupervisorState.read(home.state());
        List<ProcessLedger.Entry> living = ProcessLedger.open(home.ledger()).living();
        if (state.isEmpty() && living.isEmpty()) {
            System.out.println("Auspex is not running. Start it with ./auspex up.");
            return 1;
        }
        List<PartState> parts = state.map(SupervisorState::parts).orElse(List.of());
        List<PartState> down = parts.stream()
                .filter(part -> part.phase() == PartState.Phase.DOWN)
                .toList();
        System.out.println(state.map(running -> headline(running, down))
                .orElse("The supervisor was killed, but these processes are still running."
                        + " Stop them with ./auspex down."));
        SuitePorts ports = new SuitePorts(state.map(SupervisorState::portOffset).orElse(0));
        System.out.printf(
                Locale.ROOT, "  %-12s %8s %6s %-9s %9s %10s%n", "part", "pid", "port", "state", "MiB", "up for");
        long total = 0;
        for (ProcessLedger.Entry entry : living) {
            long mebibytes = memory(entry);
            total += mebibytes;
            System.out.printf(
                    Locale.ROOT,
                    "  %-12s %8d %6d %-9s %9d %10s%n",
                    entry.name(),
                    entry.pid(),
                    ports.of(entry.name()),
                    answers(entry.name(), ports) ? "ready" : "not ready",
                    mebibytes,
                    Duration.between(Instant.ofEpochMilli(entry.startedMillis()), Instant.now())
                            .withNanos(0)
                            .toString()
                            .substring(2)
                            .toLowerCase(Locale.ROOT));
        }
        down.forEach(part -> System.out.printf(
                Locale.ROOT, "  %-12s %8s %6d %-9s%n", part.name(), "", ports.of(part.name()), "down"));
        long own =
                state.map(running -> residentKib(running.pid()) / KIB_PER_MIB).orElse(0L);
        System.out.printf(Locale.ROOT, "  %-12s %8s %6s %-9s %9d%n", "supervisor", "", "", "", own);
        System.out.printf(Locale.ROOT, "  %-12s %8s %6s %-9s %9d%n", "total", "", "", "", total + own);
        parts.stream().filter(part -> part.deaths() > 0).forEach(part -> System.out.println(history(part)));
        return down.isEmpty() && state.filter(SupervisorState::ready).isPresent() ? 0 : 1;
    }

    private static String headline(SupervisorState state, List<PartState> down) {
        if (!state.ready()) {
            return "Starting";
        }
        return "Running at " + state.address()
                + (down.isEmpty()
                        ? ""
                        : " without "
                                + String.join(
                                        ", ", down.stream().map(PartState::name).toList()));
    }

    /** Describes how often a part died, why, and what happens next. */
    private static String history(PartState part) {
        long now = System.currentTimeMillis();
        String times = part.deaths() == 1 ? "once" : part.deaths() + " times";
        String then = part.phase() == PartState.Phase.DOWN
                ? "most recently " + seconds(now - part.sinceMillis()) + " ago; restarting in "
                        + seconds(part.nextTryMillis() - now)
                : "and was restarted " + seconds(now - part.sinceMillis()) + " ago";
        return "  " + part.name() + " failed " + times + ", " + then + ". Last cause: " + part.cause();
    }

    private static String seconds(long millis) {
        return Math.max(0, Math.round(millis / 1e3)) + " s";
    }

    private static boolean answers(String part, SuitePorts ports) {
        return Suite.SERVICES.contains(part)
                ? ServiceProcess.answersOk(URI.create(ports.managementUrl(part) + "/health/ready"))
                : !Ports.free(ports.of(part));
    }

    /** Returns the resident memory in MiB. For PostgreSQL's sessions, it counts only what they do not share. */
    private static long memory(ProcessLedger.Entry entry) {
        long sessions = ProcessHandle.of(entry.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .mapToLong(session -> unsharedKib(session.pid()))
                .sum();
        return (residentKib(entry.pid()) + sessions) / KIB_PER_MIB;
    }

    private static long unsharedKib(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("RssAnon:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException e) {
            // The process has ended, or this system has no such files.
            return 0;
        }
    }

    private static long residentKib(long pid) {
        try {
            Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader output = ps.inputReader(StandardCharsets.US_ASCII)) {
                String line = output.readLine();
                return line == null || line.isBlank() ? 0 : Long.parseLong(line.strip());
            }
        } catch (IOException e) {
            throw new StackException("ps cannot be run: " + e.getMessage(), e);
        }
    }
}
