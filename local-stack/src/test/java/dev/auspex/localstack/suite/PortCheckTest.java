package dev.auspex.localstack.suite;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import dev.auspex.localstack.StackException;
import dev.auspex.localstack.process.ProcessLedger;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PortCheckTest {

    @TempDir
    Path folder;

    @Test
    void namesEachPortThatIsTakenAndAnOffsetThatIsFree() throws IOException {
        // Given: another suite's gateway stands where this one's has its management port
        try (Taken taken = Taken.managementOf("gateway")) {
            PortCheck check = new PortCheck(taken.ports(), ledger());

            // When
            StackException refusal = assertThrows(StackException.class, () -> check.require(List.of("gateway")));

            // Then
            String said = refusal.getMessage();
            assertTrue(
                    said.contains("Port " + taken.socket().getLocalPort()
                            + ", which gateway (health and metrics) needs, is in use"),
                    said);
            Matcher offset = Pattern.compile("AUSPEX_PORT_OFFSET=(\\d+) ").matcher(said);
            assertTrue(offset.find(), said);
            assertNotEquals(taken.ports().offset(), Integer.parseInt(offset.group(1)));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void saysWhoHasIt() throws IOException {
        // Given
        try (Taken taken = Taken.managementOf("gateway")) {
            PortCheck check = new PortCheck(taken.ports(), ledger());

            // When
            StackException refusal = assertThrows(StackException.class, () -> check.require(List.of("gateway")));

            // Then
            assertTrue(
                    refusal.getMessage()
                            .contains(" by process " + ProcessHandle.current().pid() + ", java"),
                    refusal.getMessage());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void takesWhatAKilledSupervisorLeftBehindForNobodysPort() throws IOException {
        // Given
        try (Taken taken = Taken.of("redis")) {
            ProcessLedger ledger = ledger();
            ledger.add("redis", ProcessHandle.current(), "TERM");

            // When, Then
            assertDoesNotThrow(() -> new PortCheck(taken.ports(), ledger).require(List.of("redis")));
        }
    }

    @Test
    void knowsEveryPortOfTheSuite() {
        // When
        long ports = Suite.names(Set.of()).stream()
                .flatMap(part -> new SuitePorts(0).ofPart(part).keySet().stream())
                .distinct()
                .count();

        // Then: three servers, Kafka's controller, and two of each service
        assertEquals(4 + 2 * Suite.SERVICES.size(), ports);
    }

    private ProcessLedger ledger() {
        return ProcessLedger.open(folder.resolve("processes.json"));
    }

    /** A port of a suite, taken by this process. */
    private record Taken(SuitePorts ports, ServerSocket socket) implements AutoCloseable {

        static Taken of(String part) throws IOException {
            return first(false, part);
        }

        static Taken managementOf(String service) throws IOException {
            return first(true, service);
        }

        private static Taken first(boolean management, String part) throws IOException {
            for (int tries = 0; ; tries++) {
                SuitePorts ports = new SuitePorts(ThreadLocalRandom.current().nextInt(4_000, 30_000));
                int port = management ? ports.managementOf(part) : ports.of(part);
                try {
                    return new Taken(ports, new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
                } catch (IOException e) {
                    if (tries == 50) {
                        throw e;
                    }
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
