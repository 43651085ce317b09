package dev.auspex.localstack.suite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import dev.auspex.localstack.StackException;
import dev.auspex.localstack.process.ProcessLedger;
import dev.auspex.localstack.process.Spawner;
import dev.auspex.localstack.server.Folders;

/** Starts the suite and keeps it running until it is told to stop. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts PostgreSQL, Redis, Kafka and the five services, and stops them on Ctrl-C.")
public final class UpCommand implements Callable<Integer> {

    private static final long LEAST_FREE_BYTES = 1L << 30;
    private static final long LARGEST_LOG_BYTES = 10L << 20;
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(30);
    private static final Duration ORPHAN_PATIENCE = Duration.ofSeconds(20);

    @Option(names = "--native", description = "Runs native executables of the services that have one.")
    private boolean asNative;

    @Option(names = "--fresh", description = "Deletes all data first.")
    private boolean fresh;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PART",
            description = "Starts only these servers and services, and the servers that they need.")
    private Set<String> only = Set.of();

    @Option(names = "--in-background", hidden = true, description = "For the launcher: output goes to a log.")
    private boolean inBackground;

    @Option(
            names = "--ask-only",
            hidden = true,
            description = "For the launcher: fails if the suite is already running or one of its ports is in use.")
    private boolean askOnly;

    private final long begin = System.nanoTime();

    @Override
    public Integer call() throws Exception {
        Home home = Home.found();
        SuitePorts ports = SuitePorts.fromEnvironment();
        Files.createDirectories(home.run());
        try (FileChannel channel = FileChannel.open(home.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw new StackException("The suite is already running"
                        + SupervisorState.read(home.state())
                                .map(state -> " at " + state.address() + " (process " + state.pid() + ")")
                                .orElse("")
                        + ". Stop it with ./auspex down.");
            }
            if (askOnly) {
                new PortCheck(ports, ProcessLedger.open(home.ledger())).require(Suite.names(only));
                return 0;
            }
            return run(home, ports);
        }
    }

    private int run(Home home, SuitePorts ports) throws IOException, InterruptedException {
        ProcessLedger ledger = ProcessLedger.open(home.ledger());
        ledger.endAll(ORPHAN_PATIENCE)
                .forEach(orphan -> say("  stopped " + orphan.name() + " (process " + orphan.pid()
                        + "), which a killed supervisor left running"));
        requireSpace(home.home());
        new PortCheck(ports, ledger).require(Suite.names(only));
        if (fresh) {
            clear(home);
        }
        new LogRotation(home.logs(), LARGEST_LOG_BYTES, UpCommand::say).start(LOG_INTERVAL);
        Spawner spawner = Spawner.supervised(ledger);
        Suite suite = new Suite(home, ports, SuiteSecrets.in(home.secrets()), spawner, java());
        List<Part> parts = suite.parts(only, asNative, note -> say("  " + note));

        Board board = new Board(home, ports);
        Supervisor supervisor = new Supervisor(parts, spawner, ledger, UpCommand::say, board::show);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            say("Stopping ...");
            long stopBegin = System.nanoTime();
            supervisor.stop();
            deleteQuietly(home.state());
            say(String.format(Locale.ROOT, "Stopped in %.1f s.", (System.nanoTime() - stopBegin) / 1e9));
        }));
        board.show(supervisor.states());
        say("Starting " + parts.size() + " parts ...");
        supervisor.start();
        introduce(home, ports, parts);
        board.ready(supervisor.states());
        supervisor.awaitStop();
        return 0;
    }

    private void introduce(Home home, SuitePorts ports, List<Part> parts) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        Set<String> names = Set.copyOf(parts.stream().map(Part::name).toList());
        say(String.format(Locale.ROOT, "Ready after %.1f s.", seconds));
        if (!names.containsAll(Suite.SERVICES)) {
            say("Running only: "
                    + String.join(", ", parts.stream().map(Part::name).toList()) + ".");
            return;
        }
        Optional<DemoAccount> account = demoAccount(home, ports);
        // In the background this goes to a log, which must not contain secrets. The launcher prints
        // the introduction itself.
        if (!inBackground) {
            say(Introduction.text(home, ports, account));
        } else if (account.isPresent()) {
            say("The demo account is stored in " + home.demoAccount().path());
        }
    }

    /**
     * Returns the demo account, or empty if it cannot be created. The suite works without it,
     * because people can register.
     */
    private static Optional<DemoAccount> demoAccount(Home home, SuitePorts ports) {
        try {
            return Optional.of(DemoAccount.ensure(ports.publicUrl(), home.demoAccount()));
        } catch (StackException e) {
            say("The demo account was not created: " + e.getMessage() + "\n  Register at " + ports.publicUrl()
                    + ", or start the suite again to create it.");
            return Optional.empty();
        }
    }

    /** Publishes the state of the suite for other commands. */
    private static final class Board {

        private final Home home;
        private final SuitePorts ports;
        private boolean ready;
        private boolean told;

        Board(Home home, SuitePorts ports) {
            this.home = home;
            this.ports = ports;
        }

        synchronized void ready(List<PartState> parts) {
            ready = true;
            show(parts);
        }

        synchronized void show(List<PartState> parts) {
            try {
                SupervisorState.ofThisProcess(ports, ready, parts).write(home.state());
                told = false;
            } catch (StackException e) {
                // For example on a full disk, where the suite continues as well as it can.
                if (!told) {
                    say("  ./auspex status is not up to date: " + e.getMessage());
                }
                told = true;
            }
        }
    }

    private static void requireSpace(Path folder) throws IOException {
        long usable = Files.getFileStore(folder).getUsableSpace();
        if (usable < LEAST_FREE_BYTES) {
            throw new StackException("Only " + (usable >> 20) + " MiB are free for " + folder
                    + ", but 1 GiB is required. Free some space, or set AUSPEX_HOME to a folder on another disk.");
        }
    }

    private static void clear(Home home) throws IOException {
        Folders.delete(home.data());
        home.secrets().delete();
        home.demoAccount().delete();
    }

    private static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            say("  " + file + " cannot be deleted: " + e.getMessage());
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
