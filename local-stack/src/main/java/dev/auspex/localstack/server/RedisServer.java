package dev.auspex.localstack.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.auspex.localstack.StackException;
import dev.auspex.localstack.process.ManagedProcess;
import dev.auspex.localstack.process.Spawner;

/** Redis 6.2 in its own process on 127.0.0.1. */
public final class RedisServer implements Server {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PROBE_TIMEOUT_MILLIS = 500;

    private final Binaries binaries;
    private final Path data;
    private final Path log;
    private final int port;
    private final boolean durable;
    private final String password;
    private final Spawner spawner;
    private volatile ManagedProcess process;

    /**
     * @param spawner  starts its process
     * @param cache    folder for unpacked executables
     * @param data     data folder, created if missing
     * @param log      its log file
     * @param port     port on 127.0.0.1
     * @param durable  whether keys survive a restart (append-only file, written to disk each second)
     * @param password password of the clients, or empty for none
     */
    public RedisServer(Spawner spawner, Path cache, Path data, Path log, int port, boolean durable, String password) {
        this.spawner = spawner;
        this.binaries = new Binaries(cache);
        this.data = data.toAbsolutePath();
        this.log = log.toAbsolutePath();
        this.port = port;
        this.durable = durable;
        this.password = password;
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Optional<ManagedProcess> process() {
        return Optional.ofNullable(process);
    }

    /** Returns the address for clients, with the password. */
    public String url() {
        return "redis://" + (password.isEmpty() ? "" : ":" + password + "@") + "127.0.0.1:" + port;
    }

    @Override
    public void start() {
        Path executable = binaries.redis();
        process = spawner.start(
                name(), List.of(executable.toString(), writeConfiguration().toString()), inherited -> {}, log, "TERM");
        process.awaitReady(this::answers, PATIENCE);
    }

    @Override
    public void stop() {
        if (process != null) {
            process.stop(PATIENCE);
        }
    }

    /** Writes the configuration to a file, so that no list of processes shows the password. */
    private Path writeConfiguration() {
        try {
            Files.createDirectories(data);
            Path file = data.resolve("redis.conf");
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            String settings = """
                    port %d
                    bind 127.0.0.1
                    dir "%s"
                    appendonly %s
                    appendfsync everysec
                    save ""
                    maxmemory 128mb
                    maxmemory-policy volatile-ttl
                    """.formatted(port, data, durable ? "yes" : "no");
            Files.writeString(file, password.isEmpty() ? settings : settings + "requirepass " + password + "\n");
            return file;
        } catch (IOException e) {
            throw new StackException("The data folder of Redis, " + data + ", cannot be created: " + e.getMessage(), e);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PROBE_TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PROBE_TIMEOUT_MILLIS);
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            if (!password.isEmpty()) {
                out.write(("AUTH " + password + "\r\n").getBytes(StandardCharsets.US_ASCII));
                if (!line(in).startsWith("+OK")) {
                    return false;
                }
            }
            out.write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return line(in).startsWith("+PONG");
        } catch (IOException e) {
            return false;
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != -1 && c != '\n' && line.length() < 200; c = in.read()) {
            line.append((char) c);
        }
        return line.toString();
    }
}
