package dev.auspex.localstack.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.auspex.localstack.StackException;
import dev.auspex.localstack.process.Spawner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ServersTest {

    private static final Database DATABASE = new Database("auth", "owner-secret", "it's a secret");

    private static final KafkaUsers USERS = KafkaUsers.random().open("test-");

    @TempDir
    Path folder;

    private Server started;

    @AfterEach
    void stopWhatRuns() {
        if (started != null) {
            started.stop();
        }
    }

    @Test
    void keepsCommittedRowsWhenPostgresIsKilled() throws Exception {
        // Given
        PostgresServer server = start(postgres("admin-secret"));
        try (Connection owner = server.connect(DATABASE.owner(), DATABASE.ownerPassword(), DATABASE.name());
                Statement statement = owner.createStatement()) {
            statement.execute("CREATE TABLE kept (value int)");
            statement.execute("INSERT INTO kept VALUES (42)");
        }

        // When
        ProcessHandle process =
                ProcessHandle.of(server.process().orElseThrow().pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(10, TimeUnit.SECONDS);
        server.start();

        // Then
        assertEquals("42", query(server, DATABASE.owner(), DATABASE.ownerPassword(), "SELECT value FROM kept"));
        assertEquals("on", query(server, DATABASE.owner(), DATABASE.ownerPassword(), "SHOW fsync"));
        assertEquals("on", query(server, DATABASE.owner(), DATABASE.ownerPassword(), "SHOW synchronous_commit"));
    }

    @Test
    void startsAgainWhileASessionOfTheKilledPostgresLives() throws Exception {
        // Given
        PostgresServer server = start(postgres("admin-secret"));
        Connection owner = server.connect(DATABASE.owner(), DATABASE.ownerPassword(), DATABASE.name());
        ProcessHandle session;
        try (Statement statement = owner.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            session = ProcessHandle.of(row.getLong(1)).orElseThrow();
        }
        // Like one that is deep in a long computation, it does not notice the death of its server.
        new ProcessBuilder("sh", "-c", "kill -STOP " + session.pid()).start().waitFor();
        ProcessHandle process =
                ProcessHandle.of(server.process().orElseThrow().pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(10, TimeUnit.SECONDS);
        assertTrue(session.isAlive());

        // When
        server.start();

        // Then
        assertFalse(session.isAlive());
        assertEquals("1", query(server, DATABASE.owner(), DATABASE.ownerPassword(), "SELECT 1"));
    }

    @Test
    void givesTheApplicationRoleNothingToOwn() throws Exception {
        // Given
        PostgresServer server = start(postgres("admin-secret"));
        try (Connection owner = server.connect(DATABASE.owner(), DATABASE.ownerPassword(), DATABASE.name());
                Statement statement = owner.createStatement()) {
            statement.execute("CREATE TABLE owned (value int)");
        }

        // When
        List<String> states = List.of(
                refusal(server, "DROP TABLE owned"),
                refusal(server, "SELECT * FROM owned"),
                refusal(server, "CREATE TABLE mine (value int)"),
                refusal(server, "CREATE SCHEMA mine"));

        // Then
        assertEquals(List.of("42501", "42501", "42501", "42501"), states);
    }

    @Test
    void refusesAnAdministratorsPasswordThatTheDataDoNotKnow() {
        // Given
        start(postgres("admin-secret")).stop();

        // When
        PostgresServer other = postgres("another-secret");
        started = other;
        StackException failure = assertThrows(StackException.class, other::start);

        // Then
        assertTrue(failure.getMessage().contains("--fresh"), failure.getMessage());
        assertFalse(other.process().orElseThrow().alive());
    }

    @Test
    void changesARolesPasswordToTheOneAskedFor() throws Exception {
        // Given
        PostgresServer first = start(postgres("admin-secret"));
        first.stop();
        Database changed = new Database("auth", "new-owner-secret", "new-secret");

        // When
        PostgresServer second = start(postgres("admin-secret", changed));

        // Then
        assertEquals("1", query(second, changed.user(), changed.password(), "SELECT 1"));
    }

    @Test
    void namesTheLogWhenPostgresCannotStart() throws Exception {
        // Given
        PostgresServer server = start(postgres("admin-secret"));
        server.stop();
        Files.writeString(folder.resolve("postgres/postgresql.conf"), "shared_buffers = nonsense\n");

        // When
        StackException failure = assertThrows(StackException.class, server::start);

        // Then
        assertTrue(failure.getMessage().contains("shared_buffers"), failure.getMessage());
    }

    @Test
    void keepsRedisKeysThroughAnOrderlyRestartAndAsksForThePassword() throws Exception {
        // Given
        RedisServer server = new RedisServer(
                Spawner.plain(),
                ServersCommand.defaultCache(),
                folder.resolve("redis"),
                folder.resolve("redis.log"),
                Ports.orFree(0),
                true,
                "secret");
        start(server);
        redis(server, "AUTH secret", "SET key value");

        // When
        server.stop();
        server.start();

        // Then
        assertEquals("$5", redis(server, "AUTH secret", "GET key").get(1));
        assertTrue(redis(server, "GET key").getFirst().startsWith("-NOAUTH"));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("redis/redis.conf"))));
    }

    @Test
    void keepsKafkaRecordsThroughARestart() throws Exception {
        // Given
        KafkaBroker broker = new KafkaBroker(folder.resolve("kafka"), Ports.orFree(0), Ports.orFree(0), USERS);
        start(broker);
        String bootstrap = "127.0.0.1:" + broker.port();
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bootstrap);
        settings.putAll(KafkaAccess.client(KafkaUsers.ADMINISTRATOR, USERS.administrator()));
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("topic", "key", "value")).get(20, TimeUnit.SECONDS);
        }

        // When
        broker.stop();
        broker.start();

        // Then
        Map<String, Object> reading =
                new HashMap<>(KafkaAccess.client(KafkaUsers.ADMINISTRATOR, USERS.administrator()));
        reading.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        reading.put(ConsumerConfig.GROUP_ID_CONFIG, "group");
        reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(reading, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("topic"));
            ConsumerRecords<String, String> records = ConsumerRecords.empty();
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (records.isEmpty() && System.nanoTime() < end) {
                records = consumer.poll(Duration.ofMillis(200));
            }
            assertEquals("value", records.iterator().next().value());
        }
    }

    @Test
    void keepsKafkaInAFolderWhoseNameIsNotPlainAscii() {
        // Given
        Path data = folder.resolve("Prüfung mit Raum").resolve("back\\slash").resolve("kafka");
        KafkaBroker broker = new KafkaBroker(data, Ports.orFree(0), Ports.orFree(0), USERS);

        // When
        start(broker);

        // Then
        assertTrue(Files.exists(data.resolve("meta.properties")));
    }

    @Test
    void refusesAKafkaFolderWithACommaAndSaysWhy() {
        // Given
        KafkaBroker broker = new KafkaBroker(folder.resolve("one,two"), Ports.orFree(0), Ports.orFree(0), USERS);

        // When
        StackException refusal = assertThrows(StackException.class, broker::start);

        // Then
        assertTrue(refusal.getMessage().contains("comma"), refusal.getMessage());
        assertFalse(Files.exists(folder.resolve("one,two")));
    }

    private PostgresServer postgres(String adminPassword) {
        return postgres(adminPassword, DATABASE);
    }

    private PostgresServer postgres(String adminPassword, Database database) {
        return new PostgresServer(
                Spawner.plain(),
                ServersCommand.defaultCache(),
                folder.resolve("postgres"),
                folder.resolve("postgres.log"),
                Ports.orFree(0),
                true,
                adminPassword,
                List.of(database));
    }

    private <S extends Server> S start(S server) {
        started = server;
        server.start();
        return server;
    }

    private static String query(PostgresServer server, String user, String password, String sql) throws SQLException {
        try (Connection connection = server.connect(user, password, DATABASE.name());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertTrue(rows.next());
            return rows.getString(1);
        }
    }

    private static String refusal(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = server.connect(DATABASE.user(), DATABASE.password(), DATABASE.name());
                Statement statement = connection.createStatement()) {
            return assertThrows(SQLException.class, () -> statement.execute(sql))
                    .getSQLState();
        }
    }

    private static List<String> redis(RedisServer server, String... commands) throws Exception {
        try (java.net.Socket socket = new java.net.Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(5_000);
            java.io.BufferedReader reader = new java.io.BufferedReader(
                    new java.io.InputStreamReader(socket.getInputStream(), java.nio.charset.StandardCharsets.US_ASCII));
            List<String> answers = new java.util.ArrayList<>();
            for (String command : commands) {
                socket.getOutputStream().write((command + "\r\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                answers.add(reader.readLine());
            }
            return answers;
        }
    }
}
