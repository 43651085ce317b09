package dev.auspex.prediction.outbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import dev.auspex.contracts.event.CloudEventHeaders;
import dev.auspex.contracts.event.PredictionCompleted;
import dev.auspex.contracts.http.Deadline;
import dev.auspex.localstack.testing.TestDatabase;
import dev.auspex.prediction.EventReader;
import dev.auspex.prediction.Person;
import dev.auspex.prediction.PredictionServers;
import dev.auspex.prediction.Schemas;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@PredictionServers
class GroupCommitTest {

    private static final String ROWS = "SELECT count(*) FROM prediction";
    private static final String WAITING = "SELECT count(*) FROM outbox WHERE tenant_id = ?";

    @TestHTTPResource(Person.PATH)
    URI address;

    @Inject
    ObjectMapper json;

    @Inject
    GroupCommitter committer;

    @Test
    void storesAndPublishesEachOfTwoHundredParallelRequestsOnce() throws IOException {
        // Given
        List<Person> people = List.of(Person.ofNewTenant(), Person.ofNewTenant());
        HttpClient http = HttpClient.newHttpClient();
        byte[] body = json.writeValueAsBytes(Person.body("churn", null, Schemas.examples("churn-2")));

        // When
        Map<Person, List<CompletableFuture<HttpResponse<byte[]>>>> calls = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            Person person = people.get(i % 2);
            HttpRequest request = HttpRequest.newBuilder(address)
                    .version(HttpClient.Version.HTTP_1_1)
                    .header("Authorization", "Bearer " + person.token())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
            calls.computeIfAbsent(person, it -> new ArrayList<>())
                    .add(http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()));
        }

        // Then
        for (Person person : people) {
            Map<String, JsonNode> answers = new HashMap<>();
            for (CompletableFuture<HttpResponse<byte[]>> call : calls.get(person)) {
                HttpResponse<byte[]> response = call.join();
                assertEquals(201, response.statusCode());
                JsonNode answer = json.readTree(response.body());
                answers.put(answer.path("id").asText(), answer);
            }
            assertEquals(100, answers.size());
            assertEquals(answers.keySet(), stored(person));
            assertPublished(person, answers);
        }
    }

    private static Set<String> stored(Person person) {
        return TestDatabase.service().query(person.tenant(), "SELECT id FROM prediction").stream()
                .map(Object::toString)
                .collect(Collectors.toSet());
    }

    private void assertPublished(Person person, Map<String, JsonNode> answers) throws IOException {
        try (EventReader reader = new EventReader(person.tenant())) {
            List<ConsumerRecord<String, String>> events = reader.await(100);
            Set<String> eventIds = new HashSet<>();
            Set<String> keys = new HashSet<>();
            for (ConsumerRecord<String, String> event : events) {
                PredictionCompleted completed = json.readValue(event.value(), PredictionCompleted.class);
                JsonNode answer = answers.get(event.key());
                eventIds.add(EventReader.header(event, CloudEventHeaders.ID));
                keys.add(event.key());
                assertEquals(event.key(), completed.predictionId().toString());
                assertEquals(person.tenant(), completed.tenantId());
                assertEquals(answer.path("score").asDouble(), completed.score());
                assertEquals(
                        answer.path("createdAt").asText(), completed.createdAt().toString());
            }
            assertEquals(100, events.size());
            assertEquals(answers.keySet(), keys);
            assertEquals(100, eventIds.size());
        }
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertEquals(0L, TestDatabase.service().count("*", WAITING, person.tenant())));
    }

    @Test
    void describesEachEventAsACloudEventAndContinuesItsTrace() throws IOException {
        // Given
        Person person = Person.ofNewTenant();
        String traceId = UUID.randomUUID().toString().replace("-", "");
        Map<String, Object> features = Schemas.examples("churn-2");
        features.remove("total_charges");

        // When
        String id = person.call()
                .header("traceparent", "00-" + traceId + "-00f067aa0ba902b7-01")
                .body(Person.body("churn", null, features))
                .post(Person.PATH)
                .path("id");

        // Then
        try (EventReader reader = new EventReader(person.tenant())) {
            ConsumerRecord<String, String> event = reader.await(1).getFirst();
            assertEquals(id, event.key());
            assertEquals("1.0", EventReader.header(event, CloudEventHeaders.SPEC_VERSION));
            assertEquals(PredictionCompleted.TYPE, EventReader.header(event, CloudEventHeaders.TYPE));
            assertEquals("/prediction-service", EventReader.header(event, CloudEventHeaders.SOURCE));
            assertEquals(id, EventReader.header(event, CloudEventHeaders.SUBJECT));
            assertEquals("application/json", EventReader.header(event, CloudEventHeaders.CONTENT_TYPE));
            assertEquals(
                    7,
                    UUID.fromString(EventReader.header(event, CloudEventHeaders.ID))
                            .version());
            String parent = EventReader.header(event, CloudEventHeaders.TRACE_PARENT);
            assertTrue(parent.matches("00-" + traceId + "-[0-9a-f]{16}-01"), parent);
            assertNotEquals("00f067aa0ba902b7", parent.substring(36, 52));
            PredictionCompleted completed = json.readValue(event.value(), PredictionCompleted.class);
            assertEquals(completed.createdAt().toString(), EventReader.header(event, CloudEventHeaders.TIME));
            assertTrue(completed.features().containsKey("total_charges"));
            assertEquals(120, completed.inferenceMicros());
            assertTrue(completed.totalMicros() > 0);
        }
    }

    @Test
    void storesTheOthersOfAGroupWhereOneCannotBeStored() {
        // Given
        UUID tenant = UUID.randomUUID();
        Deadline deadline = Deadline.in(Duration.ofSeconds(20));

        // When
        List<CompletableFuture<Void>> callers = IntStream.range(0, 60)
                .mapToObj(i -> i == 31 ? TestPredictions.broken(tenant) : TestPredictions.of(tenant))
                .map(prediction -> committer.commit(prediction, deadline).subscribeAsCompletionStage())
                .toList();

        // Then
        for (int i = 0; i < 60; i++) {
            if (i == 31) {
                assertThrows(CompletionException.class, callers.get(31)::join);
            } else {
                callers.get(i).join();
            }
        }
        assertEquals(59L, TestDatabase.service().count(tenant, ROWS));
    }
}
