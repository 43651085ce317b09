package dev.auspex.localstack.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import dev.auspex.localstack.server.KafkaAccess;
import dev.auspex.localstack.server.KafkaUsers;

/**
 * Real servers for a test class, discarded after it. Init arguments: {@code servers} ({@code postgres,kafka,redis}; all
 * by default) and {@code database} (the service whose database is needed, such as {@code prediction}; its Kafka user is
 * used as well). The service under test finds the servers through the suite's usual environment variables.
 */
public final class LocalStackResource implements QuarkusTestResourceLifecycleManager {

    // Test code may load this class with another class loader than the one that started it, so its state is in what
    // exists once for each JVM: system properties and management beans.
    private static final String SERVICE_SECRET = "auspex.test.service-secret";
    private static final String KAFKA = "auspex.test.kafka";
    private static final String KAFKA_PASSWORD = "auspex.test.kafka-password";

    /** Prefix of topics and consumer groups that are open to every service under test. */
    private static final String KAFKA_OPEN = "test-";

    private static final String CONTROL = "dev.auspex:type=LocalStack";

    private String servers = "postgres,redis,kafka";
    private String database = "";
    private Process process;
    private BufferedReader answers;

    @Override
    public void init(Map<String, String> initArgs) {
        servers = initArgs.getOrDefault("servers", servers);
        database = initArgs.getOrDefault("database", database);
    }

    @Override
    public int order() {
        return -10;
    }

    @Override
    public Map<String, String> start() {
        try {
            process = new ProcessBuilder(command())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String announcement = answers.readLine();
            if (announcement == null) {
                throw new IllegalStateException(
                        "The local stack exited with code " + process.waitFor() + ". Its output is above.");
            }
            publish();
            return environment(new ObjectMapper().readTree(announcement));
        } catch (IOException e) {
            throw new UncheckedIOException("The local stack cannot be started.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the local stack was starting.", e);
        }
    }

    @Override
    public void stop() {
        if (process == null) {
            return;
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the secret with which other services identify themselves to the service under test. */
    public static String serviceSecret() {
        return System.getProperty(SERVICE_SECRET);
    }

    /** Returns the settings of a Kafka client with all permissions, for what a test itself writes and reads. */
    public static Map<String, Object> kafka() {
        Map<String, Object> settings =
                new HashMap<>(KafkaAccess.client(KafkaUsers.ADMINISTRATOR, System.getProperty(KAFKA_PASSWORD)));
        settings.put("bootstrap.servers", System.getProperty(KAFKA));
        return settings;
    }

    /** Stops a server: {@code postgres}, {@code redis} or {@code kafka}. Returns when it is down. */
    public static void stopServer(String server) {
        tell("stop " + server, "stopped " + server);
    }

    /** Starts a server again after {@link #stopServer}, on its old port and data. Returns when it answers. */
    public static void startServer(String server) {
        tell("start " + server, "started " + server);
    }

    private static void tell(String line, String expected) {
        try {
            Object answer = ManagementFactory.getPlatformMBeanServer()
                    .invoke(new ObjectName(CONTROL), "tell", new Object[] {line}, new String[] {String.class.getName()
                    });
            if (!expected.equals(answer)) {
                throw new IllegalStateException("The local stack responded with " + answer + " to: " + line);
            }
        } catch (JMException e) {
            throw new IllegalStateException("The local stack is not running.", e);
        }
    }

    private void publish() {
        try {
            ObjectName name = new ObjectName(CONTROL);
            MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
            if (beans.isRegistered(name)) {
                beans.unregisterMBean(name);
            }
            beans.registerMBean(new StandardMBean((Control) this::command, Control.class), name);
        } catch (JMException e) {
            throw new IllegalStateException("The local stack cannot be published to the tests.", e);
        }
    }

    private synchronized String command(String line) {
        try {
            Writer commands = process.outputWriter(StandardCharsets.UTF_8);
            commands.write(line + "\n");
            commands.flush();
            return answers.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException("The local stack is no longer running.", e);
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar().toString(),
                "servers",
                "--no-fsync",
                "--kafka-open-prefix=" + KAFKA_OPEN,
                "--servers=" + servers));
        if (!database.isBlank()) {
            command.add("--database=" + database);
        }
        return command;
    }

    private Map<String, String> environment(JsonNode endpoints) {
        Map<String, String> environment = new HashMap<>();
        String first = database.split(",")[0].strip();
        JsonNode access = endpoints.path("postgres").path("databases").path(first);
        if (!access.isMissingNode()) {
            environment.put("AUSPEX_DB_URL", access.path("url").asText());
            environment.put("AUSPEX_DB_USER", access.path("user").asText());
            environment.put("AUSPEX_DB_PASSWORD", access.path("password").asText());
            environment.put("AUSPEX_DB_OWNER", access.path("owner").asText());
            environment.put(
                    "AUSPEX_DB_OWNER_PASSWORD", access.path("ownerPassword").asText());
        }
        if (endpoints.has("redis")) {
            environment.put(
                    "AUSPEX_REDIS_URL", endpoints.path("redis").path("url").asText());
        }
        if (endpoints.has("kafka")) {
            JsonNode kafka = endpoints.path("kafka");
            environment.put("AUSPEX_KAFKA_BOOTSTRAP", kafka.path("bootstrap").asText());
            // The service under test has its usual permissions. Only the gateway has no database.
            JsonNode user = kafka.path("users").path(first.isEmpty() ? "gateway" : first);
            environment.put("AUSPEX_KAFKA_USER", user.path("user").asText());
            environment.put("AUSPEX_KAFKA_PASSWORD", user.path("password").asText());
            System.setProperty(KAFKA, kafka.path("bootstrap").asText());
            System.setProperty(KAFKA_PASSWORD, kafka.path("adminPassword").asText());
        }
        String secret = HexFormat.of().formatHex(random());
        System.setProperty(SERVICE_SECRET, secret);
        environment.put("AUSPEX_SERVICE_SECRET", secret);
        environment.put("AUSPEX_KEY_ENCRYPTION_KEY", Base64.getEncoder().encodeToString(random()));
        return environment;
    }

    private static byte[] random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /** Returns the runnable jar of this checkout. The folder of the test is somewhere below its root. */
    private static Path jar() {
        Path start = Path.of(System.getProperty("user.dir")).toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            Path jar = folder.resolve("local-stack/target/local-stack.jar");
            if (Files.isRegularFile(jar)) {
                return jar;
            }
        }
        throw new IllegalStateException("local-stack/target/local-stack.jar is not built. Run "
                + "mvn -q -DskipTests -pl local-stack -am package in the root folder.");
    }

    /** Sends one command to the local stack and returns its answer. */
    @FunctionalInterface
    public interface Control {
        String tell(String line);
    }
}
