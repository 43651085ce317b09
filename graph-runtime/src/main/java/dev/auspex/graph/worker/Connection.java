package dev.auspex.graph.worker;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/** One connection to a worker; one thread at a time uses it, and the watch of the workers looks at what it does. */
final class Connection implements AutoCloseable {

    /** What the watch sees while nothing is asked. */
    static final long AT_REST = Long.MAX_VALUE;

    private final SocketChannel channel;
    private final WireReader in;
    private final WireWriter out;
    private volatile long endNanos = AT_REST;
    private volatile @Nullable WorkerGraph asked;

    Connection(Path socket, byte[] token) throws IOException {
        this.channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        this.in = new WireReader(channel);
        this.out = new WireWriter(channel);
        try {
            for (byte octet : token) {
                out.octet(octet);
            }
            out.flush();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    WireReader in() {
        return in;
    }

    WireWriter out() {
        return out;
    }

    /** An answer is awaited until then, on {@link System#nanoTime}'s scale, or the worker is ended. */
    void begin(@Nullable WorkerGraph graph, long end) {
        asked = graph;
        endNanos = end == AT_REST ? AT_REST - 1 : end;
    }

    void end() {
        endNanos = AT_REST;
        asked = null;
    }

    boolean asks() {
        return endNanos != AT_REST;
    }

    /** Whether its answer is overdue. */
    boolean overdue(long now) {
        long end = endNanos;
        return end != AT_REST && now - end > 0;
    }

    /** The graph that is being asked. */
    @Nullable
    WorkerGraph asked() {
        return asked;
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // A socket that does not close is one that is closed already.
            asked = null;
        }
    }
}
