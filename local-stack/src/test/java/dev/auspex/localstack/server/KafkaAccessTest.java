package dev.auspex.localstack.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.auspex.contracts.event.EventAccess;
import dev.auspex.contracts.event.Topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Who may do what in the embedded Kafka. */
class KafkaAccessTest {

    private static final Set<String> TOPICS =
            Set.of(Topics.ACCESS_REVOKED, Topics.MODEL_CHANGED, Topics.PREDICTION_COMPLETED, Topics.TENANT_CHANGED);

    private static final KafkaUsers USERS = KafkaUsers.random();

    @TempDir
    static Path folder;

    private static KafkaBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = new KafkaBroker(folder.resolve("kafka"), Ports.orFree(0), Ports.orFree(0), USERS);
        broker.start();
        // Those who may write a topic may make it.
        for (EventAccess access : EventAccess.values()) {
            try (Admin admin = Admin.create(client(access))) {
                for (String topic : access.writes()) {
                    admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
                            .all()
                            .get(60, TimeUnit.SECONDS);
                    assertTrue(writes(access, topic));
                }
            }
        }
    }

    @AfterAll
    static void stop() {
        broker.stop();
    }

    @Test
    void letsEachServiceWriteAndReadItsOwnTopicsOnly() throws Exception {
        Set<String> wrong = new TreeSet<>();
        for (EventAccess access : EventAccess.values()) {
            for (String topic : TOPICS) {
                if (writes(access, topic) != access.writes().contains(topic)) {
                    wrong.add(access + " writes " + topic);
                }
                if (reads(access, topic) != access.reads().contains(topic)) {
                    wrong.add(access + " reads " + topic);
                }
            }
        }

        assertEquals(Set.of(), wrong);
    }

    @Test
    void letsNobodyElseMakeTopicsOrJoinGroups() {
        // When
        ExecutionException topic = assertThrows(ExecutionException.class, () -> {
            try (Admin admin = Admin.create(client(EventAccess.PREDICTION))) {
                admin.createTopics(List.of(new NewTopic("mine", 1, (short) 1)))
                        .all()
                        .get(60, TimeUnit.SECONDS);
            }
        });

        // Then
        assertInstanceOf(AuthorizationException.class, topic.getCause());
        Map<String, Object> settings = client(EventAccess.GATEWAY);
        settings.put("group.id", "auspex-monitoring");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topics.PREDICTION_COMPLETED));
            assertThrows(GroupAuthorizationException.class, () -> {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
                while (System.nanoTime() < end) {
                    consumer.poll(Duration.ofMillis(200));
                }
            });
        }
    }

    @Test
    void asksWhoIsThere() {
        // Given
        Map<String, Object> wrong = client(EventAccess.AUTH);
        wrong.putAll(KafkaAccess.client(EventAccess.AUTH.user(), "guessed"));
        Map<String, Object> controller = client(EventAccess.AUTH);
        controller.remove("bootstrap.servers");
        controller.put("bootstrap.controllers", "127.0.0.1:" + broker.controllerPort());

        // Then
        assertInstanceOf(SaslAuthenticationException.class, failure(wrong));
        assertInstanceOf(
                org.apache.kafka.common.errors.AuthenticationException.class, failure(controller), "the controller");
        Map<String, Object> nobody = Map.of(
                "bootstrap.servers",
                "127.0.0.1:" + broker.port(),
                "request.timeout.ms",
                2000,
                "default.api.timeout.ms",
                4000);
        assertTrue(failure(nobody) instanceof org.apache.kafka.common.errors.TimeoutException, "without a user");
    }

    @Test
    void takesNewPasswordsAndForgetsRulesThatAreNoLongerWanted() throws Exception {
        // Given
        Path data = folder.resolve("changed");
        KafkaBroker before = new KafkaBroker(data, Ports.orFree(0), Ports.orFree(0), USERS.open("test-"));
        before.start();
        before.stop();
        KafkaUsers changed = KafkaUsers.random();
        KafkaBroker after = new KafkaBroker(data, before.port(), before.controllerPort(), changed);

        // When
        after.start();

        // Then
        try {
            Map<String, Object> settings = new HashMap<>(KafkaAccess.client(
                    EventAccess.AUTH.user(), changed.services().get("auth")));
            settings.put("bootstrap.servers", "127.0.0.1:" + after.port());
            try (Admin admin = Admin.create(settings)) {
                ExecutionException refused = assertThrows(ExecutionException.class, () -> admin.createTopics(
                                List.of(new NewTopic("test-x", 1, (short) 1)))
                        .all()
                        .get(60, TimeUnit.SECONDS));
                assertInstanceOf(AuthorizationException.class, refused.getCause());
            }
            settings.putAll(
                    KafkaAccess.client(EventAccess.AUTH.user(), USERS.services().get("auth")));
            assertInstanceOf(SaslAuthenticationException.class, failure(settings));
        } finally {
            after.stop();
        }
    }

    @Test
    void namesEveryServiceOnceAndGivesEachTopicOneWriter() {
        Map<String, Long> writers = java.util.Arrays.stream(EventAccess.values())
                .flatMap(access -> access.writes().stream())
                .collect(Collectors.groupingBy(topic -> topic, Collectors.counting()));

        assertEquals(TOPICS, writers.keySet());
        assertEquals(Set.of(1L), Set.copyOf(writers.values()));
    }

    private static Throwable failure(Map<String, Object> settings) {
        try (Admin admin = Admin.create(settings)) {
            return assertThrows(
                            ExecutionException.class,
                            () -> admin.describeCluster().nodes().get(60, TimeUnit.SECONDS))
                    .getCause();
        }
    }

    private static boolean writes(EventAccess access, String topic) throws Exception {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(client(access), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "key", "value")).get(60, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | KafkaException e) {
            // The second comes if the broker has refused the producer as a whole before it sends.
            assertInstanceOf(AuthorizationException.class, e.getCause());
            return false;
        }
    }

    /** There is a record in each topic, so that it is read or refused. */
    private static boolean reads(EventAccess access, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(client(access), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (consumer.poll(Duration.ofMillis(200)).isEmpty()) {
                assertTrue(System.nanoTime() < end, access + " was neither refused nor answered for " + topic);
            }
            return true;
        } catch (AuthorizationException e) {
            return false;
        }
    }

    private static Map<String, Object> client(EventAccess access) {
        Map<String, Object> settings =
                new HashMap<>(KafkaAccess.client(access.user(), USERS.services().get(access.service())));
        settings.put("bootstrap.servers", "127.0.0.1:" + broker.port());
        settings.put("enable.idempotence", true);
        return settings;
    }
}
