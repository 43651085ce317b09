package dev.auspex.model.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jboss.logging.Logger;

/** Determines the available memory: the limit of the container or the memory of the machine, whichever is less. */
final class MachineMemory {

    private static final Logger LOG = Logger.getLogger(MachineMemory.class);
    private static final Path CONTAINER = Path.of("/sys/fs/cgroup/memory.max");
    private static final Path MACHINE = Path.of("/proc/meminfo");
    private static final long UNKNOWN = 4L << 30;

    private MachineMemory() {}

    static long bytes() {
        long machine = UNKNOWN;
        try {
            for (String line : Files.readAllLines(MACHINE)) {
                if (line.startsWith("MemTotal:")) {
                    machine = Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
                }
            }
            if (Files.exists(CONTAINER)) {
                String limit = Files.readString(CONTAINER).strip();
                return limit.equals("max") ? machine : Math.min(machine, Long.parseLong(limit));
            }
        } catch (IOException | NumberFormatException e) {
            LOG.warnf("memory of the machine could not be read assumedBytes=%d cause=%s", machine, e.getMessage());
        }
        return machine;
    }
}
