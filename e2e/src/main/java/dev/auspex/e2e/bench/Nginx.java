package dev.auspex.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** nginx as a proxy in front of the same backend, for comparison. Used only if it is installed. */
final class Nginx implements AutoCloseable {

    private static final int LONGEST_START_MILLIS = 5_000;

    private final Process process;
    private final URI address;

    private Nginx(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** Returns the executable: that of {@code AUSPEX_NGINX}, or one on the path or in {@code /usr/sbin}. */
    static Optional<Path> executable() {
        String named = System.getenv("AUSPEX_NGINX");
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(
                        Stream.ofNullable(named).map(Path::of),
                        Stream.concat(Arrays.stream(path.split(":")), Stream.of("/usr/sbin"))
                                .map(folder -> Path.of(folder, "nginx")))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts nginx in its own folder: one worker for each processor, keep-alive on both sides, no access log. */
    static Nginx start(Path executable, Path folder, URI backend) {
        try {
            Files.createDirectories(folder);
            int port = freePort();
            Path configuration = folder.resolve("nginx.conf");
            Files.writeString(configuration, """
                    daemon off;
                    worker_processes auto;
                    pid %1$s/nginx.pid;
                    error_log %1$s/error.log;
                    events { worker_connections 2048; }
                    http {
                      access_log off;
                      client_body_temp_path %1$s/body;
                      proxy_temp_path %1$s/proxy;
                      fastcgi_temp_path %1$s/fastcgi;
                      uwsgi_temp_path %1$s/uwsgi;
                      scgi_temp_path %1$s/scgi;
                      keepalive_requests 100000000;
                      upstream backend { server %2$s; keepalive 256; keepalive_requests 100000000; }
                      server {
                        listen 127.0.0.1:%3$d;
                        location / {
                          proxy_pass http://backend;
                          proxy_http_version 1.1;
                          proxy_set_header Connection "";
                          proxy_set_header X-Forwarded-For $remote_addr;
                        }
                      }
                    }
                    """.formatted(folder, backend.getAuthority(), port));
            Process process = new ProcessBuilder(
                            executable.toString(), "-p", folder.toString(), "-c", configuration.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output.log").toFile())
                    .start();
            awaitPort(process, port, folder);
            return new Nginx(process, URI.create("http://127.0.0.1:" + port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI address() {
        return address;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitPort(Process process, int port, Path folder) throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_START_MILLIS);
        while (System.nanoTime() < end && process.isAlive()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException e) {
                pause();
            }
        }
        process.destroy();
        throw new IllegalStateException("nginx did not start: " + Files.readString(folder.resolve("output.log")));
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
