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

/** Checks that the ports of a suite are free, before any of its parts is started. */
final class PortCheck {

    private static final int STEP = 100;
    private static final int LARGEST_TRIED = 3_000;

    private final SuitePorts ports;
    private final ProcessLedger ledger;

    /** @param ledger ledger of this suite; its processes are ended at a start, so they do not block a port */
    PortCheck(SuitePorts ports, ProcessLedger ledger) {
        this.ports = ports;
        this.ledger = ledger;
    }

    /**
     * Checks that all ports are free.
     *
     * @throws StackException if a port is taken; names each such port, the part that needs it and, if the system
     *     reports it, the process that uses it
     */
    void require(List<String> parts) {
        Set<Long> own = ledger.living().stream().map(ProcessLedger.Entry::pid).collect(Collectors.toSet());
        List<String> busy = new ArrayList<>();
        for (String part : parts) {
            ports.ofPart(part).forEach((port, label) -> {
                if (!Ports.free(port)) {
                    Optional<ProcessHandle> holder = Ports.holder(port);
                    if (holder.filter(process -> isOf(own, process)).isEmpty()) {
                        busy.add("Port " + port + ", which " + label + " needs, is in use"
                                + Ports.owner(port).map(owner -> " by " + owner).orElse("") + ".");
                    }
                }
            });
        }
        if (!busy.isEmpty()) {
            throw new StackException(String.join("\n        ", busy)
                    + "\n        Stop that program, or start the suite on other ports: AUSPEX_PORT_OFFSET="
                    + freeOffset(parts)
                    + " ./auspex up");
        }
    }

    private static boolean isOf(Set<Long> own, ProcessHandle process) {
        return Stream.iterate(Optional.of(process), Optional::isPresent, it -> it.flatMap(ProcessHandle::parent))
                .anyMatch(it -> own.contains(it.orElseThrow().pid()));
    }

    /**
     * Returns the first offset in steps of 100 with which all ports are free. The ports of two suites can collide in
     * many ways. If none of the tried offsets is free, returns {@link #LARGEST_TRIED} without trying it.
     */
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
