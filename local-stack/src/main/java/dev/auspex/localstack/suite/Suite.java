package dev.auspex.localstack.suite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import dev.auspex.localstack.StackException;
import dev.auspex.localstack.process.Spawner;
import dev.auspex.localstack.server.PostgresServer;
import dev.auspex.localstack.server.RedisServer;

/** The parts of the suite: three servers and five services, in start order. They stop in reverse order. */
final class Suite {

    static final List<String> SERVICES_WITH_DATABASE = List.of("auth", "prediction", "model", "monitoring");

    static final List<String> SERVERS = List.of("postgres", "redis", "kafka");

    /** The services in start order. The gateway is last, because it opens the suite to clients. */
    static final List<String> SERVICES = List.of("auth", "model", "monitoring", "prediction", "gateway");

    private final Home home;
    private final SuitePorts ports;
    private final SuiteSecrets secrets;
    private final Spawner spawner;
    private final Path java;

    Suite(Home home, SuitePorts ports, SuiteSecrets secrets, Spawner spawner, Path java) {
        this.home = home;
        this.ports = ports;
        this.secrets = secrets;
        this.spawner = spawner;
        this.java = java;
    }

    /**
     * Returns the names of the parts to start, in start order.
     *
     * @param only names of servers and services, or empty for all; the servers that a service needs are included
     */
    static List<String> names(Set<String> only) {
        for (String name : only) {
            if (!SERVERS.contains(name) && !SERVICES.contains(name)) {
                throw new StackException("There is no part named " + name + ". The parts are "
                        + String.join(", ", SERVERS) + ", " + String.join(", ", SERVICES) + ".");
            }
        }
        List<String> services = SERVICES.stream()
                .filter(name -> only.isEmpty() || only.contains(name))
                .toList();
        List<String> names = new ArrayList<>();
        for (String server : SERVERS) {
            boolean needed =
                    services.stream().anyMatch(service -> needs(service).contains(server));
            if (needed || only.isEmpty() || only.contains(server)) {
                names.add(server);
            }
        }
        names.addAll(services);
        return names;
    }

    /**
     * Returns the parts to start.
     *
     * @param only     see {@link #names}
     * @param asNative whether native executables are used if they are built
     * @param say      receives messages for people
     */
    List<Part> parts(Set<String> only, boolean asNative, Consumer<String> say) {
        return names(only).stream()
                .map(name -> SERVERS.contains(name) ? server(name, say) : service(name, asNative, say))
                .toList();
    }

    private Part server(String name, Consumer<String> say) {
        int port = ports.of(name);
        Path data = home.data().resolve(name);
        return switch (name) {
            case "postgres" ->
                new Part(
                        new PostgresServer(
                                spawner,
                                home.cache(),
                                data,
                                home.log(name),
                                port,
                                true,
                                secrets.postgres(),
                                SERVICES_WITH_DATABASE.stream()
                                        .map(secrets::database)
                                        .toList()),
                        "PostgreSQL",
                        List.of());
            case "redis" ->
                new Part(
                        new RedisServer(spawner, home.cache(), data, home.log(name), port, true, secrets.redis()),
                        "Redis",
                        List.of(),
                        false);
            case "kafka" ->
                new Part(
                        new KafkaProcess(java, Home.jar(), home, ports, secrets.kafka(), spawner, say),
                        "Kafka",
                        List.of(),
                        false);
            default -> throw new IllegalArgumentException("There is no server " + name + ".");
        };
    }

    private Part service(String name, boolean asNative, Consumer<String> say) {
        Optional<Path> executable = asNative ? ServiceProcess.executable(home.root(), name) : Optional.empty();
        if (asNative && executable.isEmpty()) {
            say.accept(
                    name + ": running the jar, because there is no native executable (build one with ./auspex native "
                            + name + ")");
        }
        List<String> command =
                executable.map(file -> List.of(file.toString(), "-Xmx256m")).orElseGet(() -> jarCommand(name));
        ServiceEnvironment environment = new ServiceEnvironment(home, ports, secrets);
        Consumer<Map<String, String>> change = inherited -> environment.apply(name, inherited);
        return new Part(
                new ServiceProcess(name, ports, command, change, home.log(name), spawner),
                executable.isPresent() ? name + " (native)" : name,
                needs(name),
                !name.equals("monitoring"));
    }

    private List<String> jarCommand(String name) {
        Path jar = ServiceProcess.jar(home.root(), name);
        if (!Files.isRegularFile(jar)) {
            throw new StackException("The " + name + " service is not built (" + jar
                    + " is missing). Build it with ./auspex up, or exclude it with --only.");
        }
        return ServiceProcess.jarCommand(java, jar);
    }

    private static List<String> needs(String service) {
        return switch (service) {
            case "auth", "prediction", "model", "monitoring" -> List.of("postgres", "kafka");
            case "gateway" -> List.of("redis", "kafka");
            default -> List.of();
        };
    }
}
