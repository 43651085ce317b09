package dev.auspex.monitoring.ingest;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.auspex.chassis.tenancy.TenantDatabase;
import dev.auspex.contracts.event.CloudEventHeaders;
import dev.auspex.contracts.event.PredictionCompleted;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.monitoring.MonitoringTest;
import dev.auspex.monitoring.TestEvents;
import dev.auspex.monitoring.ingest.ConsumerOffsets.Move;
import dev.auspex.monitoring.ingest.ConsumerStatus.State;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@QuarkusTest
@MonitoringTest
class EventConsumerTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @Inject
    EventConsumers consumers;

    @Inject
    FoldTransaction transaction;

    @Inject
    TenantDatabase database;

    @Inject
    MeterRegistry meters;

    @Inject
    @DataSource("owner")
    AgroalDataSource owner;

    @ConfigProperty(name = "quarkus.datasource.username")
    String user;

    private final List<EventConsumer> running = new ArrayList<>();
    private final UUID tenant = UUID.randomUUID();
    private final String topic = "test-" + UUID.randomUUID();
    private TestEvents events;

    @BeforeEach
    void connect() {
        events = new TestEvents();
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (EventConsumer consumer : running) {
            end(consumer);
        }
        events.close();
    }

    private EventConsumer start() {
        return start(consumers.of(topic, topic));
    }

    private EventConsumer start(EventConsumer consumer) {
        running.add(consumer);
        Thread.ofPlatform().daemon().start(consumer);
        return consumer;
    }

    private static void end(EventConsumer consumer) throws InterruptedException {
        consumer.stop();
        assertThat(consumer.awaitEnd(LONG)).isTrue();
        assertThat(consumer.status().state()).isEqualTo(State.STOPPED);
    }

    private long number(String sql, Object... arguments) {
        return database.acrossTenants(connection -> connection
                        .preparedQuery(sql)
                        .execute(Tuple.from(arguments))
                        .map(rows -> rows.iterator().next().getLong(0)))
                .await()
                .atMost(LONG);
    }

    private long counted() {
        return number("SELECT coalesce(sum(predictions), 0)::bigint FROM version_window WHERE tenant_id = $1", tenant);
    }

    private long consumed() {
        return number("SELECT coalesce(sum(next_offset), 0)::bigint FROM consumer_offset WHERE topic = $1", topic);
    }

    private void awaitConsumed(long offsets) {
        await().atMost(LONG).untilAsserted(() -> assertThat(consumed()).isEqualTo(offsets));
    }

    private double outcome(String outcome) {
        return meters.counter("auspex.monitoring.events", "outcome", outcome).count();
    }

    private void asOwner(String sql) {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void countsEachEventOnceHoweverOftenAndInWhateverOrderItComes() {
        // Given
        events.createTopic(topic, 6);
        List<PredictionCompleted> three = new ArrayList<>();
        List<PredictionCompleted> once = TestEvents.predictions(tenant, "churn", "1", 300);
        three.addAll(once);
        three.addAll(once);
        three.addAll(once);
        Collections.shuffle(three, new Random(3));
        double before = outcome("duplicate");
        start();

        // When
        events.publish(topic, three);

        // Then
        awaitConsumed(900);
        assertThat(counted()).isEqualTo(300);
        assertThat(outcome("duplicate") - before).isEqualTo(600);
    }

    @Test
    void losesNothingAndCountsNothingTwiceWhenTransactionsFail() {
        // Given: the transaction fails after the fold, when it writes the features
        events.createTopic(topic, 3);
        asOwner("REVOKE INSERT ON feature_window FROM \"" + user + "\"");
        EventConsumer consumer;
        try {
            consumer = start();
            events.publish(topic, TestEvents.predictions(tenant, "churn", "1", 200));
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(consumer.status().state()).isEqualTo(State.DATABASE_FAILING));
            // The offsets can be read all the while, which must not end the pauses: they grow to 500 ms each.
            double failures = meters.counter("auspex.monitoring.batch.failures").count();
            await().pollDelay(Duration.ofSeconds(3)).atMost(LONG).untilAsserted(() -> assertThat(
                            meters.counter("auspex.monitoring.batch.failures").count() - failures)
                    .isBetween(1.0, 15.0));
            assertThat(consumer.status().state()).isEqualTo(State.DATABASE_FAILING);
            assertThat(counted()).isZero();
            assertThat(consumed()).isZero();
        } finally {
            // When
            asOwner("GRANT INSERT ON feature_window TO \"" + user + "\"");
        }

        // Then
        awaitConsumed(200);
        assertThat(counted()).isEqualTo(200);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(consumer.status().state()).isEqualTo(State.CONSUMING));
    }

    @Test
    void goesOnFromTheStoredOffsetsAfterARestartWhateverTheGroupSays() throws InterruptedException {
        // Given
        events.createTopic(topic, 3);
        EventConsumer first = start();
        events.publish(topic, TestEvents.predictions(tenant, "churn", "1", 100));
        awaitConsumed(100);
        end(first);
        events.publish(topic, TestEvents.predictions(tenant, "churn", "1", 50));
        double duplicates = outcome("duplicate");

        // When
        start(consumers.of(topic, topic + "-another-group"));

        // Then
        awaitConsumed(150);
        assertThat(counted()).isEqualTo(150);
        assertThat(outcome("duplicate")).isEqualTo(duplicates);
    }

    @Test
    void sharesThePartitionsBetweenReplicasAndGivesTheRightSum() throws InterruptedException {
        // Given
        events.createTopic(topic, 6);
        EventConsumer one = start();
        EventConsumer other = start();
        await().atMost(LONG).untilAsserted(() -> assertThat(List.of(
                        one.status().partitions().size(),
                        other.status().partitions().size()))
                .containsExactly(3, 3));

        // When: both write the same windows, and one leaves in the middle
        events.publish(topic, TestEvents.predictions(tenant, "churn", "1", 1500));
        end(one);
        events.publish(topic, TestEvents.predictions(tenant, "churn", "1", 500));

        // Then
        awaitConsumed(2000);
        assertThat(counted()).isEqualTo(2000);
        assertThat(other.status().partitions()).hasSize(6);
    }

    @Test
    void refusesTheBatchOfAConsumerThatLostItsPartition() {
        // Given
        events.createTopic(topic, 1);
        start();
        events.publish(topic, TestEvents.predictions(tenant, "churn", "1", 10));
        awaitConsumed(10);
        PredictionCompleted late = TestEvents.prediction(tenant, "churn", "1", 1);
        Delivery event =
                new Delivery.Event(0, 10, null, UUID.randomUUID().toString(), late, new Delivery.Raw(null, null));

        // When: a zombie believes that offset 4 is stored
        TreeMap<Integer, Move> moves = new TreeMap<>(Map.of(0, new Move(4, 11)));

        // Then
        assertThatThrownBy(() ->
                        transaction.apply(topic, List.of(event), moves).await().atMost(LONG))
                .isInstanceOf(PartitionFencedException.class);
        assertThat(counted()).isEqualTo(10);
        assertThat(consumed()).isEqualTo(10);
    }

    @Test
    void readsTheStoredOffsetsAgainWhenItIsFenced() {
        // Given: another consumer has moved on to offset 5 behind this one's back
        events.createTopic(topic, 1);
        EventConsumer consumer = start();
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(consumer.status().partitions()).containsExactly(0));
        asOwner("BEGIN; SELECT set_config('auspex.tenant', '*', true);"
                + " UPDATE consumer_offset SET next_offset = 5 WHERE topic = '" + topic + "'; COMMIT");

        // When
        events.publish(topic, TestEvents.predictions(tenant, "churn", "1", 12));

        // Then
        awaitConsumed(12);
        assertThat(counted()).isEqualTo(7);
    }

    @Test
    void putsPoisonAwayWithItsCauseAndGoesOn() {
        // Given
        events.createTopic(topic, 1);
        double before = outcome("dead_letter");
        PredictionCompleted good = TestEvents.prediction(tenant, "churn", "1", 1);
        Map<String, String> headers = Map.of(
                CloudEventHeaders.SPEC_VERSION, "1.0",
                CloudEventHeaders.ID, "poison",
                CloudEventHeaders.TYPE, PredictionCompleted.TYPE);
        start();

        // When
        events.publish(topic, List.of(good));
        events.send(List.of(
                TestEvents.record(topic, "k", "{not json".getBytes(StandardCharsets.UTF_8), headers),
                TestEvents.record(topic, "k", TestEvents.json(good), Map.of())));
        events.publish(topic, List.of(TestEvents.prediction(tenant, "churn", "1", 2)));

        // Then
        awaitConsumed(4);
        assertThat(counted()).isEqualTo(2);
        assertThat(outcome("dead_letter") - before).isEqualTo(2);
        assertThat(number(
                        "SELECT count(*) FROM dead_letter WHERE topic = $1 AND record_offset = 1"
                                + " AND cause = 'the value is not valid JSON' AND headers ->> 'ce_id' = 'poison'",
                        topic))
                .isOne();
        assertThat(number(
                        "SELECT count(*) FROM dead_letter WHERE topic = $1 AND record_offset = 2"
                                + " AND cause LIKE 'ce_specversion%' AND record_value IS NOT NULL",
                        topic))
                .isOne();
    }

    @Test
    void putsAnEventAwayThatTheDatabaseRefusesAndCountsTheOthersOfItsBatch() {
        // Given
        events.createTopic(topic, 1);
        List<PredictionCompleted> batch = TestEvents.predictions(tenant, "churn", "1", 20);
        UUID cursed = batch.get(7).predictionId();
        asOwner("CREATE FUNCTION cursed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " IF NEW.event_id = '" + cursed + "' THEN RAISE EXCEPTION 'cursed' USING ERRCODE = '22023'; END IF;"
                + " RETURN NEW; END $$;"
                + " CREATE TRIGGER cursed BEFORE INSERT ON consumed_event FOR EACH ROW EXECUTE FUNCTION cursed()");
        try {
            events.publish(topic, batch);

            // When
            start();

            // Then
            awaitConsumed(20);
            assertThat(counted()).isEqualTo(19);
            assertThat(number(
                            "SELECT count(*) FROM dead_letter WHERE topic = $1 AND record_offset = 7"
                                    + " AND cause LIKE '%SQLSTATE 22%'",
                            topic))
                    .isOne();
        } finally {
            asOwner("DROP TRIGGER cursed ON consumed_event; DROP FUNCTION cursed()");
        }
    }

    @Test
    void connectsAgainAfterFailures() {
        // Given
        events.createTopic(topic, 1);
        AtomicInteger attempts = new AtomicInteger();
        events.publish(topic, TestEvents.predictions(tenant, "churn", "1", 5));

        // When
        start(consumers.of(topic, () -> {
            if (attempts.incrementAndGet() < 4) {
                throw new KafkaException("No resolvable bootstrap urls");
            }
            return consumers.connect(topic);
        }));

        // Then
        awaitConsumed(5);
        assertThat(attempts).hasValue(4);
        assertThat(counted()).isEqualTo(5);
    }

    @Test
    void waitsForATopicThatIsNotThereYet() {
        // Given
        EventConsumer consumer = start();
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(consumer.status().state()).isEqualTo(State.CONSUMING));

        // When
        events.createTopic(topic, 2);
        events.publish(topic, TestEvents.predictions(tenant, "churn", "1", 8));

        // Then
        awaitConsumed(8);
        assertThat(counted()).isEqualTo(8);
    }

    @Test
    void saysThatKafkaIsAwayAndGoesOnWhenItIsBack() {
        // Given
        events.createTopic(topic, 1);
        EventConsumer consumer = start();
        events.publish(topic, TestEvents.predictions(tenant, "churn", "1", 5));
        awaitConsumed(5);

        // When
        LocalStackResource.stopServer("kafka");
        try {
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(consumer.status().state()).isEqualTo(State.KAFKA_AWAY));
        } finally {
            LocalStackResource.startServer("kafka");
        }
        events.publish(topic, TestEvents.predictions(tenant, "churn", "1", 7));

        // Then
        awaitConsumed(12);
        assertThat(counted()).isEqualTo(12);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(consumer.status().state()).isEqualTo(State.CONSUMING));
    }

    @Test
    void waitsForTheDatabaseAndCountsEverythingWhenItIsBack() {
        // Given
        events.createTopic(topic, 3);
        EventConsumer consumer = start();
        events.publish(topic, TestEvents.predictions(tenant, "churn", "1", 30));
        awaitConsumed(30);

        // When
        LocalStackResource.stopServer("postgres");
        try {
            events.publish(topic, TestEvents.predictions(tenant, "churn", "1", 40));
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(consumer.status().state()).isEqualTo(State.DATABASE_FAILING));
        } finally {
            LocalStackResource.startServer("postgres");
        }

        // Then
        await().atMost(LONG).ignoreExceptions().untilAsserted(() -> assertThat(consumed())
                .isEqualTo(70));
        assertThat(counted()).isEqualTo(70);
    }
}
