package dev.auspex.localstack.process;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import dev.auspex.localstack.StackException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProcessLedgerTest {

    private static final Duration PATIENCE = Duration.ofMillis(500);

    @TempDir
    Path folder;

    @Test
    void endsWhatAnEarlierSupervisorStarted() {
        // Given
        Path file = folder.resolve("run/processes.json");
        Spawner earlier = Spawner.supervised(ProcessLedger.open(file));
        ManagedProcess first = start(earlier, "first", "exec sleep 60");
        ManagedProcess second = start(earlier, "second", "exec sleep 60");

        // When
        List<ProcessLedger.Entry> ended = ProcessLedger.open(file).endAll(PATIENCE);

        // Then
        assertEquals(
                List.of("second", "first"),
                ended.stream().map(ProcessLedger.Entry::name).toList());
        assertEnded(first);
        assertEnded(second);
        assertEquals(List.of(), ProcessLedger.open(file).living());
    }

    @Test
    void killsWhatDoesNotStop() {
        // Given
        Path file = folder.resolve("processes.json");
        ManagedProcess deaf = start(
                Spawner.supervised(ProcessLedger.open(file)),
                "deaf",
                "trap '' TERM; echo deaf; while true; do sleep 0.05; done");
        deaf.awaitReady(() -> log("deaf").contains("deaf"), Duration.ofSeconds(5));

        // When
        ProcessLedger.open(file).endAll(PATIENCE);

        // Then
        assertEnded(deaf);
    }

    @Test
    void sparesAProcessThatOnlyGotTheSameId() throws Exception {
        // Given
        Path file = folder.resolve("processes.json");
        ManagedProcess bystander = start(Spawner.plain(), "bystander", "exec sleep 60");
        Files.writeString(
                file,
                "[{\"name\":\"redis\",\"pid\":" + bystander.pid()
                        + ",\"startedMillis\":1000,\"stopSignal\":\"TERM\"}]");

        // When
        List<ProcessLedger.Entry> ended = ProcessLedger.open(file).endAll(PATIENCE);

        // Then
        assertEquals(List.of(), ended);
        assertTrue(bystander.alive());
        bystander.stop(PATIENCE);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void findsAProcessAgainAfterTheClockWasSet() throws Exception {
        // Given
        Path file = folder.resolve("processes.json");
        ManagedProcess process = start(Spawner.supervised(ProcessLedger.open(file)), "redis", "exec sleep 60");
        Files.writeString(
                file, Files.readString(file).replaceFirst("\"startedMillis\":\\d+", "\"startedMillis\":1000"));

        // When
        List<ProcessLedger.Entry> ended = ProcessLedger.open(file).endAll(PATIENCE);

        // Then
        assertEquals(1, ended.size());
        assertEnded(process);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void sparesAProcessOfTheSameIdFromAnotherStartOfTheMachine() throws Exception {
        // Given
        Path file = folder.resolve("processes.json");
        ManagedProcess bystander = start(Spawner.supervised(ProcessLedger.open(file)), "redis", "exec sleep 60");
        Files.writeString(file, Files.readString(file).replaceFirst("\"birth\":\"[0-9a-f]{8}", "\"birth\":\"00000000"));

        // When
        List<ProcessLedger.Entry> ended = ProcessLedger.open(file).endAll(PATIENCE);

        // Then
        assertEquals(List.of(), ended);
        assertTrue(bystander.alive());
        bystander.stop(PATIENCE);
    }

    @Test
    void saysWhatToDoWithADamagedFile() throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("processes.json"), "[{");

        // When
        StackException failure = assertThrows(StackException.class, () -> ProcessLedger.open(file));

        // Then
        assertTrue(failure.getMessage().contains("delete that file"));
    }

    @Test
    void startsNothingOnceClosed() {
        // Given
        Spawner spawner = Spawner.plain();
        spawner.close();

        // When
        StackException failure = assertThrows(StackException.class, () -> start(spawner, "late", "true"));

        // Then
        assertTrue(failure.getMessage().contains("stopping"));
    }

    @Test
    void tellsTheEndOfTheLogWhenAProcessDiesAtItsStart() {
        // Given
        ManagedProcess dying = start(Spawner.plain(), "dying", "echo the reason; exit 3");

        // When
        StackException failure =
                assertThrows(StackException.class, () -> dying.awaitReady(() -> false, Duration.ofSeconds(10)));

        // Then
        assertTrue(failure.getMessage().contains("exit code 3"), failure.getMessage());
        assertTrue(failure.getMessage().contains("the reason"), failure.getMessage());
    }

    @Test
    void tellsTheEndOfALogThatIsLargerThanMemory() throws Exception {
        // Given
        try (RandomAccessFile log =
                new RandomAccessFile(folder.resolve("wordy.log").toFile(), "rw")) {
            log.setLength(3L << 30);
        }
        ManagedProcess wordy = start(Spawner.plain(), "wordy", "echo; echo the reason; exit 3");

        // When
        StackException failure =
                assertThrows(StackException.class, () -> wordy.awaitReady(() -> false, Duration.ofSeconds(10)));

        // Then
        assertTrue(failure.getMessage().endsWith("\n  | the reason"), failure.getMessage());
    }

    @Test
    void givesUpOnAProcessThatNeverAnswers() {
        // Given
        ManagedProcess mute = start(Spawner.plain(), "mute", "exec sleep 60");

        // When
        StackException failure =
                assertThrows(StackException.class, () -> mute.awaitReady(() -> false, Duration.ofMillis(100)));

        // Then
        assertTrue(failure.getMessage().contains("did not respond"), failure.getMessage());
        mute.stop(PATIENCE);
        assertEnded(mute);
    }

    @Test
    void namesAProgramThatIsMissing() {
        // When
        StackException failure = assertThrows(StackException.class, () -> Spawner.plain()
                .start("absent", List.of("/no/such/program"), env -> {}, folder.resolve("a.log"), "TERM"));

        // Then
        assertTrue(failure.getMessage().startsWith("absent cannot be started"), failure.getMessage());
    }

    /** The handle that the ledger waits for hears of the end a moment before the one that the test holds. */
    private static void assertEnded(ManagedProcess process) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (process.alive() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertFalse(process.alive());
    }

    private ManagedProcess start(Spawner spawner, String name, String script) {
        return spawner.start(
                name, List.of("sh", "-c", script), environment -> {}, folder.resolve(name + ".log"), "TERM");
    }

    private String log(String name) {
        try {
            return Files.readString(folder.resolve(name + ".log"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
