package dev.auspex.localstack.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.auspex.localstack.StackException;

/**
 * Remembers on disk which processes were started, so that those that outlive a killed supervisor are found again. A
 * process is known by its id and its start time, as ids are used again.
 */
public final class ProcessLedger {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JavaType ENTRIES = JSON.getTypeFactory().constructCollectionType(List.class, Entry.class);

    private final Path file;
    private final List<Entry> entries = new ArrayList<>();

    /**
     * One process.
     *
     * @param name          name of the part, such as {@code redis}
     * @param pid           process id
     * @param startedMillis start of the process, milliseconds since 1970; 0 where the system does not tell
     * @param birth         mark of its {@link Birth}
     * @param stopSignal    signal that it stops on in order
     */
    public record Entry(String name, long pid, long startedMillis, String birth, String stopSignal) {

        static Entry of(String name, ProcessHandle handle, String stopSignal) {
            Birth birth = Birth.of(handle);
            return new Entry(name, handle.pid(), birth.millis(), birth.mark(), stopSignal);
        }

        /** The process itself, if it lives. */
        public Optional<ProcessHandle> handle() {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(new Birth(birth, startedMillis)::isOf);
        }
    }

    private ProcessLedger(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** Opens the ledger with what an earlier supervisor left in it. */
    public static ProcessLedger open(Path file) {
        ProcessLedger ledger = new ProcessLedger(file);
        if (Files.exists(file)) {
            try {
                List<Entry> found = JSON.readValue(file.toFile(), ENTRIES);
                ledger.entries.addAll(found);
            } catch (IOException e) {
                throw new StackException(
                        file + " cannot be read (" + e.getMessage()
                                + "): end the suite's processes by hand and delete that file",
                        e);
            }
        }
        return ledger;
    }

    /** Writes a process down. */
    public synchronized void add(String name, ProcessHandle handle, String stopSignal) {
        entries.removeIf(entry -> entry.handle().isEmpty());
        entries.add(Entry.of(name, handle, stopSignal));
        try {
            save();
        } catch (StackException e) {
            // On a full disk parts still come back: this process itself knows them. The next one that is written down
            // tries again.
            System.err.println("auspex: " + e.getMessage() + "; if this process is killed, end " + name + " (process "
                    + handle.pid() + ") by hand");
        }
    }

    /** The written-down processes that live. */
    public synchronized List<Entry> living() {
        return entries.stream().filter(entry -> entry.handle().isPresent()).toList();
    }

    /**
     * Ends every written-down process that lives, the youngest first, and forgets them.
     *
     * @param patience how long each may take before it is killed
     * @return those that were ended
     */
    public synchronized List<Entry> endAll(Duration patience) {
        List<Entry> living = living().reversed();
        for (Entry entry : living) {
            entry.handle().ifPresent(handle -> end(handle, entry.stopSignal(), patience));
        }
        entries.clear();
        save();
        return living;
    }

    private static void end(ProcessHandle handle, String signal, Duration patience) {
        Signals.send(signal, handle.pid());
        try {
            handle.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            handle.destroyForcibly();
            handle.onExit().join();
        } catch (ExecutionException e) {
            throw new StackException("process " + handle.pid() + " cannot be ended: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            handle.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void save() {
        try {
            Files.createDirectories(file.getParent());
            Path half = file.resolveSibling(file.getFileName() + ".new");
            JSON.writeValue(half.toFile(), entries);
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StackException(file + " cannot be written: " + e.getMessage(), e);
        }
    }
}
