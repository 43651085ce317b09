package dev.auspex.prediction.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.StubMapping;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.contracts.event.ModelChanged;
import dev.auspex.contracts.event.ModelChanged.Change;
import dev.auspex.contracts.event.Topics;
import dev.auspex.contracts.http.Headers;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TestDatabase;
import dev.auspex.prediction.ModelServiceStandIn;
import dev.auspex.prediction.Person;
import dev.auspex.prediction.PredictionServers;
import dev.auspex.prediction.Schemas;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.matchesPattern;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@PredictionServers
class ModelFailureTest {

    @Inject
    ObjectMapper json;

    @Inject
    @RestClient
    ModelDirectory directory;

    @Inject
    Vertx vertx;

    @Inject
    ChangeFeedConfig feedConfig;

    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> kafka;

    private final WireMock models = ModelServiceStandIn.client();
    private final List<StubMapping> changes = new ArrayList<>();
    private final Person person = Person.ofNewTenant();

    @AfterEach
    void mend() {
        changes.forEach(models::removeStubMapping);
        await().atMost(Duration.ofSeconds(10))
                // An alias that a test moved is back when the version is that of the list again.
                .untilAsserted(() -> person.predict().then().statusCode(201).body("version", equalTo("2")));
    }

    @Test
    void passesOnThatTheModelIsBusy() {
        answer(status(429).withHeader("Retry-After", "7"));

        person.predict()
                .then()
                .statusCode(429)
                .header("Retry-After", "7")
                .body("type", equalTo("https://auspex.dev/problems/overloaded"));
    }

    @Test
    void asksToRetryWhereTheModelServiceDoesNotSayWhen() {
        answer(status(429).withHeader("Retry-After", "next week"));

        person.predict().then().statusCode(429).header("Retry-After", "1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{}",
                "{\"version\":\"2\",\"label\":\"No\",\"probabilities\":[0.75,0.25]}",
                "{\"version\":\"2\",\"label\":\"Perhaps\",\"score\":0.25,\"probabilities\":[0.75,0.25],\"queueMicros\":1,\"inferenceMicros\":1,\"batchSize\":1}",
                "{\"version\":\"1\",\"label\":\"No\",\"score\":0.25,\"probabilities\":[0.75,0.25],\"queueMicros\":1,\"inferenceMicros\":1,\"batchSize\":1}",
                "{\"version\":\"2\",\"label\":\"No\",\"score\":7,\"probabilities\":[0.75,0.25],\"queueMicros\":1,\"inferenceMicros\":1,\"batchSize\":1}",
                "{\"version\":\"2\",\"label\":\"No\",\"score\":0.25,\"probabilities\":[0.75],\"queueMicros\":1,\"inferenceMicros\":1,\"batchSize\":1}"
            })
    void storesNothingWhereTheAnswerIsNotUnderstood(String body) {
        // Given
        answer(okJson(body));

        // When
        Response answer = person.predict();

        // Then
        answer.then().statusCode(502).body("type", equalTo("https://auspex.dev/problems/upstream-failed"));
        assertEquals(0L, TestDatabase.service().count(person.tenant(), "SELECT count(*) FROM prediction"));
    }

