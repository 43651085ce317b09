package dev.auspex.localstack.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.auspex.localstack.StackException;
import dev.auspex.localstack.process.Birth;

/**
 * What the running supervisor tells the other commands.
 *
 * @param pid           its process id
 * @param startedMillis its start, milliseconds since 1970
 * @param birth         mark of its {@link Birth}
 * @param address       where the suite answers
 * @param portOffset    what it added to its ports
 * @param ready         whether the suite came up
 * @param parts         how each part is, in the order of their start
 */
record SupervisorState(
        long pid,
        long startedMillis,
        String birth,
        String address,
        int portOffset,
        boolean ready,
        List<PartState> parts) {

    private static final ObjectMapper JSON = new ObjectMapper();

    SupervisorState {
        // Written by an earlier version of this program.
        parts = parts == null ? List.of() : List.copyOf(parts);
    }

    static SupervisorState ofThisProcess(SuitePorts ports, boolean ready, List<PartState> parts) {
        ProcessHandle self = ProcessHandle.current();
        Birth birth = Birth.of(self);
        return new SupervisorState(
                self.pid(), birth.millis(), birth.mark(), ports.publicUrl(), ports.offset(), ready, parts);
    }

    void write(Path file) {
        try {
            Files.createDirectories(file.getParent());
            // Whole or not at all: others read it at any time.
            Path half = file.resolveSibling(file.getFileName() + ".new");
            JSON.writeValue(half.toFile(), this);
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StackException(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** State of the supervisor that runs, if one does. */
    static Optional<SupervisorState> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            SupervisorState state = JSON.readValue(file.toFile(), SupervisorState.class);
            return state.process().isPresent() ? Optional.of(state) : Optional.empty();
        } catch (IOException e) {
            // Half-written by a process that died; the ledger still knows what it started.
            return Optional.empty();
        }
    }

    /** The supervisor itself, if it lives. */
    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(new Birth(birth, startedMillis)::isOf);
    }
}
