package dev.auspex.localstack.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import dev.auspex.localstack.StackException;

/** Starts processes and records them in a ledger, if there is one. After it is closed it starts no more. */
public final class Spawner {

    private final ProcessLedger ledger;
    private final List<String> prefix;
    private boolean closed;

    private Spawner(ProcessLedger ledger, List<String> prefix) {
        this.ledger = ledger;
        this.prefix = prefix;
    }

    /** Returns a spawner for servers that live and die with this process. */
    public static Spawner plain() {
        return new Spawner(null, List.of());
    }

    /**
     * Returns a spawner for a supervisor in a terminal. Each process gets its own session, because Ctrl-C would
     * otherwise reach all of them at once and break the order in which they stop.
     */
    public static Spawner supervised(ProcessLedger ledger) {
        List<String> prefix = new ArrayList<>();
        if (onPath("setsid")) {
            prefix.add("setsid");
        } else if (onPath("perl")) {
            // macOS has no setsid.
            prefix.addAll(List.of("perl", "-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV or die"));
        }
        return new Spawner(ledger, List.copyOf(prefix));
    }

    /** Closes the spawner. After this, no process can be started. */
    public synchronized void close() {
        closed = true;
    }

    /**
     * Starts a process.
     *
     * @param name        name of the part, such as {@code redis}
     * @param command     program and arguments
     * @param environment changes the environment that the process inherits
     * @param log         file to which its output is appended
     * @param stopSignal  signal for an orderly stop
     */
    public synchronized ManagedProcess start(
            String name, List<String> command, Consumer<Map<String, String>> environment, Path log, String stopSignal) {
        if (closed) {
            throw new StackException(name + " was not started, because the suite is stopping.");
        }
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(command);
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            ProcessBuilder builder = new ProcessBuilder(whole)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            environment.accept(builder.environment());
            long logBegin = Files.exists(log) ? Files.size(log) : 0;
            Process process = builder.start();
            if (ledger != null) {
                ledger.add(name, process.toHandle(), stopSignal);
            }
            return new ManagedProcess(name, process, log, stopSignal, logBegin);
        } catch (IOException e) {
            throw new StackException(name + " cannot be started: " + e.getMessage(), e);
        }
    }

    private static boolean onPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        for (String folder : path.split(File.pathSeparator)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
