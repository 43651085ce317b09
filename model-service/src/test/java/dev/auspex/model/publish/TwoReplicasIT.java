package dev.auspex.model.publish;

import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.http.Role;
import dev.auspex.graph.onnx.Onnx;
import dev.auspex.localstack.server.Ports;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two processes of the built service, jar or executable, on one database, one Kafka and one folder of artifacts. */
class TwoReplicasIT {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(10);

    private static final TokenIssuer ISSUER = new TokenIssuer();
    private static final LocalStackResource SERVERS = new LocalStackResource();
    private static final Map<String, String> ENVIRONMENT = new HashMap<>();

    @TempDir
    static Path shared;

    private final List<Process> processes = new ArrayList<>();
    private final UUID tenant = UUID.randomUUID();
    private RegistryClient first;
    private RegistryClient second;

    @BeforeAll
    static void startServers() throws IOException {
        ENVIRONMENT.putAll(ISSUER.start());
        SERVERS.init(Map.of("servers", "postgres,kafka", "database", "model"));
        ENVIRONMENT.putAll(SERVERS.start());
        ENVIRONMENT.put(
                "AUSPEX_ARTIFACTS_DIR",
                Files.createDirectories(shared.resolve("artifacts")).toString());
        ENVIRONMENT.put(
                "AUSPEX_MODELS_DIR",
                Files.createDirectories(shared.resolve("models")).toString());
    }

    @AfterAll
    static void stopServers() {
        SERVERS.stop();
        ISSUER.stop();
    }

    @BeforeEach
    void startBoth() throws IOException {
        first = replica("first");
        second = replica("second");
        await().atMost(START).until(() -> ready(first) && ready(second));
    }

    @AfterEach
    void stopBoth() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void followEachOtherAndOutliveEachOther() throws Exception {
        // Given
        first.uploaded("shared", "1", Onnx.times(2));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(second.factor("shared", "1")).isEqualTo(2));
        try (Load load = new Load(second)) {
            await().until(() -> load.answers.get() > 50);

            // When
            first.upload("shared", "model.onnx", Onnx.times(3), "version", "2").expect(201);
            List<ProcessHandle> workers =
                    processes.getFirst().toHandle().descendants().toList();
            kill(processes.getFirst());
            long answered = load.answers.get();

            // Then
            await().atMost(SOON).untilAsserted(() -> assertThat(second.factor("shared", "2"))
                    .isEqualTo(3));
            await().until(() -> load.answers.get() > answered + 200);
            assertThat(load.failures).isEmpty();
            await().atMost(SOON).until(() -> workers.stream().noneMatch(ProcessHandle::isAlive));
            second.json("PUT", "/api/v1/models/shared/aliases/champion", "{\"version\": \"2\"}")
                    .expect(200);
        }

        // When
        RegistryClient again = replica("first");

        // Then
        await().atMost(START).until(() -> ready(again));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(again.factor("shared", null)).isEqualTo(3));
        assertThat(again.factor("shared", "1")).isEqualTo(2);
    }

    @Test
    void followAnAliasBeforeItsMoveIsAnswered() {
        // Given
        first.uploaded("both", "1", Onnx.times(2));
        first.uploaded("both", "2", Onnx.times(3));
        await().atMost(SOON).until(() -> second.infer("both", "2").status() == 200);
        for (int i = 0; i < 10; i++) {
            RegistryClient one = i % 4 < 2 ? first : second;
            RegistryClient other = i % 4 < 2 ? second : first;

            // When
            RegistryClient.Answer answer = one.json(
                            "PUT", "/api/v1/models/both/aliases/champion", "{\"version\": \"" + (1 + i % 2) + "\"}")
                    .expect(200);

            // Then
            assertThat(answer.response().headers().firstValue(Headers.EFFECTIVE_BY))
                    .isEmpty();
            assertThat(other.factor("both", null)).isEqualTo(2 + i % 2);
            assertThat(one.factor("both", null)).isEqualTo(2 + i % 2);
        }
    }

    @Test
    void runATenantsGraphInAProcessThatMayEnd() {
        // Given
        first.uploaded("own", "1", Onnx.times(2));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(first.factor("own", "1")).isEqualTo(2));
        Process service = processes.getFirst();
        List<ProcessHandle> workers = service.toHandle().descendants().toList();
        assertThat(workers).isNotEmpty();

        // When
        workers.forEach(ProcessHandle::destroyForcibly);

        // Then
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(first.factor("own", "1"))
                .isEqualTo(2));
        assertThat(service.isAlive()).isTrue();
        assertThat(service.toHandle().descendants()).isNotEmpty().doesNotContainAnyElementsOf(workers);
    }

    /** As a machine does that goes away: without a word to anybody. */
    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private static boolean ready(RegistryClient replica) {
        try {
            return replica.get("/v2/health/ready").status() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    private RegistryClient replica(String name) throws IOException {
        int port = Ports.orFree(0);
        Path own = Files.createDirectories(shared.resolve(name));
        ProcessBuilder builder = new ProcessBuilder(command(own))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name)));
        builder.environment().putAll(ENVIRONMENT);
        builder.environment()
                .putAll(Map.of(
                        "AUSPEX_HTTP_PORT", Integer.toString(port),
                        "AUSPEX_MANAGEMENT_PORT", Integer.toString(Ports.orFree(0)),
                        "AUSPEX_ARTIFACTS_CACHE_DIR", own.resolve("cache").toString()));
        processes.add(builder.start());
        return RegistryClient.of("http://127.0.0.1:" + port, tenant, Role.ADMIN);
    }

    /** The artifact as the build tells it. */
    private static List<String> command(Path own) throws IOException {
        Path target = Path.of("target");
        Properties artifact = new Properties();
        artifact.load(new StringReader(Files.readString(target.resolve("quarkus-artifact.properties"))));
        String path =
                target.resolve(artifact.getProperty("path")).toAbsolutePath().toString();
        String temporary = "-Djava.io.tmpdir=" + own;
        return artifact.getProperty("type").equals("native")
                ? List.of(path, temporary)
                : List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        temporary,
                        "-jar",
                        path);
    }

    private static File log(String name) throws IOException {
        return Files.createDirectories(Path.of("target", "two-replicas"))
                .resolve(name + ".log")
                .toFile();
    }

    /** Asks one replica without a pause. */
    private static final class Load implements AutoCloseable {

        private final AtomicBoolean ended = new AtomicBoolean();
        private final AtomicLong answers = new AtomicLong();
        private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        private final Thread thread;

        Load(RegistryClient replica) {
            thread = Thread.ofPlatform().daemon().start(() -> {
                while (!ended.get()) {
                    RegistryClient.Answer answer = replica.infer("shared", "1");
                    if (answer.status() == 200
                            && answer.json().at("/outputs/0/data/0").asDouble() == 2) {
                        answers.incrementAndGet();
                    } else {
                        failures.add(answer.status() + " " + answer.text());
                    }
                }
            });
        }

        @Override
        public void close() throws InterruptedException {
            ended.set(true);
            thread.join();
        }
    }
}
