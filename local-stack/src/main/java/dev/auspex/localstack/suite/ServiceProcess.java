package dev.auspex.localstack.suite;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import dev.auspex.localstack.process.ManagedProcess;
import dev.auspex.localstack.process.Spawner;
import dev.auspex.localstack.server.Server;

/** One service of the suite in its own process: its jar, or its native executable if that is requested and built. */
final class ServiceProcess implements Server {

    private static final Duration START_PATIENCE = Duration.ofSeconds(90);

    /** Longer than the time in which the services finish their current work. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    private static final int PROBE_TIMEOUT_MILLIS = 2_000;

    private final String name;
    private final int port;
    private final URI readiness;
    private final List<String> command;
    private final Consumer<Map<String, String>> environment;
    private final Path log;
    private final Spawner spawner;
    private volatile ManagedProcess process;

    ServiceProcess(
            String name,
            SuitePorts ports,
            List<String> command,
            Consumer<Map<String, String>> environment,
            Path log,
            Spawner spawner) {
        this.name = name;
        this.port = ports.of(name);
        this.readiness = URI.create(ports.managementUrl(name) + "/health/ready");
        this.command = List.copyOf(command);
        this.environment = environment;
        this.log = log;
        this.spawner = spawner;
    }

    /** Returns the runnable jar of a service. */
    static Path jar(Path root, String service) {
        return root.resolve(service + "-service/target/quarkus-app/quarkus-run.jar");
    }

    /** Returns the native executable of a service, if it is built. */
    static Optional<Path> executable(Path root, String service) {
        Path file = root.resolve(service + "-service/target/" + service + "-service-0.1.0-SNAPSHOT-runner");
        return Optional.of(file).filter(Files::isExecutable);
    }

    /** Returns the command that runs a service from its jar. */
    static List<String> jarCommand(Path java, Path jar) {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        // For several small heaps on one machine, the serial collector has the least overhead, and
        // compact headers save a tenth.
        command.add("-Xmx256m");
        command.add("-XX:+UseSerialGC");
        command.add("-XX:+UseCompactObjectHeaders");
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        command.add("-jar");
        command.add(jar.toString());
        return command;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Optional<ManagedProcess> process() {
        return Optional.ofNullable(process);
    }

    @Override
    public void start() {
        process = spawner.start(name, command, environment, log, "TERM");
        process.awaitReady(this::ready, START_PATIENCE);
    }

    @Override
    public void stop() {
        if (process != null) {
            process.stop(STOP_PATIENCE);
        }
    }

    private boolean ready() {
        return answersOk(readiness);
    }

    /** Returns whether an address answers with status 200. */
    static boolean answersOk(URI address) {
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout(PROBE_TIMEOUT_MILLIS);
            connection.setReadTimeout(PROBE_TIMEOUT_MILLIS);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }
}
