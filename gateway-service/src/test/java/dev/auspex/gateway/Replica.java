package dev.auspex.gateway;

import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

import dev.auspex.localstack.server.Ports;

/** One process of the built gateway, jar or executable. */
final class Replica implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(120);

    private final int port = Ports.orFree(0);
    private final int securePort = Ports.orFree(0);
    private final int managementPort = Ports.orFree(0);
    private final Process process;

    /**
     * Starts it; {@link #awaitReady} tells when it serves.
     *
     * @param settings environment variables, and keys of the configuration
     */
    Replica(String name, Map<String, String> settings) throws IOException {
        Path log = Files.createDirectories(Path.of("target", "replicas")).resolve(name + ".log");
        Files.deleteIfExists(log);
        ProcessBuilder builder =
                new ProcessBuilder(command(settings)).redirectErrorStream(true).redirectOutput(log.toFile());
        settings.forEach((key, value) -> {
            if (isVariable(key)) {
                builder.environment().put(key, value);
            }
        });
        builder.environment()
                .putAll(Map.of(
                        "AUSPEX_HTTP_PORT", Integer.toString(port),
                        "AUSPEX_HTTPS_PORT", Integer.toString(securePort),
                        "AUSPEX_MANAGEMENT_PORT", Integer.toString(managementPort)));
        process = builder.start();
    }

    private static boolean isVariable(String key) {
        return key.indexOf('.') < 0;
    }

    /** The artifact as the build tells it. */
    private static List<String> command(Map<String, String> settings) throws IOException {
        Path target = Path.of("target");
        Properties artifact = new Properties();
        artifact.load(new StringReader(Files.readString(target.resolve("quarkus-artifact.properties"))));
        String path =
                target.resolve(artifact.getProperty("path")).toAbsolutePath().toString();
        List<String> properties = settings.entrySet().stream()
                .filter(setting -> !isVariable(setting.getKey()))
                .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue())
                .toList();
        List<String> command = new ArrayList<>();
        if (artifact.getProperty("type").equals("native")) {
            command.add(path);
            command.addAll(properties);
        } else {
            command.add(new File(System.getProperty("java.home"), "bin/java").getPath());
            command.add("-Xmx256m");
            command.addAll(properties);
            command.add("-jar");
            command.add(path);
        }
        return command;
    }

    int port() {
        return port;
    }

    int securePort() {
        return securePort;
    }

    void awaitReady() {
        Awaitility.await().atMost(START).pollInterval(Duration.ofMillis(200)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("the gateway ended with " + process.exitValue());
            }
            // The port for probes may be there a moment before the others.
            return ready() && takes(port) && takes(securePort);
        });
    }

    private boolean ready() throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create("http://127.0.0.1:" + managementPort + "/health/ready")
                        .toURL()
                        .openConnection();
        try {
            return connection.getResponseCode() == 200;
        } catch (java.net.ConnectException notYet) {
            return false;
        } finally {
            connection.disconnect();
        }
    }

    private static boolean takes(int port) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (java.net.ConnectException notYet) {
            return false;
        }
    }

    /** Asks it to stop, as a scheduler of containers does. */
    void stop() {
        process.destroy();
    }

    /** Whether it has ended by itself within that time. */
    boolean ends(Duration within) throws InterruptedException {
        return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
