package dev.auspex.localstack.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.auspex.localstack.StackException;
import dev.auspex.localstack.process.ManagedProcess;
import dev.auspex.localstack.process.Spawner;
import dev.auspex.localstack.server.Server;

/** Kafka as a process of its own, so that it can fail and be ended by itself. */
final class KafkaProcess implements Server {

    /** A broker that was killed waits for the end of its old session. */
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    private final Path java;
    private final Home home;
    private final SuitePorts ports;
    private final Spawner spawner;
    private volatile ManagedProcess process;

    KafkaProcess(Path java, Home home, SuitePorts ports, Spawner spawner) {
        this.java = java;
        this.home = home;
        this.ports = ports;
        this.spawner = spawner;
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
        Path ready = home.run().resolve("kafka.ready");
        try {
            Files.createDirectories(home.run());
            Files.createDirectories(home.cache());
            Files.deleteIfExists(ready);
        } catch (IOException e) {
            throw new StackException(ready + " cannot be deleted: " + e.getMessage(), e);
        }
        process = spawner.start(name(), command(ready), inherited -> {}, home.log(name()), "TERM");
        process.awaitReady(() -> Files.exists(ready), START_PATIENCE);
    }

    @Override
    public void stop() {
        if (process != null) {
            process.stop(STOP_PATIENCE);
        }
    }

    private List<String> command(Path ready) {
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        // Kafka loads some 9,000 classes: the archive, made at its first end, halves its start. An agent among people's
        // own options forbids archives.
        if (!System.getenv().getOrDefault("JAVA_TOOL_OPTIONS", "").contains("agent")) {
            command.add("-XX:+AutoCreateSharedArchive");
            command.add("-XX:SharedArchiveFile=" + home.cache().resolve("kafka.jsa"));
            command.add("-Xlog:cds=off");
            command.add("-Xlog:aot=off");
        }
        command.addAll(List.of(
                "-jar",
                Home.jar().toString(),
                "kafka",
                "--data=" + home.data().resolve("kafka"),
                "--port=" + ports.of("kafka"),
                "--controller-port=" + ports.of(SuitePorts.KAFKA_CONTROLLER),
                "--ready-file=" + ready));
        return command;
    }
}
