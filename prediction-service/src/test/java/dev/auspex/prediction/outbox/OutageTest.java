package dev.auspex.prediction.outbox;

import java.net.URL;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TestDatabase;
import dev.auspex.prediction.EventReader;
import dev.auspex.prediction.Person;
import dev.auspex.prediction.PredictionServers;

import static io.restassured.RestAssured.get;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@PredictionServers
class OutageTest {

    @TestHTTPResource(value = "/health/ready", management = true)
    URL ready;

    @TestHTTPResource(value = "/health/live", management = true)
    URL live;

    @TestHTTPResource(value = "/metrics", management = true)
    URL metrics;

    @Test
    void goesOnWithoutKafkaAndPublishesAfterwards() {
        // Given
        Person person = Person.ofNewTenant();
        Set<String> made = new HashSet<>();
        made.add(person.predict().path("id"));

        // When
        LocalStackResource.stopServer("kafka");
        try {
            for (int i = 0; i < 20; i++) {
                made.add(person.predict().then().statusCode(201).extract().path("id"));
            }
            get(ready).then().statusCode(200);
            get(live).then().statusCode(200);
            await().atMost(Duration.ofSeconds(20)).until(() -> gauge("auspex_outbox_pending") >= 20);
            assertTrue(gauge("auspex_outbox_age_seconds") > 0);
        } finally {
            LocalStackResource.startServer("kafka");
        }

        // Then
        try (EventReader reader = new EventReader(person.tenant())) {
            await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
                Set<String> published = new HashSet<>();
                reader.rest().forEach(event -> published.add(event.key()));
                assertEquals(made, published);
            });
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> gauge("auspex_outbox_pending") == 0);
    }

    @Test
    void saysUnavailableWithoutItsDatabaseAndGoesOnAfterwards() {
        // Given
        Person person = Person.ofNewTenant();
        UUID id = UUID.fromString(person.predict().path("id"));

        // When
        LocalStackResource.stopServer("postgres");

        // Then
        try {
            person.predict()
                    .then()
                    .statusCode(503)
                    .header("Retry-After", notNullValue())
                    .body("type", equalTo("https://auspex.dev/problems/unavailable"));
            person.call().get(Person.PATH).then().statusCode(503).header("Retry-After", notNullValue());
            get(ready).then().statusCode(503);
            get(live).then().statusCode(200);
        } finally {
            LocalStackResource.startServer("postgres");
        }
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> get(ready).then().statusCode(200));
        person.predict().then().statusCode(201);
        person.call().get(Person.PATH + "/" + id).then().statusCode(200);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertEquals(
                        0L,
                        TestDatabase.service()
                                .count("*", "SELECT count(*) FROM outbox WHERE tenant_id = ?", person.tenant())));
    }

    private double gauge(String name) {
        return get(metrics)
                .asString()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(0);
    }
}
