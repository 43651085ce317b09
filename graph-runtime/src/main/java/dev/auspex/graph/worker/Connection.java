package dev.auspex.graph.worker;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * A connection to a worker. Only one thread at a time uses it, while the watch of the workers observes what it does.
 */
final class Connection implements AutoCloseable {

    /** Value of {@code endNanos} while no request is in progress. */
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

    /**
     * Marks the start of a request. If the answer has not arrived by {@code end}, on the scale of
     * {@link System#nanoTime}, the worker is ended.
     */
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

    /** Returns whether the answer is overdue. */
    boolean overdue(long now) {
        long end = endNanos;
        return end != AT_REST && now - end > 0;
    }

    /** Returns the graph of the request in progress, or null. */
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
            // A socket that cannot be closed is already closed.
            asked = null;
        }
    }
}
