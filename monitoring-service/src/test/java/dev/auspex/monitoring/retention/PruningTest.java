package dev.auspex.monitoring.retention;

import java.time.Duration;
import java.util.UUID;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

import dev.auspex.chassis.tenancy.TenantDatabase;
import dev.auspex.monitoring.MonitoringTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@QuarkusTest
@MonitoringTest
class PruningTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @Inject
    TenantDatabase database;

    private long run(String sql, Object... arguments) {
        return database.acrossTenants(connection -> connection
                        .preparedQuery(sql)
                        .execute(Tuple.from(arguments))
                        .map(rows -> rows.iterator().hasNext()
                                ? rows.iterator().next().getLong(0)
                                : 0L))
                .await()
                .atMost(LONG);
    }

    @Test
    void deletesWhatIsPastItsAgeAndKeepsTheRest() {
        // Given: more old ids than one step deletes
        String mark = UUID.randomUUID().toString();
        UUID tenant = UUID.randomUUID();
        run(
                "INSERT INTO consumed_event SELECT $1 || i, now() - interval '8 days' FROM generate_series(1, 12000) i",
                mark);
        run("INSERT INTO consumed_event VALUES ($1, now() - interval '6 days')", mark);
        for (int days : new int[] {1, 40}) {
            run(
                    "INSERT INTO version_window (tenant_id, model, version, window_start)"
                            + " VALUES ($1, 'm', '1', now() - make_interval(days => $2))",
                    tenant,
                    days);
            run(
                    "INSERT INTO feature_window (tenant_id, model, version, window_start, feature)"
                            + " VALUES ($1, 'm', '1', now() - make_interval(days => $2), 'f')",
                    tenant,
                    days);
            run(
                    "INSERT INTO dead_letter VALUES ($1, 0, 0, 'old', '{}', null, now() - make_interval(days => $2))",
                    mark,
                    days);
        }

        // When: the timer of the service strikes

        // Then
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(run("SELECT count(*) FROM consumed_event WHERE event_id LIKE $1 || '%'", mark))
                    .isOne();
            assertThat(run("SELECT count(*) FROM version_window WHERE tenant_id = $1", tenant))
                    .isOne();
            assertThat(run("SELECT count(*) FROM feature_window WHERE tenant_id = $1", tenant))
                    .isOne();
            assertThat(run("SELECT count(*) FROM dead_letter WHERE topic = $1", mark))
                    .isOne();
        });
    }
}
