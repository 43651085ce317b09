package dev.auspex.model.artifact;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.auspex.localstack.server.Ports;

/** S3Proxy as a process of its own, with one bucket that is a folder. */
public final class S3Server implements AutoCloseable {

    public static final String BUCKET = "models";
    public static final String ACCESS_KEY = "test-access-key";
    public static final String SECRET_KEY = "test-secret-key";

    private static final Path JAR = Path.of("target", "s3proxy", "s3proxy.jar");
    private static final long PATIENCE_MILLIS = 30_000;

    private final int port;
    private final Path work;
    private Process process;

    public S3Server(Path work) throws IOException, InterruptedException {
        this.work = work;
        this.port = Ports.orFree(0);
        Files.createDirectories(work.resolve("data").resolve(BUCKET));
        Files.writeString(
                work.resolve("s3proxy.properties"),
                String.join(
                        "\n",
                        List.of(
                                "s3proxy.endpoint=http://127.0.0.1:" + port,
                                "s3proxy.authorization=aws-v4",
                                "s3proxy.identity=" + ACCESS_KEY,
                                "s3proxy.credential=" + SECRET_KEY,
                                "jclouds.provider=filesystem",
                                "jclouds.identity=unused",
                                "jclouds.credential=unused",
                                "jclouds.filesystem.basedir="
                                        + work.resolve("data").toAbsolutePath())));
        start();
    }

    public void start() throws IOException, InterruptedException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        JAR.toAbsolutePath().toString(),
                        "--properties",
                        work.resolve("s3proxy.properties").toString())
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("s3proxy.log").toFile())
                .start();
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (!answers()) {
            if (!process.isAlive() || System.currentTimeMillis() > end) {
                throw new IllegalStateException(
                        "S3Proxy does not start: " + Files.readString(work.resolve("s3proxy.log")));
            }
            Thread.sleep(100);
        }
    }

    public String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
