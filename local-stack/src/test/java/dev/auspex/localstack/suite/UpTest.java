package dev.auspex.localstack.suite;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.auspex.localstack.process.ProcessLedger;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The built program as the launcher calls it, with servers only: e2e does the same with the services. */
class UpTest {

    private final int offset = ThreadLocalRandom.current().nextInt(100, 3_000) * 10;

    @TempDir
    Path home;

    @AfterEach
    void endWhatIsLeft() throws Exception {
        run("down");
    }

    @Test
    void stopsInOrderOnATerminationSignalAndKeepsNoProcess() throws Exception {
        // Given
        Process supervisor = up("up", "--only", "redis,postgres");
        assertEquals(0, run("status").code());
        List<ProcessLedger.Entry> running = living();

        // When
        supervisor.destroy();

        // Then
        assertTrue(supervisor.waitFor(30, SECONDS));
        assertEquals(
                List.of("postgres", "redis"),
                running.stream().map(ProcessLedger.Entry::name).sorted().toList());
        assertEquals(List.of(), living());
        assertFalse(Files.exists(home.resolve("run/supervisor.json")));
        assertEquals(1, run("status").code());
        String said = Files.readString(home.resolve("up.txt"));
        assertTrue(said.contains("PostgreSQL") && said.contains("Ready after") && said.contains("Stopped in"), said);
    }

    @Test
    void findsAndEndsWhatAKilledSupervisorLeftBehind() throws Exception {
        // Given
        Process killed = up("up", "--only", "redis");
        killed.destroyForcibly().waitFor();
        ProcessLedger.Entry orphan = living().getFirst();
        assertTrue(run("status").output().contains("supervisor was killed"));

        // When
        Process second = up("up", "--only", "redis");

        // Then
        assertTrue(orphan.handle().isEmpty());
        assertTrue(Files.readString(home.resolve("up.txt")).contains("stopped redis (process " + orphan.pid() + ")"));
        second.destroyForcibly().waitFor();
        assertEquals(
                "Stopped processes that a killed supervisor left running: 1.\n",
                run("down").output());
        assertEquals(List.of(), living());
        assertEquals("Auspex is not running.\n", run("down").output());
    }

    @Test
    void refusesASecondSuiteOnTheSameData() throws Exception {
        // Given
        up("up", "--only", "redis");

        // When
        Outcome second = run("up", "--only", "redis");

        // Then
        assertEquals(1, second.code());
        assertTrue(second.output().contains("is already running"), second.output());
        assertEquals("Stopped.\n", run("down").output());
    }

    @Test
    void tellsTheLauncherWhetherASuiteRunsWithoutStartingOne() throws Exception {
        // Given
        Outcome before = run("up", "--ask-only");
        up("up", "--only", "redis");

        // When
        Outcome during = run("up", "--ask-only");

        // Then
        assertEquals(0, before.code(), before.output());
        assertEquals(1, during.code());
        assertTrue(during.output().contains("is already running"), during.output());
        assertEquals(1, living().size());
    }

    @Test
    void namesABusyPortAndItsHolder() throws Exception {
        // Given
        int port = new SuitePorts(offset).of("redis");
        Path data = Files.createDirectories(home.resolve("data/redis")).resolve("kept");
        Files.writeString(data, "of last time");
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {

            // When
            Outcome outcome = run("up", "--fresh", "--only", "redis");
            Outcome asked = run("up", "--ask-only", "--only", "redis");

            // Then
            assertTrue(taken.isBound());
            assertTrue(Files.exists(data));
            assertEquals(outcome, asked);
            assertEquals(1, outcome.code());
            assertTrue(outcome.output().contains("Port " + port + ", which Redis needs, is in use"), outcome.output());
            assertTrue(outcome.output().contains("AUSPEX_PORT_OFFSET"), outcome.output());
            assertEquals(List.of(), living());
        }
    }

    @Test
    void leavesNothingBehindWhenAStartFailsHalfWay() throws Exception {
        // Given
        Process first = up("up", "--only", "redis,postgres");
        first.destroy();
        assertTrue(first.waitFor(30, SECONDS));
        Files.writeString(home.resolve("data/postgres/postgresql.conf"), "shared_buffers = nonsense\n");

        // When
        Outcome outcome = run("up", "--only", "redis,postgres");

        // Then
        assertEquals(1, outcome.code());
        assertTrue(outcome.output().contains("postgres exited during startup"), outcome.output());
        assertTrue(outcome.output().contains("shared_buffers"), outcome.output());
        assertEquals(List.of(), living());
    }

    @Test
    void deletesDataOnlyWhenAskedForFreshOnes() throws Exception {
        // Given
        Process first = up("up", "--only", "redis");
        String secrets = Files.readString(home.resolve("secrets.json"));
        first.destroy();
        assertTrue(first.waitFor(30, SECONDS));

        // When
        Process again = up("up", "--only", "redis");
        String kept = Files.readString(home.resolve("secrets.json"));
        again.destroy();
        assertTrue(again.waitFor(30, SECONDS));
        up("up", "--only", "redis", "--fresh");
        String fresh = Files.readString(home.resolve("secrets.json"));

        // Then
        assertEquals(secrets, kept);
        assertFalse(fresh.equals(secrets));
    }

    @Test
    void startsAServerAgainThatWasKilled() throws Exception {
        // Given
        up("up", "--only", "kafka");
        ProcessLedger.Entry kafka = living().getFirst();

        // When
        kafka.handle().orElseThrow().destroyForcibly();

        // Then
        await().atMost(60, SECONDS).until(() -> Files.readString(home.resolve("up.txt"))
                .matches("(?s).*Kafka exited unexpectedly \\(it was killed\\).*Kafka +ready.*"));
    }

    private Process up(String... arguments) throws IOException {
        Path output = home.resolve("up.txt");
        Process process = builder(List.of(arguments))
                .redirectOutput(output.toFile())
                .redirectErrorStream(true)
                .start();
        await().atMost(90, SECONDS).until(() -> {
            assertTrue(process.isAlive(), () -> read(output));
            return read(output).contains("Running only: ")
                    && SupervisorState.read(home.resolve("run/supervisor.json"))
                            .filter(SupervisorState::ready)
                            .isPresent();
        });
        return process;
    }

    private Outcome run(String... arguments) throws IOException, InterruptedException {
        Process process = builder(List.of(arguments)).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output.replaceFirst("Picked up JAVA_TOOL_OPTIONS.*\n", ""));
    }

    private ProcessBuilder builder(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx96m");
        command.add("-XX:+UseSerialGC");
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-jar");
        command.add(Path.of("target/local-stack.jar").toAbsolutePath().toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectInput(new File("/dev/null"));
        // The coverage of the program and of the Kafka that it starts counts as well.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-javaagent:"))
                .forEach(agent -> builder.environment().put("JAVA_TOOL_OPTIONS", agent));
        builder.environment().put("AUSPEX_HOME", home.toString());
        builder.environment().put("AUSPEX_PORT_OFFSET", Integer.toString(offset));
        return builder;
    }

    private List<ProcessLedger.Entry> living() {
        return ProcessLedger.open(home.resolve("run/processes.json")).living();
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private record Outcome(int code, String output) {}
}
