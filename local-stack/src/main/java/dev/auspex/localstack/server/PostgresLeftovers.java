package dev.auspex.localstack.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.auspex.localstack.StackException;

/**
 * Ends sessions that outlive their server. When PostgreSQL's first process is killed, a busy session lives on, and with
 * it the shared memory that keeps the next server from starting. Each session leads its own process group, so they are
 * identified by their working folder, which is the data folder. Without {@code /proc} none is found, and the
 * supervisor's later attempts to start must suffice.
 */
final class PostgresLeftovers {

    private static final Path PROC = Path.of("/proc");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private PostgresLeftovers() {}

    /**
     * Kills the sessions. Nothing is lost that the death of their server has not already ended, and
     * committed work is replayed.
     */
    static void end(Path data) {
        if (!Files.exists(data.resolve("postmaster.pid"))) {
            return;
        }
        try {
            Path folder = data.toRealPath();
            List<ProcessHandle> found = ProcessHandle.allProcesses()
                    .filter(process -> worksIn(process.pid(), folder))
                    .toList();
            String server = Files.readString(folder.resolve("postmaster.pid"))
                    .lines()
                    .findFirst()
                    .orElse("");
            if (found.stream().anyMatch(process -> Long.toString(process.pid()).equals(server.strip()))) {
                // These are not leftovers: a server runs on this data, and the one that is started will report that.
                return;
            }
            found.forEach(ProcessHandle::destroyForcibly);
            CompletableFuture.allOf(found.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                    .completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (IOException e) {
            throw new StackException(
                    "The files that an earlier PostgreSQL left in " + data + " cannot be read: " + e, e);
        }
    }

    private static boolean worksIn(long pid, Path folder) {
        Path process = PROC.resolve(Long.toString(pid));
        try {
            return Files.readString(process.resolve("comm")).strip().equals("postgres")
                    && Files.readSymbolicLink(process.resolve("cwd")).equals(folder);
        } catch (IOException e) {
            // The process has ended, belongs to another user, or this system has no such files.
            return false;
        }
    }
}
