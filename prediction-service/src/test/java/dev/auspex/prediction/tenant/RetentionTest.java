package dev.auspex.prediction.tenant;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

import dev.auspex.chassis.tenancy.TenantDatabase;
import dev.auspex.contracts.auth.TenantSettings;
import dev.auspex.contracts.event.TenantChanged;
import dev.auspex.contracts.http.Deadline;
import dev.auspex.localstack.testing.TestDatabase;
import dev.auspex.prediction.PredictionServers;
import dev.auspex.prediction.outbox.GroupCommitter;
import dev.auspex.prediction.outbox.TestPredictions;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The deletion of predictions step by step: its own thread does not run here. */
@QuarkusTest
@TestProfile(RetentionTest.ByHand.class)
@PredictionServers
class RetentionTest {

    @Inject
    TenantFeed feed;

    @Inject
    TenantRepository tenants;

    @Inject
    Retention retention;

    @Inject
    RetentionConfig config;

    @Inject
    TenantDatabase database;

    @Inject
    GroupCommitter committer;

    private final UUID tenant = UUID.randomUUID();

    /** Switches the thread off and makes batches small. */
    public static class ByHand implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "auspex.retention.enabled",
                    "false",
                    "auspex.retention.batch",
                    "7",
                    "auspex.retention.pause",
                    "1ms");
        }
    }

    @Test
    void deletesWhatIsOlderThanTheTenantKeepsIt() throws InterruptedException {
        // Given
        feed.apply(settled(tenant, 1, 30));
        store(tenant, 31, 20);
        store(tenant, 29, 10);
        UUID other = UUID.randomUUID();
        store(other, 31, 3);

        // When
        long deleted = retention.deleteOld();

        // Then
        assertTrue(deleted >= 20, "deleted " + deleted);
        assertEquals(10, stored(tenant));
        assertEquals(3, stored(other));
    }

    @Test
    void keepsThoseOfTenantsThatDidNotSayAsConfigured() throws InterruptedException {
        // Given
        await().atMost(Duration.ofSeconds(90)).until(retention::allHeard);
        store(tenant, 366, 2);
        store(tenant, 364, 1);

        // When
        retention.deleteOld();

        // Then
        assertEquals(1, stored(tenant));
    }

    @Test
    void takesNoTenantForOneThatDidNotSayBeforeAllWasHeard() throws InterruptedException {
        // Given
        Retention early = new Retention(tenants, config, new SimpleMeterRegistry());
        store(tenant, 3651, 2);
        store(tenant, 3649, 1);

        // When
        early.deleteOld();

        // Then: what the longest that a tenant may ask for would keep is still there
        assertEquals(1, stored(tenant));
    }

    @Test
    void deletesEverythingOfATenantThatIsGone() throws InterruptedException {
        // Given
        store(tenant, 0, 10);
        feed.apply(gone(tenant, 2));

        // When
        retention.deleteOld();

        // Then
        assertEquals(0, stored(tenant));
        // Given: an answer that was under way
        store(tenant, 0, 1);
        // When
        retention.deleteOld();
        // Then
        assertEquals(0, stored(tenant));
    }

    @Test
    void takesNoOldEventForNews() {
        // Given
        feed.apply(settled(tenant, 2, 60));

        // When
        TenantRepository.State late = now(tenants.store(settled(tenant, 1, 30)));
        TenantRepository.State again = now(tenants.store(settled(tenant, 2, 60)));

        // Then
        assertFalse(late.news());
        assertFalse(again.news());
        assertEquals(
                60,
                TestDatabase.service()
                        .query("*", "SELECT retention_days FROM tenant WHERE id = ?", tenant)
                        .getFirst());
    }

    @Test
    void neverTakesATenantThatIsGoneForOneThatLives() {
        // Given
        feed.apply(gone(tenant, 2));

        // When
        TenantRepository.State state = now(tenants.store(settled(tenant, 3, 60)));

        // Then
        assertTrue(state.deleted());
    }

    @Test
    void leavesItToAReplicaThatDeletesJustNow() throws Exception {
        // Given
        store(tenant, 400, 3);
        CountDownLatch leading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        FutureTask<Boolean> other = new FutureTask<>(() -> database.acrossTenants(connection -> connection
                        .preparedQuery("SELECT pg_advisory_xact_lock($1)")
                        .execute(Tuple.of(TenantRepository.LEADER_LOCK))
                        .emitOn(java.util.concurrent.ForkJoinPool.commonPool())
                        .map(rows -> {
                            leading.countDown();
                            return wait(goOn);
                        }))
                .await()
                .atMost(Duration.ofMinutes(2)));
        Thread.ofVirtual().start(other);
        assertTrue(leading.await(60, TimeUnit.SECONDS));

        // When
        long deleted = retention.deleteOld();

        // Then
        goOn.countDown();
        assertEquals(-1, deleted);
        assertTrue(other.get());
        assertEquals(3, stored(tenant));
    }

    @Test
    void isTheOnlyWayToDelete() {
        // Given
        store(tenant, 0, 1);
        String call = "SELECT delete_old_predictions('" + tenant + "', -5, 100)";

        // When: by hand, within the tenant, with an age that would take everything
        TestDatabase.service().query(tenant, call);
        TestDatabase.service().query("*", call);

        // Then
        assertEquals(1, stored(tenant));
        assertThrows(IllegalStateException.class, () -> TestDatabase.service().update("*", "DELETE FROM prediction"));
        assertEquals(0L, TestDatabase.service().count("*", "SELECT count(*) FROM prediction"));
        assertEquals(0L, TestDatabase.service().count(tenant, "SELECT count(*) FROM tenant"));
    }

    private static boolean wait(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static <T> T now(Uni<T> work) {
        return work.await().atMost(Duration.ofSeconds(60));
    }

    private static TenantChanged settled(UUID tenant, long revision, int days) {
        return new TenantChanged(tenant, revision, false, new TenantSettings(null, null, days, false), Instant.now());
    }

    private static TenantChanged gone(UUID tenant, long revision) {
        return new TenantChanged(tenant, revision, true, null, Instant.now());
    }

    private void store(UUID of, int daysAgo, int count) {
        Instant at = Instant.now().truncatedTo(ChronoUnit.MICROS).minus(Duration.ofDays(daysAgo));
        for (int i = 0; i < count; i++) {
            now(committer.commit(TestPredictions.at(of, at), Deadline.in(Duration.ofSeconds(60))));
        }
    }

    private static long stored(UUID tenant) {
        return TestDatabase.service().count(tenant, "SELECT count(*) FROM prediction");
    }
}
