package dev.auspex.localstack.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.fasterxml.jackson.databind.ObjectMapper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import dev.auspex.localstack.StackException;
import dev.auspex.localstack.process.Spawner;

/**
 * Starts servers in and from a single process, for tests and for people who need only the servers.
 *
 * <p>When its standard input ends, because the parent process has ended, the servers stop. The lines {@code stop kafka}
 * and {@code start kafka} on standard input simulate an outage. Each is answered on standard output by
 * {@code stopped kafka} or {@code started kafka}.
 */
@Command(
        name = "servers",
        mixinStandardHelpOptions = true,
        description = "Starts PostgreSQL, Redis and Kafka, prints their addresses as one line of JSON, "
                + "and stops them when its standard input ends.")
public final class ServersCommand implements Callable<Integer> {

    @Option(
            names = "--servers",
            split = ",",
            defaultValue = "postgres,redis,kafka",
            description = "Servers to start, by default ${DEFAULT-VALUE}.")
    private List<String> wanted;

    @Option(names = "--database", split = ",", description = "Services to create databases and roles for.")
    private List<String> databases = List.of();

    @Option(names = "--data", description = "Data folder; by default a temporary folder that is deleted at the end.")
    private Path data;

    @Option(names = "--cache", description = "Folder for unpacked executables; by default in the temporary folder.")
    private Path cache;

    @Option(names = "--postgres-port", defaultValue = "0", description = "Port, or 0 for a free one.")
    private int postgresPort;

    @Option(names = "--redis-port", defaultValue = "0", description = "Port, or 0 for a free one.")
    private int redisPort;

    @Option(names = "--kafka-port", defaultValue = "0", description = "Port, or 0 for a free one.")
    private int kafkaPort;

    @Option(
            names = "--kafka-open-prefix",
            defaultValue = "",
            description = "Prefix of topics and groups that every user of Kafka can use, for tests.")
    private String kafkaOpenPrefix;

    @Option(names = "--no-fsync", description = "Commits may not survive a crash. For temporary data only.")
    private boolean noFsync;

    @Option(names = "--keep-running", description = "Keeps running when standard input ends.")
    private boolean keepRunning;

    private final Map<String, Server> servers = new LinkedHashMap<>();
    private final Spawner spawner = Spawner.plain();
    private boolean closing;

    @Override
    public Integer call() throws Exception {
        boolean throwAway = data == null;
        Path folder = throwAway ? Files.createTempDirectory("auspex-servers-") : Files.createDirectories(data);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stopAll();
            if (throwAway) {
                deleteQuietly(folder);
            }
            stopped.countDown();
        }));
        Endpoints endpoints = define(folder);
        startAll();
        System.out.println(new ObjectMapper().writeValueAsString(endpoints));
        obeyUntilInputEnds();
        if (keepRunning) {
            stopped.await();
        }
        return 0;
    }

    private Endpoints define(Path folder) {
        Path executables = cache != null ? cache : defaultCache();
        Endpoints.Postgres postgres = null;
        Endpoints.Redis redis = null;
        Endpoints.Kafka kafka = null;
        for (String name : wanted) {
            switch (name) {
                case "postgres" -> postgres = definePostgres(folder, executables);
                case "redis" -> {
                    RedisServer server = new RedisServer(
                            spawner,
                            executables,
                            folder.resolve("redis"),
                            folder.resolve("redis.log"),
                            Ports.orFree(redisPort),
                            !noFsync,
                            "");
                    servers.put(name, server);
                    redis = new Endpoints.Redis(server.url());
                }
                case "kafka" -> {
                    int port = Ports.orFree(kafkaPort);
                    KafkaUsers users = kafkaUsers(folder);
                    servers.put(name, new KafkaBroker(folder.resolve("kafka"), port, Ports.orFree(0), users));
                    kafka = Endpoints.Kafka.of("127.0.0.1:" + port, users);
                }
                default ->
                    throw new StackException("There is no server named " + name + ". Use postgres, redis or kafka.");
            }
        }
        return new Endpoints(postgres, redis, kafka);
    }

    private Endpoints.Postgres definePostgres(Path folder, Path executables) {
        int port = Ports.orFree(postgresPort);
        String adminPassword = adminPassword(folder);
        List<Database> created = new ArrayList<>();
        Map<String, Endpoints.Access> access = new LinkedHashMap<>();
        for (String service : databases) {
            Database database = new Database(service, Secrets.hex(16), Secrets.hex(16));
            created.add(database);
            access.put(
                    service,
                    new Endpoints.Access(
                            "postgresql://127.0.0.1:" + port + "/" + database.name(),
                            database.user(),
                            database.password(),
                            database.owner(),
                            database.ownerPassword()));
        }
        servers.put(
                "postgres",
                new PostgresServer(
                        spawner,
                        executables,
                        folder.resolve("postgres"),
                        folder.resolve("postgres.log"),
                        port,
                        !noFsync,
                        adminPassword,
                        created));
        return new Endpoints.Postgres(port, PostgresServer.ADMIN, adminPassword, access);
    }

    private KafkaUsers kafkaUsers(Path folder) {
        String administrator = SecretFile.at(folder.resolve("kafka.password")).orCreate(() -> Secrets.hex(16));
        return KafkaUsers.of(administrator, service -> Secrets.hex(16)).open(kafkaOpenPrefix);
    }

    /** Returns the password, which is fixed when the data folder is created and therefore kept beside it. */
    private static String adminPassword(Path folder) {
        return SecretFile.at(folder.resolve("postgres.password")).orCreate(() -> Secrets.hex(16));
    }

    private void startAll() {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            CompletableFuture.allOf(servers.values().stream()
                            .map(server -> CompletableFuture.runAsync(() -> startUnlessClosing(server), threads))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StackException known) {
                throw known;
            }
            throw e;
        }
    }

    private void startUnlessClosing(Server server) {
        synchronized (server) {
            if (!isClosing()) {
                server.start();
            }
        }
    }

    private void stopAll() {
        synchronized (this) {
            closing = true;
        }
        for (Server server : new ArrayList<>(servers.values()).reversed()) {
            synchronized (server) {
                server.stop();
            }
        }
    }

    private synchronized boolean isClosing() {
        return closing;
    }

    private void obeyUntilInputEnds() throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.trim().split(" ", 2);
            Server server = words.length == 2 ? servers.get(words[1]) : null;
            if (server != null && words[0].equals("stop")) {
                server.stop();
                System.out.println("stopped " + server.name());
            } else if (server != null && words[0].equals("start")) {
                startUnlessClosing(server);
                System.out.println("started " + server.name());
            } else {
                System.out.println("unknown " + line);
            }
        }
    }

    /** Returns a folder for each user, so that nobody runs an executable that another user put there. */
    static Path defaultCache() {
        return Path.of(System.getProperty("java.io.tmpdir"), "auspex-servers-of-" + System.getProperty("user.name"));
    }

    private static void deleteQuietly(Path folder) {
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            System.err.println("auspex: " + folder + " cannot be deleted: " + e.getMessage());
        }
    }
}
