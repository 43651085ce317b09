package dev.auspex.localstack.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

import dev.auspex.localstack.StackException;
import dev.auspex.localstack.process.ManagedProcess;

/** Kafka 4.1 (KRaft: broker and controller in one) inside this process, on 127.0.0.1. */
public final class KafkaBroker implements Server {

    private static final int NODE = 1;

    private final Path data;
    private final int port;
    private final int controllerPort;
    private final KafkaAccess access;
    private KafkaRaftServer server;

    /**
     * @param data           data folder, created if missing
     * @param port           port for clients
     * @param controllerPort port for the controller
     * @param users          users who may sign in; {@code EventAccess} defines what each may do
     */
    public KafkaBroker(Path data, int port, int controllerPort, KafkaUsers users) {
        this.data = data.toAbsolutePath();
        this.port = port;
        this.controllerPort = controllerPort;
        this.access = new KafkaAccess(users);
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public int port() {
        return port;
    }

    int controllerPort() {
        return controllerPort;
    }

    @Override
    public Optional<ManagedProcess> process() {
        return Optional.empty();
    }

    @Override
    public synchronized void start() {
        requireSinglePath();
        Map<String, String> settings = settings();
        formatUnlessDone(settings);
        try {
            server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
            server.startup();
            access.apply(port);
        } catch (RuntimeException e) {
            stop();
            throw new StackException("Kafka did not start: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void stop() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE));
        settings.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
        settings.put("listeners", "CLIENT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", "CLIENT://127.0.0.1:" + port);
        settings.putAll(access.settings());
        settings.put("inter.broker.listener.name", "CLIENT");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("log.dirs", data.toString());
        // A single broker keeps one copy of everything.
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
        settings.put("num.partitions", "6");
        // The service that writes a topic creates it with the right settings. A producer must
        // notice if the topic is gone.
        settings.put("auto.create.topics.enable", Boolean.toString(access.open()));
        settings.put("group.initial.rebalance.delay.ms", "0");
        // A broker that was killed can only return when its old session has expired.
        settings.put("broker.session.timeout.ms", "4000");
        settings.put("broker.heartbeat.interval.ms", "500");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        settings.put("log.cleaner.dedupe.buffer.size", "4194304");
        settings.put("log.retention.bytes", "268435456");
        settings.put("log.segment.bytes", "67108864");
        return settings;
    }

    private void formatUnlessDone(Map<String, String> settings) {
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        try {
            Files.createDirectories(data);
            Path file = data.resolveSibling(data.getFileName() + ".properties");
            write(withoutPasswords(settings), file);
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            int code = StorageTool.execute(
                    new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()},
                    new PrintStream(said, true, StandardCharsets.UTF_8));
            Files.deleteIfExists(file);
            if (code != 0) {
                throw new StackException("The data folder of Kafka, " + data + ", cannot be formatted: "
                        + said.toString(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new StackException("The data folder of Kafka, " + data + ", cannot be created: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> withoutPasswords(Map<String, String> settings) {
        Map<String, String> open = new TreeMap<>(settings);
        open.keySet().removeIf(key -> key.endsWith(".jaas.config"));
        return open;
    }

    /** Writes the settings in the format of Kafka's own tool, with escapes for backslashes and non-ASCII characters. */
    private static void write(Map<String, String> settings, Path file) throws IOException {
        Properties properties = new Properties();
        properties.putAll(settings);
        try (OutputStream out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
    }

    private void requireSinglePath() {
        if (data.toString().contains(",")) {
            throw new StackException(
                    "The path of Kafka's data folder, " + data + ", contains a comma, which Kafka reads as "
                            + "a separator. Move the checkout, or set AUSPEX_HOME to a folder without a comma.");
        }
    }
}
