package dev.auspex.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import dev.auspex.contracts.event.Topics;
import dev.auspex.contracts.http.Role;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.SignedEvent;
import dev.auspex.localstack.testing.TokenIssuer;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Limits that tenants set themselves, heard of through a real Kafka. */
@QuarkusTest
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "redis,kafka")})
@WithTestResource(TokenIssuer.class)
@WithTestResource(
        value = Surroundings.class,
        initArgs = {@ResourceArg(name = "kafka", value = "true")})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TenantTest {

    @TestHTTPResource(value = "/health/detailed", management = true)
    String health;

    private static final Duration LONG = Duration.ofSeconds(60);

    private StandIn model;
    private KafkaProducer<String, String> producer;

    private UUID tenant;

    @BeforeAll
    void stand() throws Exception {
        model = new StandIn("model", request -> {
            if (request.path().endsWith("/infer")) {
                request.response().putHeader("X-Auspex-Predictions", "2");
            } else if (request.path().endsWith("/costly")) {
                request.response().putHeader("X-Auspex-Cost", "11");
            }
            request.response().end("[]");
        });
        NewTopics.create(Topics.TENANT_CHANGED, 1);
        producer = new KafkaProducer<>(LocalStackResource.kafka(), new StringSerializer(), new StringSerializer());
    }

    @BeforeEach
    void begin() {
        tenant = UUID.randomUUID();
    }

    @AfterAll
    void leave() {
        producer.close();
        model.close();
    }

    private void publish(UUID whom, long revision, String rest) throws Exception {
        String json = "{\"tenantId\":\"" + whom + "\",\"revision\":" + revision + "," + rest + ",\"at\":\""
                + Instant.now() + "\",\"added\":\"later\"}";
        producer.send(SignedEvent.of(Topics.TENANT_CHANGED, whom.toString(), json))
                .get(30, TimeUnit.SECONDS);
    }

    private void settle(UUID whom, long revision, Integer requestsPerSecond, Long predictionsPerDay) throws Exception {
        publish(
                whom,
                revision,
                "\"deleted\":false,\"settings\":{"
                        + (requestsPerSecond == null ? "" : "\"requestsPerSecond\":" + requestsPerSecond + ",")
                        + (predictionsPerDay == null ? "" : "\"predictionsPerDay\":" + predictionsPerDay + ",")
                        + "\"retentionDays\":30,\"logInputs\":false}");
    }

    /** Somebody else of the tenant each time, so that no limit of one account is in the way. */
    private static Response call(UUID whom, String method, String path) {
        return given().header("Authorization", "Bearer " + TokenIssuer.token(whom, UUID.randomUUID(), Role.MEMBER))
                .contentType("application/json")
                .request(method, path);
    }

    private static String policy(UUID whom) {
        return call(whom, "GET", "/api/v1/models").header("RateLimit-Policy");
    }

    @Test
    void limitsTheRequestsOfATenantAsItSetThem() throws Exception {
        // Given
        settle(tenant, 1, 1, null);
        await().atMost(LONG).until(() -> policy(tenant).contains("\"tenant-requests\";q=1;w=1"));

        // When: each costs what comes back in eleven seconds
        await().atMost(LONG)
                .until(() -> call(tenant, "GET", "/api/v1/models/costly").statusCode() == 429);

        // Then
        call(tenant, "GET", "/api/v1/models")
                .then()
                .statusCode(429)
                .header("RateLimit", containsString("\"tenant-requests\";r=0;t="))
                .body("type", containsString("rate-limited"))
                .body("detail", containsString("rate limit for your tenant is 1 per second"));
        UUID other = UUID.randomUUID();
        call(other, "GET", "/api/v1/models").then().statusCode(200);
        assertFalse(policy(other).contains("tenant-requests"));
    }

    @Test
    void whoeverIsAtTheTenantsOwnLimitCanStillLiftIt() throws Exception {
        // Given
        settle(tenant, 1, 1, null);
        await().atMost(LONG).until(() -> policy(tenant).contains("\"tenant-requests\";q=1;w=1"));
        await().atMost(LONG)
                .until(() -> call(tenant, "GET", "/api/v1/models/costly").statusCode() == 429);
        try (StandIn auth = new StandIn("auth", request -> request.response().end("{}"))) {
            for (int i = 0; i < 10; i++) {
                // When
                Response settings = call(tenant, "PUT", "/api/v1/tenant/settings");

                // Then
                assertEquals(200, settings.statusCode(), settings.asString());
                assertTrue(settings.header("RateLimit-Policy").contains("management"));
                assertFalse(settings.header("RateLimit-Policy").contains("tenant-requests"));
            }
        }
    }

    @Test
    void believesNoLimitThatTheAuthServiceDidNotSign() throws Exception {
        // Given: a higher revision, which would count
        String forged = "{\"tenantId\":\"" + tenant + "\",\"revision\":99,\"deleted\":false,\"settings\":{"
                + "\"requestsPerSecond\":1,\"retentionDays\":30,\"logInputs\":false},\"at\":\"" + Instant.now() + "\"}";
        producer.send(new ProducerRecord<>(Topics.TENANT_CHANGED, tenant.toString(), forged))
                .get(30, TimeUnit.SECONDS);

        // When
        settle(tenant, 1, 1000, null);

        // Then
        await().atMost(LONG).until(() -> policy(tenant).contains("\"tenant-requests\";q=1000;w=1"));
    }

    @Test
    void countsThePredictionsOfATenantADay() throws Exception {
        // Given
        Day.thatLasts(Duration.ofMinutes(2));
        settle(tenant, 1, 1000, 5L);
        await().atMost(LONG).until(() -> policy(tenant).contains("\"tenant-requests\";q=1000;w=1"));
        assertFalse(policy(tenant).contains("tenant-predictions"));

        // When: each answer holds two predictions
        int answered = 0;
        Response last = infer();
        while (answered < 10 && last.statusCode() == 200) {
            last.then().header("X-Auspex-Predictions", nullValue());
            answered++;
            last = infer();
        }

        // Then: the last of them are counted a little later than they are answered
        assertTrue(answered >= 3 && answered <= 6, "answered " + answered);
        last.then()
                .statusCode(429)
                .header("RateLimit-Policy", containsString("\"tenant-predictions\";q=5;w=86400"))
                .body("error", containsString("The daily quota for your tenant (5) is used up."));
        infer().then().statusCode(429);
        call(tenant, "GET", "/api/v1/models").then().statusCode(200);
    }

    private Response infer() {
        return call(tenant, "POST", "/v2/models/churn/infer");
    }

    @Test
    void goesByTheNewestOfWhatATenantSet() throws Exception {
        // Given
        UUID last = UUID.randomUUID();
        settle(tenant, 2, 70, null);
        settle(tenant, 1, 60, null);
        settle(last, 1, 50, null);

        // When: all three were heard
        await().atMost(LONG).until(() -> policy(last).contains("\"tenant-requests\";q=50;"));

        // Then
        assertTrue(policy(tenant).contains("\"tenant-requests\";q=70;"), policy(tenant));
        // When: it sets none any more
        settle(tenant, 3, null, null);
        // Then
        await().atMost(LONG).until(() -> !policy(tenant).contains("tenant-requests"));
        // When: one is gone
        publish(last, 2, "\"deleted\":true");
        // Then
        await().atMost(LONG).until(() -> !policy(last).contains("tenant-requests"));
    }

    @Test
    void tellsWhetherTheLimitsOfTenantsAreKnown() {
        await().atMost(LONG).untilAsserted(() -> given().get(health).then().body("tenants.status", equalTo("UP")));
    }
}
