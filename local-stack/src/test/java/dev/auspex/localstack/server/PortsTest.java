package dev.auspex.localstack.server;

import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class PortsTest {

    @Test
    void keepsThePortAskedFor() {
        assertEquals(1234, Ports.orFree(1234));
    }

    @Test
    void findsAFreePort() {
        // When
        int port = Ports.orFree(0);

        // Then
        assertTrue(Ports.free(port));
    }

    /** Linux says which ports it gives to outgoing connections. */
    @RepeatedTest(20)
    @EnabledOnOs(OS.LINUX)
    void findsNoneThatAnOutgoingConnectionMayTake() throws Exception {
        // Given
        int lowest;
        // In one read: a second one of such a file gets nothing.
        try (BufferedReader range = Files.newBufferedReader(Path.of("/proc/sys/net/ipv4/ip_local_port_range"))) {
            lowest = Integer.parseInt(range.readLine().trim().split("\\s+")[0]);
        }
        assumeTrue(lowest >= 32_000, "this machine gives outgoing connections other ports than Linux does by itself");

        // When
        int port = Ports.orFree(0);

        // Then
        assertTrue(port < lowest, port + " is one of them");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void namesTheProcessThatHoldsAPort() throws Exception {
        // Given
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {

            // When
            boolean free = Ports.free(taken.getLocalPort());
            String owner = Ports.owner(taken.getLocalPort()).orElseThrow();

            // Then
            assertFalse(free);
            assertTrue(owner.startsWith("process " + ProcessHandle.current().pid() + ", java"), owner);
        }
    }
}
