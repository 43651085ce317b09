package dev.auspex.localstack.suite;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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

    private static final List<Duration> DELAYS =
            List.of(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(400));

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
    void givesUpOnAPartThatDiesAgainAndAgain() throws Exception {
        // Given
        supervise(part("service", "sleep 0.2; echo no luck"));

        // When
        long begin = System.nanoTime();
        supervisor.start();
        StackException breakdown =
                CompletableFuture.supplyAsync(supervisor::awaitBreakdown).get(20, SECONDS);

        // Then
        Duration waited = Duration.ofNanos(System.nanoTime() - begin);
        assertTrue(waited.compareTo(DELAYS.stream().reduce(Duration.ZERO, Duration::plus)) > 0, waited.toString());
        assertEquals(
                DELAYS.size(),
                said.stream().filter(line -> line.contains("started again in")).count(),
                said.toString());
        assertTrue(breakdown.getMessage().contains("again and again"), breakdown.getMessage());
        assertTrue(breakdown.getMessage().contains("no luck"), breakdown.getMessage());
    }

    @Test
    void breaksDownAloudWhenAPartCannotBeStartedAgainForAReasonNobodyForesaw() throws Exception {
        // Given
        AtomicInteger starts = new AtomicInteger();
        Server flawed = new Script("service", "exec sleep 60") {
            @Override
            public void start() {
                if (starts.incrementAndGet() > 1) {
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
        StackException breakdown =
                CompletableFuture.supplyAsync(supervisor::awaitBreakdown).get(20, SECONDS);

        // Then
        assertTrue(breakdown.getMessage().contains("no room"), breakdown.getMessage());
        assertTrue(said.stream().anyMatch(line -> line.contains("no room")), said.toString());
    }

    private void supervise(Part... parts) {
        supervisor = new Supervisor(List.of(parts), spawner, ledger, said::add, DELAYS);
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
            process.awaitReady(() -> System.nanoTime() > ready, Duration.ofSeconds(5));
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
