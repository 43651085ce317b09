package dev.auspex.localstack.server;

import java.net.InetAddress;
import java.net.ServerSocket;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
