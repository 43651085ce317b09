package dev.auspex.monitoring;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.config.JsonConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.path.json.config.JsonPathConfig;
import org.junit.jupiter.api.Test;

import dev.auspex.contracts.event.PredictionCompleted;
import dev.auspex.contracts.event.Topics;
import dev.auspex.contracts.http.Role;
import dev.auspex.localstack.testing.TokenIssuer;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;

/** The built artifact, jar or native: events in through Kafka, sketches stored and merged, statistics out through REST. */
@QuarkusIntegrationTest
@MonitoringTest
@TestProfile(MonitoringIT.FreePorts.class)
class MonitoringIT {

    private static final RestAssuredConfig DOUBLES = RestAssuredConfig.config()
            .jsonConfig(JsonConfig.jsonConfig().numberReturnType(JsonPathConfig.NumberReturnType.DOUBLE));

    @Test
    void countsPublishedEventsAndMeasuresTheirDrift() {
        // Given
        UUID tenant = UUID.randomUUID();
        String token = TokenIssuer.token(tenant, UUID.randomUUID(), Role.MEMBER);
        List<PredictionCompleted> predictions = TestEvents.predictions(tenant, "churn", "1", 1200);

        // When: in two parts, so that stored sketches are read, merged and written again; the first part twice
        try (TestEvents events = new TestEvents()) {
            events.createTopic(Topics.PREDICTION_COMPLETED, 6);
            events.publish(Topics.PREDICTION_COMPLETED, predictions.subList(0, 700));
            awaitCount(token, 700);
            events.publish(Topics.PREDICTION_COMPLETED, predictions.subList(0, 700));
            events.publish(Topics.PREDICTION_COMPLETED, predictions.subList(700, 1200));
            awaitCount(token, 1200);
        }

        // Then
        given().config(DOUBLES)
                .header("Authorization", "Bearer " + token)
                .get("/api/v1/monitoring/models/churn/versions/1")
                .then()
                .statusCode(200)
                .body("labels.yes", equalTo(600))
                .body("inferenceMicros.p50", closeTo(150, 5))
                .body("drift.find { it.feature == 'contract' }.psi", closeTo(Math.log(3) / 4, 1e-9))
                .body("drift.find { it.feature == 'tenure' }.psi", lessThan(0.02));
        given().header("Authorization", "Bearer " + token)
                .get("/api/v1/monitoring/models/churn/versions/none")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
        given().get("/api/v1/monitoring/models").then().statusCode(401);
    }

    private static void awaitCount(String token, int count) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> given().header("Authorization", "Bearer " + token)
                .get("/api/v1/monitoring/models/churn/versions/1")
                .then()
                .statusCode(200)
                .body("count", equalTo(count)));
    }

    /** Both ports free: with one of them fixed, the meters of the two servers differ in their tags and one fails. */
    public static final class FreePorts implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.http.port", "0", "quarkus.management.port", "0");
        }
    }
}
