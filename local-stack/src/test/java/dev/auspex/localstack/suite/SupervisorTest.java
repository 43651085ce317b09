package dev.auspex.localstack.suite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.auspex.localstack.StackException;
import dev.auspex.localstack.process.ManagedProcess;
import dev.auspex.localstack.process.ProcessLedger;
import dev.auspex.localstack.process.Spawner;
import dev.auspex.localstack.server.Server;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SupervisorTest {

    private static final RestartPauses PAUSES =
            new RestartPauses(Duration.ofMillis(100), Duration.ofMillis(900), Duration.ofMinutes(2), () -> 0.5);

    @TempDir
    Path folder;

    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private ProcessLedger ledger;
    private Spawner spawner;
    private Supervisor supervisor;

    @BeforeEach
    void openLedger() {
        ledger = ProcessLedger.open(folder.resolve("processes.json"));
        spawner = Spawner.supervised(ledger);
    }

    @AfterEach
    void stopAll() {
        if (supervisor != null) {
            supervisor.stop();
        }
    }

    @Test
    void startsAPartOnlyWhenWhatItNeedsIsReadyAndStopsInReverse() {
        // Given
        supervise(
                part("database", "exec sleep 60"),
                part("service", "exec sleep 60", "database"),
                part("door", "exec sleep 60", "service"));

        // When
        supervisor.start();
        supervisor.stop();

        // Then
        assertEquals(
                List.of("up database", "up service", "up door", "down door", "down service", "down database"), events);
        assertEquals(List.of(), ledger.living());
    }

    @Test
    void leavesNothingBehindWhenAStartFailsHalfWay() {
        // Given
        supervise(part("database", "exec sleep 60"), part("service", "echo broken; exit 7", "database"));

        // When
        StackException failure = assertThrows(StackException.class, supervisor::start);
        supervisor.stop();

        // Then
        assertTrue(failure.getMessage().contains("broken"), failure.getMessage());
        assertEquals(List.of(), ledger.living());
    }

    @Test
    void startsAPartAgainThatWasKilled() {
        // Given
        Part part = part("service", "exec sleep 60");
        supervise(part);
        supervisor.start();
        long before = pid(part);

        // When
        ProcessHandle.of(before).orElseThrow().destroyForcibly();

        // Then
        await().atMost(10, SECONDS).until(() -> pid(part) != before);
        assertTrue(part.server().process().orElseThrow().alive());
    }

    @Test
    void leavesAPartDownAloneThatDiesAgainAndAgain() {
        // Given
        Part good = part("database", "exec sleep 60");
        supervise(good, part("service", "sleep 0.2; echo 'FATAL no luck'; exit 3"));

        // When
        supervisor.start();
        long neighbour = pid(good);

        // Then: more often than anybody's patience, after pauses that grow
        PartState down = await().atMost(60, SECONDS)
                .until(() -> state("service"), it -> it.deaths() >= 6 && it.phase() == PartState.Phase.DOWN);
        assertEquals("FATAL no luck (exit code 3)", down.cause());
        assertTrue(down.nextTryMillis() > down.sinceMillis(), down.toString());
        assertEquals(PartState.Phase.UP, state("database").phase());
        assertEquals(0, state("database").deaths());
        assertEquals(neighbour, pid(good));
        assertEquals(
                List.of("0.1 s", "0.3 s", "0.9 s", "0.9 s", "0.9 s", "0.9 s"),
                said.stream()
                        .filter(line -> line.contains("restarting in"))
                        .map(line -> line.replaceAll("(?s).* in ", ""))
                        .limit(6)
                        .toList());
    }

    @Test
    void comesBackAsSoonAsTheCauseIsGone() throws Exception {
        // Given
        Path cured = folder.resolve("cured");
        Path lives = folder.resolve("lives");
        Part part = part(
                "service", "if [ -e '" + cured + "' ]; then : > '" + lives + "'; exec sleep 60; fi; sleep 0.2; exit 1");
        supervise(part);
        supervisor.start();
        await().atMost(30, SECONDS).until(() -> state("service").deaths() >= 4);

        // When
        Files.createFile(cured);

        // Then
        await().atMost(30, SECONDS)
                .until(() -> Files.exists(lives) && state("service").phase() == PartState.Phase.UP);
        assertTrue(part.server().process().orElseThrow().alive());
    }

    @Test
    void startsWithoutAPartThatIsNotEssentialAndTriesItAgain() throws Exception {
        // Given
        Path cured = folder.resolve("cured");
        Server kafka =
                new Script("kafka", "[ -e '" + cured + "' ] && exec sleep 60; echo 'No space left on device'; exit 1") {
                    @Override
                    boolean answers() {
                        return Files.exists(cured);
                    }
                };
        supervise(new Part(kafka, "Kafka", List.of(), false), part("service", "exec sleep 60", "kafka"));

        // When
        supervisor.start();

        // Then
        assertEquals(PartState.Phase.UP, state("service").phase());
        assertTrue(state("kafka").deaths() > 0, state("kafka").toString());
        assertTrue(
                state("kafka").cause().contains("No space left on device"),
                state("kafka").toString());
        assertTrue(
                said.stream().anyMatch(line -> line.contains("Kafka did not start, so the suite starts without it")),
                said.toString());
        Files.createFile(cured);
        await().atMost(30, SECONDS).until(() -> state("kafka").phase() == PartState.Phase.UP);
    }

    @Test
    void saysAloudWhyAPartCannotBeStartedAgainForAReasonNobodyForesaw() {
        // Given
        AtomicInteger starts = new AtomicInteger();
        Server flawed = new Script("service", "exec sleep 60") {
            @Override
            public void start() {
                if (starts.incrementAndGet() == 2) {
                    throw new OutOfMemoryError("no room");
                }
                super.start();
            }
        };
        Part part = new Part(flawed, "service", List.of());
        supervise(part);
        supervisor.start();

        // When
        ProcessHandle.of(pid(part)).orElseThrow().destroyForcibly();

        // Then
        await().atMost(20, SECONDS)
                .until(() -> starts.get() == 3 && state("service").phase() == PartState.Phase.UP);
        assertTrue(said.stream().anyMatch(line -> line.contains("no room")), said.toString());
        assertEquals(2, state("service").deaths());
    }

    @Test
    void waitsLongerEachTimeButNeverLongerThanTheLongestAndNeverInStep() {
        // Given
        RestartPauses early =
                new RestartPauses(Duration.ofMillis(500), Duration.ofMinutes(1), Duration.ofMinutes(2), () -> 0);
        RestartPauses late =
                new RestartPauses(Duration.ofMillis(500), Duration.ofMinutes(1), Duration.ofMinutes(2), () -> 1);

        // Then
        assertEquals(Duration.ofMillis(400), early.after(1));
        assertEquals(Duration.ofMillis(1200), early.after(2));
        assertEquals(Duration.ofMillis(600), late.after(1));
        assertEquals(Duration.ofSeconds(48), early.after(1_000_000));
        assertEquals(Duration.ofSeconds(72), late.after(1_000_000));
    }

    private PartState state(String name) {
        return supervisor.states().stream()
                .filter(state -> state.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void supervise(Part... parts) {
        supervisor = new Supervisor(List.of(parts), spawner, ledger, said::add, news -> {}, PAUSES);
    }

    private static long pid(Part part) {
        return part.server().process().orElseThrow().pid();
    }

    private Part part(String name, String script, String... needs) {
        return new Part(new Script(name, script), name, List.of(needs));
    }

    /** A part that is ready as soon as its process has lived for a moment. */
    private class Script implements Server {

        private final String name;
        private final String script;
        private volatile ManagedProcess process;

        Script(String name, String script) {
            this.name = name;
            this.script = script;
        }

        boolean answers() {
            return true;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public int port() {
            return 0;
        }

        @Override
        public Optional<ManagedProcess> process() {
            return Optional.ofNullable(process);
        }

        @Override
        public void start() {
            process = spawner.start(
                    name, List.of("sh", "-c", script), inherited -> {}, folder.resolve(name + ".log"), "TERM");
            long ready = System.nanoTime() + Duration.ofMillis(100).toNanos();
            process.awaitReady(() -> answers() && System.nanoTime() > ready, Duration.ofSeconds(30));
            events.add("up " + name);
        }

        @Override
        public void stop() {
            if (process != null && process.alive()) {
                events.add("down " + name);
                process.stop(Duration.ofSeconds(5));
            }
        }
    }
}
