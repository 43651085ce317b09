package dev.auspex.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;

/**
 * A closed loop over HTTP/1.1 with prepared requests, on one thread. It shares the processors with what it measures, so
 * it does as little as possible.
 */
final class HttpLoad {

    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};
    private static final int OK = 200;
    private static final String LENGTH = "content-length:";

    private final InetSocketAddress address;
    private final List<byte[]> requests;

    HttpLoad(URI service, List<byte[]> requests) {
        this.address = new InetSocketAddress(service.getHost(), service.getPort());
        this.requests = requests;
    }

    Latencies measure(int connections, Duration duration) {
        Histogram nanos = new Histogram(TimeUnit.SECONDS.toNanos(60), 3);
        long failed = 0;
        List<Connection> open = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            long end = System.nanoTime() + duration.toNanos();
            for (int i = 0; i < connections; i++) {
                Connection connection = new Connection(address, i);
                open.add(connection);
                connection.channel.register(selector, SelectionKey.OP_READ, connection);
                connection.send();
            }
            int busy = connections;
            while (busy > 0) {
                if (selector.select(TimeUnit.SECONDS.toMillis(30)) == 0) {
                    throw new IllegalStateException("no answer for 30 s");
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    Connection connection = (Connection) key.attachment();
                    int status = connection.receive();
                    if (status == 0) {
                        continue;
                    }
                    long now = System.nanoTime();
                    if (status == OK) {
                        nanos.recordValue(now - connection.started);
                    } else {
                        failed++;
                    }
                    if (now < end) {
                        connection.send();
                    } else {
                        key.cancel();
                        busy--;
                    }
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            open.forEach(Connection::close);
        }
        return new Latencies(nanos, failed, duration);
    }

    /** Returns the body of one answer, to check it. */
    ByteBuffer first() {
        try {
            Connection connection = new Connection(address, 0);
            connection.channel.configureBlocking(true);
            connection.send();
            while (connection.receive() == 0) {
                // Blocks until more bytes arrive.
            }
            connection.close();
            return connection.answer.flip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Connection {

        private final SocketChannel channel;
        private final ByteBuffer answer = ByteBuffer.allocate(64 * 1024);
        private int next;
        private long started;

        Connection(InetSocketAddress address, int first) throws IOException {
            channel = SocketChannel.open(address);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            next = first;
        }

        void send() throws IOException {
            ByteBuffer request = ByteBuffer.wrap(requests.get(next++ % requests.size()));
            answer.clear();
            started = System.nanoTime();
            while (request.hasRemaining()) {
                channel.write(request);
            }
        }

        /** Returns the status of the answer once it is complete, otherwise 0. */
        int receive() throws IOException {
            if (channel.read(answer) < 0) {
                throw new IOException("the service closed the connection");
            }
            int body = bodyAt();
            if (body < 0) {
                return 0;
            }
            String head = new String(answer.array(), 0, body, StandardCharsets.US_ASCII);
            int at = head.toLowerCase(Locale.ROOT).indexOf(LENGTH);
            int length = Integer.parseInt(
                    head.substring(at + LENGTH.length(), head.indexOf('\r', at)).strip());
            return answer.position() < body + length ? 0 : Integer.parseInt(head.substring(9, 12));
        }

        private int bodyAt() {
            byte[] bytes = answer.array();
            for (int i = 0; i + HEAD_END.length <= answer.position(); i++) {
                if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                    return i + HEAD_END.length;
                }
            }
            return -1;
        }

        void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
