package dev.auspex.prediction;

import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.response.Response;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import dev.auspex.contracts.event.CloudEventHeaders;
import dev.auspex.contracts.event.PredictionCompleted;

import static io.restassured.RestAssured.get;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The built artifact, jar or native: what reflection, resources and service loading may break. */
@QuarkusIntegrationTest
@PredictionServers
class PredictionServiceIT {

    @Test
    void walksAPredictionFromRequestToEvent() {
        // Given
        Person person = Person.ofNewTenant();
        Map<String, Object> features = Schemas.examples("churn-2");
        features.put("tenure", 400);

        // When
        Response made = person.predict("churn", null, features);

        // Then
        made.then()
                .statusCode(201)
                .body("version", equalTo("2"))
                .body("confidence", equalTo(0.75f))
                .body("warnings", hasSize(1));
        person.call()
                .get(Person.PATH + "/" + made.path("id"))
                .then()
                .statusCode(200)
                .body("features", equalTo(made.path("features")))
                .body("warnings", equalTo(made.path("warnings")));
        person.predict().then().statusCode(201);
        String cursor = person.call().queryParam("limit", 1).get(Person.PATH).path("nextCursor");
        person.call()
                .queryParam("cursor", cursor)
                .get(Person.PATH)
                .then()
                .statusCode(200)
                .body("items.id", equalTo(List.of(made.<String>path("id"))));
        try (EventReader reader = new EventReader(person.tenant())) {
            List<ConsumerRecord<String, String>> events = reader.await(2);
            assertEquals(2, events.size());
            assertEquals(PredictionCompleted.TYPE, EventReader.header(events.getFirst(), CloudEventHeaders.TYPE));
            assertTrue(events.stream().anyMatch(event -> event.key().equals(made.path("id"))));
        }
    }

    @Test
    void answersProblems() {
        Person person = Person.ofNewTenant();

        person.predict("churn", null, Map.of("colour", "red"))
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("violations[0].pointer", notNullValue());
        person.predict("nothing", null, Map.of()).then().statusCode(404);
        get(Person.PATH).then().statusCode(401).contentType("application/problem+json");
    }
}
