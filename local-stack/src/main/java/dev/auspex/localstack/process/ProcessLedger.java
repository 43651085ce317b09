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
 * Records on disk which processes were started, so that those that outlive a killed supervisor can be found. A process
 * is identified by its id and its start time, because ids are reused.
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
     * @param startedMillis start of the process, milliseconds since 1970; 0 if the system does not report it
     * @param birth         mark of its {@link Birth}
     * @param stopSignal    signal for an orderly stop
     */
    public record Entry(String name, long pid, long startedMillis, String birth, String stopSignal) {

        static Entry of(String name, ProcessHandle handle, String stopSignal) {
            Birth birth = Birth.of(handle);
            return new Entry(name, handle.pid(), birth.millis(), birth.mark(), stopSignal);
        }

        /** Returns the process itself, if it is alive. */
        public Optional<ProcessHandle> handle() {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(new Birth(birth, startedMillis)::isOf);
        }
    }

    private ProcessLedger(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** Opens the ledger with the entries that an earlier supervisor left in it. */
    public static ProcessLedger open(Path file) {
        ProcessLedger ledger = new ProcessLedger(file);
        if (Files.exists(file)) {
            try {
                List<Entry> found = JSON.readValue(file.toFile(), ENTRIES);
                ledger.entries.addAll(found);
            } catch (IOException e) {
                throw new StackException(
                        file + " cannot be read (" + e.getMessage()
                                + "). Stop the processes of the suite manually and delete that file.",
                        e);
            }
        }
        return ledger;
    }

    /** Records a process. */
    public synchronized void add(String name, ProcessHandle handle, String stopSignal) {
        entries.removeIf(entry -> entry.handle().isEmpty());
        entries.add(Entry.of(name, handle, stopSignal));
        try {
            save();
        } catch (StackException e) {
            // Parts can still be restarted if the disk is full, because this process itself knows them. The next entry
            // triggers another attempt to save.
            System.err.println("auspex: " + e.getMessage() + ". If this process is killed, stop " + name + " (process "
                    + handle.pid() + ") manually.");
        }
    }

    /** Returns the recorded processes that are alive. */
    public synchronized List<Entry> living() {
        return entries.stream().filter(entry -> entry.handle().isPresent()).toList();
    }

    /**
     * Ends every recorded process that is alive, the youngest first, and clears the ledger.
     *
     * @param patience how long each process may take before it is killed
     * @return the processes that were ended
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
            throw new StackException("Process " + handle.pid() + " cannot be stopped: " + e.getMessage(), e);
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
