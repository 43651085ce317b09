package dev.auspex.gateway.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import dev.auspex.gateway.wire.Connections.Bounds;
import dev.auspex.gateway.wire.Connections.Refused;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ConnectionsTest {

    private static final Bounds BOUNDS = new Bounds(100, 10, 30, 24, 64, 20, 2);

    private final Connections connections = new Connections(BOUNDS, List.of(Network.of("10.9.0.0/16")));

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private int enter(String address, int times) {
        int let = 0;
        for (int i = 0; i < times; i++) {
            let += connections.enter(address(address)) == null ? 1 : 0;
        }
        return let;
    }

    @Test
    void letsAnAddressHaveItsShareAndNoMore() {
        assertEquals(10, enter("192.0.2.1", 50));

        assertEquals(40, connections.refused(Refused.ADDRESS));
        assertEquals(10, connections.open());
        assertNull(connections.enter(address("192.0.2.2")));
    }

    @Test
    void letsANetworkHaveItsShareAndNoMore() {
        for (int host = 1; host <= 5; host++) {
            enter("192.0.2." + host, 10);
        }

        assertEquals(30, connections.open());
        assertEquals(20, connections.refused(Refused.NETWORK));
        assertNull(connections.enter(address("192.0.3.1")));
    }

    @Test
    void takesAWholeIpv6NetworkForOne() {
        for (int host = 1; host <= 50; host++) {
            enter("2001:db8::" + Integer.toHexString(host), 1);
        }

        assertEquals(30, connections.open());
        assertNull(connections.enter(address("2001:db8:0:1::1")));
    }

    @Test
    void keepsTheLastOnesForNetworksThatHaveFew() {
        // Given: three networks with all that they may have
        for (int network = 1; network <= 3; network++) {
            for (int host = 1; host <= 3; host++) {
                enter("192.0." + network + "." + host, 10);
            }
        }
        assertEquals(80, connections.open());

        // When
        int late = enter("198.51.100.1", 5);

        // Then
        assertEquals(2, late);
        assertTrue(connections.refused(Refused.RESERVE) > 0);
        assertEquals(1, enter("203.0.113.1", 1));
    }

    @Test
    void countsWhoStandsForManyInTheWholeAlone() {
        assertEquals(100, enter("10.9.1.1", 120));
        assertEquals(20, connections.refused(Refused.ALL));
        assertEquals(0, connections.counted());
    }

    @Test
    void givesBackWhatEnded() {
        enter("192.0.2.1", 50);
        for (int i = 0; i < 10; i++) {
            connections.leave(address("192.0.2.1"));
        }

        assertEquals(0, connections.open());
        assertEquals(0, connections.counted());
        assertEquals(10, enter("192.0.2.1", 10));
    }

    /** Whatever comes and goes, in the end nothing is left, and nothing was ever more than it may be. */
    @Property(tries = 200)
    void losesNothingAndForgetsNothing(
            @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 39) Integer> hosts, @ForAll int seed) {
        Connections counted = new Connections(BOUNDS, List.of());
        List<InetAddress> open = new ArrayList<>();
        for (int host : hosts) {
            InetAddress address = address("192.0." + host % 4 + "." + host);
            if (!open.isEmpty() && (host + seed) % 3 == 0) {
                counted.leave(open.removeFirst());
            }
            if (counted.enter(address) == null) {
                open.add(address);
            }
            assertEquals(open.size(), counted.open());
            assertTrue(open.stream().filter(address::equals).count() <= BOUNDS.perAddress());
        }
        open.forEach(counted::leave);

        assertEquals(0, counted.open());
        assertEquals(0, counted.counted());
    }

    @Test
    void refusesBoundsThatLetNobodyIn() {
        assertThrows(IllegalArgumentException.class, () -> new Bounds(0, 1, 1, 24, 64, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new Bounds(10, 1, 1, 24, 64, 10, 1));
        assertThrows(IllegalArgumentException.class, () -> new Bounds(10, 1, 1, 33, 64, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Bounds(10, 1, 1, 24, 129, 1, 1));
    }
}
