package dev.auspex.gateway;

import java.net.URL;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

@QuarkusTest
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "redis")})
@WithTestResource(TokenIssuer.class)
@WithTestResource(Surroundings.class)
class FailureTest {

    @TestHTTPResource(value = "/metrics", management = true)
    URL metricsPage;

    @Test
    void saysThatServiceIsDownAndWhenToTryAgain() {
        given().header("Authorization", Tokens.anybody())
                .body("{}")
                .post("/api/v1/predictions")
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", "2")
                .header("X-Request-Id", notNullValue())
                .header("RateLimit", notNullValue())
                .body(
                        "type", equalTo("https://auspex.dev/problems/unavailable"),
                        "detail", containsString("prediction"),
                        "traceId", matchesPattern("[0-9a-f]{32}"))
                .body(not(containsString("127.0.0.1")));
    }

    @Test
    void givesUpWhenTheRoutesTimeIsOver() {
        // Given
        try (StandIn monitoring = new StandIn("monitoring", request -> {})) {
            // When
            Response answer = given().header("Authorization", Tokens.anybody()).get("/api/v1/monitoring/models");

            // Then
            answer.then()
                    .statusCode(504)
                    .contentType("application/problem+json")
                    .body(
                            "type",
                            equalTo("https://auspex.dev/problems/deadline-exceeded"),
                            "detail",
                            containsString("500 ms"));
        }
    }

    @Test
    void saysThatServiceBrokeTheConnection() {
        // Given
        try (StandIn prediction =
                new StandIn("prediction", request -> request.connection().close())) {
            // When
            Response answer =
                    given().header("Authorization", Tokens.anybody()).body("{}").post("/api/v1/predictions");

            // Then
            answer.then()
                    .statusCode(502)
                    .contentType("application/problem+json")
                    .body("type", equalTo("https://auspex.dev/problems/upstream-failed"));
        }
    }

    @Test
    void repeatsReadThatMetClosedConnection() {
        // Given
        AtomicInteger asked = new AtomicInteger();
        try (StandIn prediction = new StandIn("prediction", request -> {
            if (asked.incrementAndGet() == 1) {
                request.connection().close();
            } else {
                request.response().end("second");
            }
        })) {
            // When
            Response answer = given().header("Authorization", Tokens.anybody()).get("/api/v1/predictions");

            // Then
            answer.then().statusCode(200).body(equalTo("second"));
            assertEquals(2, asked.get());
        }
    }

    @Test
    void neverRepeatsWrite() {
        // Given
        AtomicInteger asked = new AtomicInteger();
        try (StandIn prediction = new StandIn("prediction", request -> {
            asked.incrementAndGet();
            request.connection().close();
        })) {
            // When
            given().header("Authorization", Tokens.anybody()).body("{}").post("/api/v1/predictions");

            // Then
            assertEquals(1, asked.get());
        }
    }

    @Test
    void passesProblemsOfServicesOnAsTheyAre() {
        // Given
        try (StandIn prediction = new StandIn("prediction", request -> request.response()
                .setStatusCode(405)
                .putHeader("Allow", "GET, POST")
                .putHeader("Content-Type", "application/problem+json")
                .end("{\"status\":405}"))) {
            // When
            Response answer = given().header("Authorization", Tokens.anybody()).delete("/api/v1/predictions");

            // Then
            answer.then().statusCode(405).header("Allow", "GET, POST").body(equalTo("{\"status\":405}"));
        }
    }

    @Test
    void cutsAnswerThatBreaksOff() {
        // Given
        try (StandIn prediction = new StandIn("prediction", request -> {
            request.response().putHeader("Content-Length", "100").write("half");
            request.connection().close();
        })) {
            // When
            String answer = Raw.get("/api/v1/predictions", "Authorization: " + Tokens.anybody());

            // Then
            org.junit.jupiter.api.Assertions.assertFalse(answer.endsWith("\r\n\r\n" + "half".repeat(25)), answer);
        }
    }

    @Test
    void countsWhatItPassesAndRefuses() {
        // Given
        given().header("Authorization", Tokens.anybody())
                .get("/api/v1/predictions")
                .then()
                .statusCode(503);

        // When: counted as soon as the answer is out, which the client may have before
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            String metrics = given().get(metricsPage).asString();

            // Then
            org.hamcrest.MatcherAssert.assertThat(
                    metrics,
                    containsString(
                            "auspex_gateway_requests_seconds_count{route=\"/api/v1/predictions/**\",service=\"prediction\",status=\"5xx\"}"));
            org.hamcrest.MatcherAssert.assertThat(
                    metrics,
                    containsString(
                            "auspex_gateway_refused_total{reason=\"unreachable\",route=\"/api/v1/predictions/**\"}"));
        });
    }
}
