package dev.auspex.localstack.suite;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import dev.auspex.localstack.StackException;
import dev.auspex.localstack.process.ManagedProcess;
import dev.auspex.localstack.process.Spawner;
import dev.auspex.localstack.server.Folders;
import dev.auspex.localstack.server.KafkaCommand;
import dev.auspex.localstack.server.KafkaUsers;
import dev.auspex.localstack.server.Server;

/**
 * Kafka in its own process, so that it can fail and be ended by itself. Data that it cannot read is moved away, and it
 * starts empty, because everything that the suite must keep is in PostgreSQL.
 */
final class KafkaProcess implements Server {

    /**
     * A broker that was killed waits until its old session expires and checks its data, on a machine that may be busy.
     */
    private static final Duration START_PATIENCE = Duration.ofMinutes(2);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    /** Number of folders with damaged data to keep. Older ones are deleted. */
    private static final int KEPT = 2;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSS").withZone(ZoneOffset.UTC);

    private final Path java;
    private final Path jar;
    private final Home home;
    private final SuitePorts ports;
    private final Spawner spawner;
    private final KafkaUsers users;
    private final Consumer<String> say;
    private volatile ManagedProcess process;

    /**
     * @param jar jar of this program
     * @param say receives messages for people
     */
    KafkaProcess(
            Path java, Path jar, Home home, SuitePorts ports, KafkaUsers users, Spawner spawner, Consumer<String> say) {
        this.java = java;
        this.jar = jar;
        this.home = home;
        this.ports = ports;
        this.users = users;
        this.spawner = spawner;
        this.say = say;
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public int port() {
        return ports.of(name());
    }

    @Override
    public Optional<ManagedProcess> process() {
        return Optional.ofNullable(process);
    }

    @Override
    public void start() {
        try {
            startOnce();
        } catch (StackException e) {
            if (!damaged()) {
                throw e;
            }
            setAside(process.lastWords());
            startOnce();
        }
    }

    @Override
    public void stop() {
        if (process != null) {
            process.stop(STOP_PATIENCE);
        }
    }

    private void startOnce() {
        Path ready = home.run().resolve("kafka.ready");
        try {
            Files.createDirectories(home.run());
            Files.createDirectories(home.cache());
            Files.deleteIfExists(ready);
        } catch (IOException e) {
            throw new StackException(ready + " cannot be deleted: " + e.getMessage(), e);
        }
        process = spawner.start(
                name(),
                command(ready),
                environment -> environment.put(KafkaCommand.USERS, users.format()),
                home.log(name()),
                "TERM");
        process.awaitReady(() -> Files.exists(ready), START_PATIENCE);
        tellOfCuts(ready);
    }

    private void tellOfCuts(Path ready) {
        try {
            String cuts = Files.readString(ready);
            if (!cuts.equals("0")) {
                say.accept("  Kafka found damaged data, such as a write that a crash interrupted. Places removed: "
                        + cuts + ". Events that no service had read yet may be lost. " + home.log(name())
                        + " lists the places.");
            }
        } catch (IOException e) {
            say.accept("  " + ready + " cannot be read: " + e.getMessage());
        }
    }

    private boolean damaged() {
        ManagedProcess ended = process;
        return ended != null && ended.exitCode().orElse(-1) == KafkaCommand.DAMAGED;
    }

    /** Moves the data folder away and explains what that means. */
    private void setAside(String why) {
        Path data = data();
        Path aside = data.resolveSibling("kafka-damaged-" + TIME.format(Instant.now()));
        try {
            Files.move(data, aside);
            deleteOlder(data.getParent());
        } catch (IOException e) {
            throw new StackException(
                    "The data of Kafka in " + data + " is damaged and cannot be moved to " + aside + ": "
                            + e.getMessage(),
                    e);
        }
        say.accept("  " + why.replace("auspex: ", "").replace("Kafka did not start: ", "")
                + "\n    The damaged data was moved to " + aside + ", and Kafka starts without data."
                + "\n    Predictions, accounts and models are in PostgreSQL and are complete. Events that wait there"
                + " are published as usual, and the auth service publishes the settings of every tenant again."
                + "\n    Events in Kafka that no service had read yet are lost: drift and experiments do not count"
                + " those predictions, and access that was revoked in the last minutes lasts until its token expires.");
    }

    private static void deleteOlder(Path folder) throws IOException {
        List<Path> damaged = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "kafka-damaged-*")) {
            found.forEach(damaged::add);
        }
        damaged.sort(null);
        for (Path old : damaged.subList(0, Math.max(0, damaged.size() - KEPT))) {
            Folders.delete(old);
        }
    }

    private Path data() {
        return home.data().resolve(name());
    }

    private List<String> command(Path ready) {
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        // Kafka loads about 9,000 classes. The archive, which is created when it first ends, halves its start time. An
        // agent in a user's own options rules out archives.
        if (!System.getenv().getOrDefault("JAVA_TOOL_OPTIONS", "").contains("agent")) {
            command.add("-XX:+AutoCreateSharedArchive");
            command.add("-XX:SharedArchiveFile=" + home.cache().resolve("kafka.jsa"));
            command.add("-Xlog:cds=off");
            command.add("-Xlog:aot=off");
        }
        command.addAll(List.of(
                "-jar",
                jar.toString(),
                "kafka",
                "--data=" + data(),
                "--port=" + ports.of("kafka"),
                "--controller-port=" + ports.of(SuitePorts.KAFKA_CONTROLLER),
                "--ready-file=" + ready));
        return command;
    }
}
