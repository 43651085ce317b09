package dev.auspex.monitoring.statistics;

import java.net.URL;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

import dev.auspex.chassis.database.DatabaseGuard;
import dev.auspex.contracts.http.Role;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;
import dev.auspex.monitoring.MonitoringTest;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

@QuarkusTest
@MonitoringTest
class DatabaseOutageTest {

    private static final String LIST = "/api/v1/monitoring/models";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    Pool pool;

    @Inject
    DatabaseGuard guard;

    @TestHTTPResource(value = "/health/ready", management = true)
    URL ready;

    private static Response read(String path) {
        return given().header(
                        "Authorization",
                        "Bearer " + TokenIssuer.token(UUID.randomUUID(), UUID.randomUUID(), Role.MEMBER))
                .get(path);
    }

    @Test
    void saysUnavailableWhileTheDatabaseIsAwayAndGoesOnAfterwards() {
        // Given
        read(LIST).then().statusCode(200);

        // When
        LocalStackResource.stopServer("postgres");

        // Then
        try {
            for (String path : new String[] {LIST, LIST + "/churn/versions/1"}) {
                read(path)
                        .then()
                        .statusCode(503)
                        .header("Retry-After", notNullValue())
                        .contentType("application/problem+json")
                        .body("type", equalTo("https://auspex.dev/problems/unavailable"));
            }
            get(ready).then().statusCode(503);
        } finally {
            LocalStackResource.startServer("postgres");
        }
        await().atMost(PATIENCE).untilAsserted(() -> get(ready).then().statusCode(200));
        read(LIST).then().statusCode(200);
    }

    @Test
    void leavesConnectionsToTheConsumerHoweverManyRead() {
        // Given
        AtomicInteger read = new AtomicInteger();
        for (int i = 0; i < 9; i++) {
            guard.read(pool.query("SELECT pg_sleep(2)").execute())
                    .subscribe()
                    .with(rows -> read.incrementAndGet(), failure -> {});
        }

        // When
        pool.query("SELECT 1").execute().await().atMost(PATIENCE);

        // Then
        assertThat(read.get()).isLessThan(4);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(read).hasValue(9));
    }

    @Test
    void boundsTheTimeOfAStatement() {
        // When
        String longest = pool.query("SHOW statement_timeout")
                .execute()
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next()
                .getString(0);

        // Then
        assertThat(longest).isEqualTo("10s");
    }
}