    @Test
    void refusesAnAnswerThatIsTooLarge() {
        answer(okJson("{\"version\":\"" + "2".repeat(1_100_000) + "\"}"));

        person.predict().then().statusCode(502);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 504})
    void passesOnWhatConcernsTheCaller(int status) {
        answer(status(status));

        person.predict().then().statusCode(status).contentType("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 500})
    void hidesWhatDoesNotConcernTheCaller(int status) {
        answer(status(status));

        person.predict().then().statusCode(502);
    }

    @Test
    void tellsTheCallerThatAnImageCannotBeUsed() {
        // Given
        changes.add(models.register(ModelServiceStandIn.infer("digits", "1")
                .atPriority(1)
                .willReturn(status(400)
                        .withHeader("Content-Type", "application/problem+json")
                        .withBody("""
                                {"type": "https://auspex.dev/problems/invalid-input", "title": "Invalid input", "status": 400,
                                 "detail": "image is no image that is taken: the file is damaged", "violations": [
                                   {"pointer": "/features/image", "code": "image", "message": "image is damaged"}]}"""))));

        // When
        Response answer = person.predict("digits", null, Map.of("image", "iVBORw0KGgo="));

        // Then
        answer.then()
                .statusCode(400)
                .body("detail", equalTo("image is damaged"))
                .body("violations.pointer", contains("/features/image"));
    }

    @Test
    void waitsNoLongerThanTheDeadline() {
        // Given
        answer(okJson("{}").withFixedDelay(5_000));
        long started = System.nanoTime();

        // When
        Response answer = person.call()
                .header(Headers.REQUEST_DEADLINE, "300")
                .body(Person.body("churn", null, Schemas.examples("churn-2")))
                .post(Person.PATH);

        // Then
        answer.then().statusCode(504);
        assertTrue(System.nanoTime() - started < Duration.ofSeconds(3).toNanos());
    }

    @Test
    void saysUnavailableWhereTheConnectionBreaks() {
        answer(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));

        person.predict()
                .then()
                .statusCode(503)
                .header("Retry-After", matchesPattern("[0-9]+"))
                .body("type", equalTo("https://auspex.dev/problems/unavailable"));
    }

    @Test
    void answersAtOnceWhileTheCircuitBreakerIsOpen() {
        // Given
        answer(status(503).withFixedDelay(200));
        for (int i = 0; i < 20; i++) {
            person.predict().then().statusCode(503);
        }

        // When
        long quickest = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long started = System.nanoTime();
            person.predict().then().statusCode(503).header("Retry-After", "1");
            quickest = Math.min(
                    quickest, Duration.ofNanos(System.nanoTime() - started).toMillis());
        }

        // Then: a busy machine makes some slow, but the stand-in makes all slow that it is asked for
        assertTrue(quickest < 190, "took " + quickest + " ms, so the model service was asked");
    }

    @Test
    void whatFailsForOneTenantStopsNoOther() {
        // Given: rows that travel alone, as their callers are in a hurry, and of one tenant all fail
        Person other = Person.ofNewTenant();
        changes.add(models.register(ModelServiceStandIn.infer("churn", "2")
                .withHeader("Authorization", WireMock.equalTo(person.bearer()))
                .atPriority(1)
                .willReturn(status(503).withHeader("Retry-After", "9"))));
        for (int i = 0; i < 25; i++) {
            hurried(person).then().statusCode(503);
        }

        // When
        List<String> told = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            told.add(hurried(person).then().statusCode(503).extract().header("Retry-After"));
            hurried(other).then().statusCode(201);
        }

        // Then: the one is not asked for any more but to try, the other one always is
        assertTrue(told.contains("1"), "Retry-After " + told);
    }

    private static Response hurried(Person person) {
        return person.call()
                .header(Headers.REQUEST_DEADLINE, "450")
                .body(Person.body("churn", null, Schemas.examples("churn-2")))
                .post(Person.PATH);
    }

    @Test
    void knowsItsModelsWhileTheModelServiceDoesNotListThem() {
        // Given
        person.predict().then().statusCode(201);
        changes.add(models.register(
                get(urlPathEqualTo("/api/v1/models")).atPriority(1).willReturn(status(500))));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> person.predict("nothing", null, java.util.Map.of())
                .then()
                .statusCode(503));

        // When
        Response known = person.predict();

        // Then
        known.then().statusCode(201);
    }

    @Test
    void followsAnAliasThatMoves() {
        // Given
        person.predict().then().body("version", equalTo("2"));

        // When
        changes.add(models.register(get(urlPathEqualTo("/api/v1/models"))
                .atPriority(1)
                .willReturn(okJson(ModelServiceStandIn.MODELS.replace("\"champion\": \"2\"", "\"champion\": \"1\"")))));

        // Then
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> person.predict().then().statusCode(201).body("version", equalTo("1")));
        changes.forEach(models::removeStubMapping);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> person.predict().then().statusCode(201).body("version", equalTo("2")));
    }

    @Test
    void followsAnAliasAtAnotherReplicaThatHearsOfTheMoveAndDoesNotLookByItself() {
        // Given
        ModelCatalogue other = new ModelCatalogue(directory, ModelCatalogueTest.config(), vertx);
        ChangeFeed feed = new ChangeFeed(kafka, feedConfig, other, json);
        feed.start(new StartupEvent());
        try {
            other.heard(new ModelChanged(null, "churn", "2", "champion", Change.ALIAS_MOVED, Instant.now(), null));
            await().atMost(Duration.ofSeconds(20)).until(() -> champion(other).equals("2"));
            changes.add(models.register(get(urlPathEqualTo("/api/v1/models"))
                    .atPriority(1)
                    .willReturn(
                            okJson(ModelServiceStandIn.MODELS.replace("\"champion\": \"2\"", "\"champion\": \"1\"")))));

            // When
            heard(new ModelChanged(null, "churn", "1", "champion", Change.ALIAS_MOVED, Instant.now(), true));

            // Then
            await().pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> champion(other).equals("1"));
        } finally {
            feed.stop(new ShutdownEvent());
        }
    }

    private String champion(ModelCatalogue of) {
        return of.resolve(person.tenant(), "churn", null)
                .await()
                .atMost(Duration.ofSeconds(10))
                .version();
    }

    @Test
    void readsASchemaAgainThatWasDescribedAnew() {
        // Given
        String model = "reviews";
        Map<String, Object> input = Map.of("review", "Good");
        person.predict(model, "1", input).then().statusCode(201);
        changes.add(models.register(get(urlPathEqualTo("/api/v1/models/reviews/versions/1"))
                .atPriority(1)
                .willReturn(okJson(ModelServiceStandIn.schema("reviews-1").replace("\"review\"", "\"opinion\"")))));

        // When
        heard(new ModelChanged(null, model, "1", null, Change.VERSION_DESCRIBED, Instant.now(), true));

        // Then
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> person.predict(model, "1", input)
                .then()
                .statusCode(400)
                .body("violations.pointer", hasItem("/features/opinion")));
        changes.forEach(models::removeStubMapping);
        heard(new ModelChanged(null, model, "1", null, Change.VERSION_DESCRIBED, Instant.now(), true));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> person.predict(model, "1", input).then().statusCode(201));
    }

    @Test
    void findsATenantsFirstChampionAtTheNextRequest() {
        // Given
        models(person, "[{\"name\": \"mine\", \"versions\": [\"1\"], \"aliases\": {}}]");
        changes.add(models.register(get(urlPathEqualTo("/api/v1/models/mine/versions/1"))
                .atPriority(1)
                .willReturn(okJson(ModelServiceStandIn.schema("churn-2")
                        .replace("\"model\" : \"churn\"", "\"model\" : \"mine\"")
                        .replace("\"version\" : \"2\"", "\"version\" : \"1\"")))));
        changes.add(models.register(ModelServiceStandIn.infer("mine", "1")
                .atPriority(1)
                .willReturn(ModelServiceStandIn.answer("1", "No", 0.25, "[0.75, 0.25]"))));
        person.predict("mine", null, Schemas.examples("churn-2"))
                .then()
                .statusCode(404)
                .body("detail", equalTo("Model `mine` has no version or alias `champion`. It has 1."));

        // When
        models(person, "[{\"name\": \"mine\", \"versions\": [\"1\"], \"aliases\": {\"champion\": \"1\"}}]");

        // Then: no event was heard, and no time passed
        person.predict("mine", null, Schemas.examples("churn-2")).then().statusCode(201);
    }

    @Test
    void asksForUnknownModelsAFewTimesASecondOnlyAndForEachTenantByItself() {
        // Given
        Person other = Person.ofNewTenant();
        other.predict("nothing", null, Map.of()).then().statusCode(404);
        for (int i = 0; i < 50; i++) {
            person.predict("nothing-" + i, null, Map.of()).then().statusCode(404);
        }

        // When
        models(other, "[{\"name\": \"late\", \"versions\": [\"1\"], \"aliases\": {\"champion\": \"1\"}}]");
        changes.add(models.register(get(urlPathEqualTo("/api/v1/models/late/versions/1"))
                .atPriority(1)
                .willReturn(status(500))));

        // Then: it is known, though its schema cannot be read
        other.predict("late", null, Map.of()).then().statusCode(503);
    }

    @Test
    void asksTheAliassNewVersionWhereTheOldOneIsGoneAlready() {
        // Given
        person.predict().then().body("version", equalTo("2"));
        answer(status(404));
        models(person, ModelServiceStandIn.MODELS.replace("\"champion\": \"2\"", "\"champion\": \"1\""));

        // When
        Response answer = person.predict();

        // Then
        answer.then().statusCode(201).body("version", equalTo("1"));
    }

    /** What one tenant sees from now on. */
    private void models(Person of, String list) {
        changes.add(models.register(get(urlPathEqualTo("/api/v1/models"))
                .withHeader(Headers.TENANT, WireMock.equalTo(of.tenant().toString()))
                .atPriority(1)
                .willReturn(okJson(list))));
    }

    private void heard(ModelChanged change) {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(LocalStackResource.kafka(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(Topics.MODEL_CHANGED, change.model(), json.writeValueAsString(change)))
                    .get();
        } catch (Exception e) {
            throw new IllegalStateException("the event was not sent", e);
        }
    }

    @Test
    void saysUnavailableWhereASchemaCannotBeRead() {
        // Given
        changes.add(models.register(get(urlPathEqualTo("/api/v1/models"))
                .atPriority(1)
                .willReturn(
                        okJson("[{\"name\": \"new\", \"versions\": [\"1\"], \"aliases\": {\"champion\": \"1\"}}]"))));
        changes.add(models.register(get(urlPathEqualTo("/api/v1/models/new/versions/1"))
                .atPriority(1)
                .willReturn(status(500))));

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> person.predict("new", null, java.util.Map.of())
                .then()
                .statusCode(503)
                .time(lessThan(3000L)));
    }

    private void answer(ResponseDefinitionBuilder response) {
        changes.add(models.register(
                ModelServiceStandIn.infer("churn", "2").atPriority(1).willReturn(response)));
    }
}
