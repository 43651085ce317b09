package dev.auspex.auth.database;

import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.AuthClient;
import dev.auspex.auth.AuthServers;
import dev.auspex.chassis.database.DatabaseGuard;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TestDatabase;

import static io.restassured.RestAssured.get;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

@QuarkusTest
@AuthServers
class DatabaseOutageTest {

    @TestHTTPResource(value = "/health/ready", management = true)
    URL ready;

    @TestHTTPResource(value = "/health/live", management = true)
    URL live;

    @Inject
    Pool pool;

    @Inject
    DatabaseGuard guard;

    @Test
    void saysUnavailableWhenPostgresEndsARunningStatement() {
        // Given
        CompletableFuture<Void> running = guard.guard(
                        pool.query("SELECT pg_sleep(9)").execute().replaceWithVoid())
                .subscribeAsCompletionStage();

        // When
        await().atMost(Duration.ofSeconds(20)).until(() -> terminated().equals(List.of(true)));

        // Then
        Throwable failure = assertThrows(ExecutionException.class, () -> running.get(5, TimeUnit.SECONDS))
                .getCause();
        assertEquals(
                ProblemType.UNAVAILABLE,
                assertInstanceOf(ProblemException.class, failure).type());
    }

    private static List<Object> terminated() {
        return TestDatabase.service()
                .query(
                        null,
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                + " WHERE query = 'SELECT pg_sleep(9)' AND state = 'active'");
    }

    @Test
    void saysUnavailableWhileTheDatabaseIsAwayAndGoesOnAfterwards() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session session = AuthClient.newSession(email);

        // When
        LocalStackResource.stopServer("postgres");

        // Then
        try {
            AuthClient.login(email, AuthClient.PASSWORD)
                    .then()
                    .statusCode(503)
                    .header("Retry-After", notNullValue())
                    .contentType("application/problem+json")
                    .body("type", equalTo("https://auspex.dev/problems/unavailable"));
            AuthClient.refresh(session.refreshToken()).then().statusCode(503);
            AuthClient.me(session.accessToken()).then().statusCode(503);
            AuthClient.register(AuthClient.newEmail(), AuthClient.PASSWORD)
                    .then()
                    .statusCode(503);
            get(ready).then().statusCode(503);
            get(live).then().statusCode(200);
            get("/.well-known/jwks.json").then().statusCode(200);
        } finally {
            LocalStackResource.startServer("postgres");
        }
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> get(ready).then().statusCode(200));
        AuthClient.refresh(session.refreshToken()).then().statusCode(200);
        AuthClient.login(email, AuthClient.PASSWORD).then().statusCode(200);
    }
}
