package dev.auspex.localstack.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.auspex.localstack.StackException;
import dev.auspex.localstack.process.ProcessLedger;
import dev.auspex.localstack.server.Ports;

/** Whether the ports of a suite are free, asked before anything of it is started. */
final class PortCheck {

    private static final int STEP = 100;
    private static final int LARGEST_TRIED = 3_000;

    private final SuitePorts ports;
    private final ProcessLedger ledger;

    /** @param ledger of this suite: what stands in it is ended at a start, and is in nobody's way */
    PortCheck(SuitePorts ports, ProcessLedger ledger) {
        this.ports = ports;
        this.ledger = ledger;
    }

    /**
     * Does nothing where all are free.
     *
     * @throws StackException naming each port that is taken, the part that needs it and who has it, where the system tells
     */
    void require(List<String> parts) {
        Set<Long> own = ledger.living().stream().map(ProcessLedger.Entry::pid).collect(Collectors.toSet());
        List<String> busy = new ArrayList<>();
        for (String part : parts) {
            ports.ofPart(part).forEach((port, label) -> {
                if (!Ports.free(port)) {
                    Optional<ProcessHandle> holder = Ports.holder(port);
                    if (holder.filter(process -> isOf(own, process)).isEmpty()) {
                        busy.add("port " + port + ", which " + label + " needs, is taken"
                                + Ports.owner(port).map(owner -> " by " + owner).orElse(""));
                    }
                }
            });
        }
        if (!busy.isEmpty()) {
            throw new StackException(String.join("\n        ", busy)
                    + "\n        End that program, or move the whole suite: AUSPEX_PORT_OFFSET=" + freeOffset(parts)
                    + " ./auspex up");
        }
    }

    private static boolean isOf(Set<Long> own, ProcessHandle process) {
        return Stream.iterate(Optional.of(process), Optional::isPresent, it -> it.flatMap(ProcessHandle::parent))
                .anyMatch(it -> own.contains(it.orElseThrow().pid()));
    }

    /** The first one, in hundreds, with which none of the ports is taken: those of two suites may meet in many ways. */
    private static int freeOffset(List<String> parts) {
        for (int offset = STEP; offset < LARGEST_TRIED; offset += STEP) {
            SuitePorts moved = new SuitePorts(offset);
            if (parts.stream()
                    .flatMap(part -> moved.ofPart(part).keySet().stream())
                    .allMatch(Ports::free)) {
                return offset;
            }
        }
        return LARGEST_TRIED;
    }
}
