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
 * What the running supervisor tells other commands.
 *
 * @param pid           its process id
 * @param startedMillis its start, milliseconds since 1970
 * @param birth         mark of its {@link Birth}
 * @param address       address of the suite
 * @param portOffset    offset of its ports
 * @param ready         whether the suite has come up
 * @param parts         states of the parts, in start order
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
        // A file from an earlier version of this program has no parts.
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
            // Written atomically, because other commands may read it at any time.
            Path half = file.resolveSibling(file.getFileName() + ".new");
            JSON.writeValue(half.toFile(), this);
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StackException(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Returns the state of the running supervisor, if there is one. */
    static Optional<SupervisorState> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            SupervisorState state = JSON.readValue(file.toFile(), SupervisorState.class);
            return state.process().isPresent() ? Optional.of(state) : Optional.empty();
        } catch (IOException e) {
            // The file cannot be read as the state of a supervisor. The ledger still has the
            // processes that were started.
            return Optional.empty();
        }
    }

    /** Returns the supervisor's process, if it is alive. */
    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(new Birth(birth, startedMillis)::isOf);
    }
}
