package dev.auspex.gateway.wire;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * Counts the connections of each address and each network, so that nobody can take all of them. The last
 * connections are reserved for networks that have few. To shut others out, an attacker therefore needs many
 * networks, not ten addresses.
 */
final class Connections {

    /** Reason why a connection is refused. */
    enum Refused {
        /** The address has reached its limit. */
        ADDRESS,
        /** The network has reached its limit. */
        NETWORK,
        /** The remaining connections are reserved for networks that have few. */
        RESERVE,
        /** No connections are left. */
        ALL
    }

    /**
     * Limits on connections.
     *
     * @param most       most connections in total
     * @param perAddress most connections from one address
     * @param perNetwork most connections from one network
     * @param ipv4Prefix bits that identify an IPv4 network
     * @param ipv6Prefix bits that identify an IPv6 network
     * @param reserve    connections reserved for networks with few connections
     * @param few        most connections of a network that may use the reserve
     */
    record Bounds(int most, int perAddress, int perNetwork, int ipv4Prefix, int ipv6Prefix, int reserve, int few) {

        Bounds {
            if (most < 1 || perAddress < 1 || perNetwork < 1 || few < 1) {
                throw new IllegalArgumentException(
                        "auspex.connections: most, per-address, per-network and few must be at least 1.");
            }
            if (reserve < 0 || reserve >= most) {
                throw new IllegalArgumentException(
                        "auspex.connections.reserve must be at least 0 and less than auspex.connections.most.");
            }
            if (ipv4Prefix < 0 || ipv4Prefix > 32 || ipv6Prefix < 0 || ipv6Prefix > 128) {
                throw new IllegalArgumentException(
                        "auspex.connections: ipv4-prefix must be between 0 and 32, and ipv6-prefix between 0 and 128.");
            }
        }
    }

    /** The bytes of an address, or the leading bytes that identify its network. */
    private record Key(byte[] bytes, boolean network) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && network == key.network && Arrays.equals(bytes, key.bytes);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(bytes) + (network ? 1 : 0);
        }
    }

    private final Bounds bounds;
    private final List<Network> shared;
    private final AtomicInteger all = new AtomicInteger();
    private final ConcurrentMap<Key, Integer> counts = new ConcurrentHashMap<>();
    private final Map<Refused, LongAdder> refused = new EnumMap<>(Refused.class);

    /** @param shared networks whose addresses stand for many clients */
    Connections(Bounds bounds, List<Network> shared) {
        this.bounds = bounds;
        this.shared = List.copyOf(shared);
        for (Refused reason : Refused.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    /** Returns whether an address stands for many clients. */
    boolean isShared(InetAddress address) {
        byte[] bytes = address.getAddress();
        return shared.stream().anyMatch(network -> network.contains(bytes));
    }

    /**
     * Counts a new connection.
     *
     * @return null if the connection is accepted, in which case {@link #leave} must be called when it ends
     */
    @Nullable
    Refused enter(InetAddress address) {
        int now = all.incrementAndGet();
        Refused reason = now > bounds.most() ? Refused.ALL : isShared(address) ? null : count(address, now);
        if (reason != null) {
            all.decrementAndGet();
            refused.get(reason).increment();
        }
        return reason;
    }

    private @Nullable Refused count(InetAddress address, int now) {
        Key one = new Key(address.getAddress(), false);
        Key network = network(one.bytes());
        if (counts.merge(one, 1, Integer::sum) > bounds.perAddress()) {
            forget(one);
            return Refused.ADDRESS;
        }
        int ofNetwork = counts.merge(network, 1, Integer::sum);
        Refused reason = ofNetwork > bounds.perNetwork()
                ? Refused.NETWORK
                : now > bounds.most() - bounds.reserve() && ofNetwork > bounds.few() ? Refused.RESERVE : null;
        if (reason != null) {
            forget(one);
            forget(network);
        }
        return reason;
    }

    /** Removes an accepted connection that has ended. */
    void leave(InetAddress address) {
        all.decrementAndGet();
        if (!isShared(address)) {
            Key one = new Key(address.getAddress(), false);
            forget(one);
            forget(network(one.bytes()));
        }
    }

    private void forget(Key key) {
        counts.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
    }

    private Key network(byte[] address) {
        int prefix = address.length == 4 ? bounds.ipv4Prefix() : bounds.ipv6Prefix();
        byte[] first = Arrays.copyOf(address, (prefix + 7) / 8);
        if (prefix % 8 != 0) {
            first[first.length - 1] &= (byte) (0xff << (8 - prefix % 8));
        }
        return new Key(first, true);
    }

    /** Returns the number of open connections. */
    int open() {
        return all.get();
    }

    /** Returns the number of addresses and networks that are counted. */
    int counted() {
        return counts.size();
    }

    /** Returns how many connections were refused for a reason since the start. */
    long refused(Refused reason) {
        return refused.get(reason).sum();
    }
}
