package dev.auspex.prediction.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.stubbing.StubMapping;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.auspex.contracts.http.Headers;
import dev.auspex.localstack.testing.TestDatabase;
import dev.auspex.prediction.ModelServiceStandIn;
import dev.auspex.prediction.Person;
import dev.auspex.prediction.PredictionServers;
import dev.auspex.prediction.RowsStandIn;
import dev.auspex.prediction.Schemas;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Requests of several tenants that come while the model service is busy with the one before. */
@QuarkusTest
@PredictionServers
class GatheredCallsTest {

    private static final int PEOPLE = 40;
    private static final Duration SLOW = Duration.ofMillis(200);

    @Inject
    MeterRegistry meters;

    private final WireMock models = ModelServiceStandIn.client();
    private final List<StubMapping> changes = new ArrayList<>();

    @BeforeEach
    void slowDownRowsThatComeAlone() {
        changes.add(models.register(ModelServiceStandIn.infer("churn", "2")
                .atPriority(1)
                .willReturn(slow(ModelServiceStandIn.answer("2", "No", 0.25, "[0.75, 0.25]")))));
    }

    @AfterEach
    void mend() {
        changes.forEach(models::removeStubMapping);
        Person person = Person.ofNewTenant();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertEquals(201, person.predict().statusCode()));
    }

    @Test
    void rowsShareCallsAndEachIsAnsweredForItself() throws Exception {
        // Given
        List<Person> people = people();
        people.getFirst()
                .predict("credit", null, Schemas.examples("credit-1"))
                .then()
                .statusCode(201);
        DistributionSummary calls = meters.get("auspex.model.call.rows").summary();
        long before = calls.count();

        // When
        List<Response> answers = all("churn", people, i -> features(i == 20 ? RowsStandIn.UNLUCKY : 20));

        // Then
        assertTrue(calls.count() - before < PEOPLE / 2, "took " + (calls.count() - before) + " calls");
        int refused = 0;
        for (int i = 0; i < PEOPLE; i++) {
            Response answer = answers.get(i);
            boolean stored = answer.statusCode() == 201;
            assertEquals(
                    stored ? 1L : 0L,
                    TestDatabase.service()
                            .count(people.get(i).tenant(), "SELECT count(*) FROM prediction WHERE model = 'churn'"));
            if (!stored) {
                refused++;
                assertEquals(429, answer.statusCode());
                assertEquals("3", answer.header("Retry-After"));
            }
        }
        // The unlucky one may have travelled alone, where the stand-in knows no bad luck.
        assertTrue(refused <= 1, refused + " were refused");
    }

    @Test
    void aGroupThatFailsIsAProblemForEachOfItsRows() throws Exception {
        // Given
        changes.add(models.register(
                ModelServiceStandIn.inferRows("churn", "2").atPriority(1).willReturn(status(429))));

        // When
        List<Response> answers = all("churn", people(), i -> features(20));

        // Then
        assertTrue(answers.stream().anyMatch(answer -> answer.statusCode() == 429));
        assertTrue(answers.stream().allMatch(answer -> answer.statusCode() == 201 || answer.statusCode() == 429));
    }

    @Test
    void storesNothingWhereAGroupsAnswerIsNotUnderstood() throws Exception {
        // Given
        changes.add(models.register(
                ModelServiceStandIn.inferRows("churn", "2").atPriority(1).willReturn(okJson("{\"rows\": []}"))));
        List<Person> people = people();

        // When
        List<Response> answers = all("churn", people, i -> features(20));

        // Then
        assertTrue(answers.stream().anyMatch(answer -> answer.statusCode() == 502));
        for (int i = 0; i < PEOPLE; i++) {
            assertEquals(
                    answers.get(i).statusCode() == 201 ? 1L : 0L,
                    TestDatabase.service().count(people.get(i).tenant(), "SELECT count(*) FROM prediction"));
        }
    }

    @Test
    void tenantsWhoseModelsHaveOneNameShareNoCall() throws Exception {
        // Given
        List<Person> people = people();
        String list = ModelServiceStandIn.MODELS.replace("churn", "own").replace("credit", "other");
        change(get(urlPathEqualTo("/api/v1/models"))
                .withHeader(Headers.TENANT, matching(".+"))
                .willReturn(okJson(list)));
        change(get(urlPathEqualTo("/api/v1/models/own/versions/2"))
                .withHeader(Headers.TENANT, matching(".+"))
                .willReturn(okJson(ModelServiceStandIn.schema("churn-2").replace("\"churn\"", "\"own\""))));
        ResponseDefinitionBuilder alone = ModelServiceStandIn.answer("2", "No", 0.5, "[0.5, 0.5]");
        change(ModelServiceStandIn.infer("own", "2").willReturn(slow(alone)));
        for (int i = 0; i < PEOPLE; i += 2) {
            double score = score(i);
            ResponseDefinitionBuilder mine =
                    ModelServiceStandIn.answer("2", "No", score, "[" + (1 - score) + ", " + score + "]");
            change(ModelServiceStandIn.inferRows("own", "2")
                    .withHeader(Headers.TENANT, equalTo(people.get(i).tenant().toString()))
                    .willReturn(mine.withTransformers(RowsStandIn.NAME)));
        }
        List<Person> each = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            each.add(people.get(i - i % 2));
        }

        // When
        List<Response> answers = all("own", each, i -> features(20));

        // Then
        for (int i = 0; i < PEOPLE; i++) {
            assertEquals(201, answers.get(i).statusCode());
            double score = answers.get(i).jsonPath().getDouble("score");
            assertTrue(score == 0.5 || score == score(i - i % 2), i + " was answered " + score);
        }
    }

    private static double score(int person) {
        return person / 64.0;
    }

    private void change(MappingBuilder stub) {
        changes.add(models.register(stub.atPriority(1)));
    }

    private static ResponseDefinitionBuilder slow(ResponseDefinitionBuilder answer) {
        return answer.withFixedDelay((int) SLOW.toMillis());
    }

    private static List<Person> people() {
        return IntStream.range(0, PEOPLE).mapToObj(i -> Person.ofNewTenant()).toList();
    }

    private static Map<String, Object> features(int tenure) {
        Map<String, Object> features = new HashMap<>(Schemas.examples("churn-2"));
        features.put("tenure", tenure);
        return features;
    }

    private static List<Response> all(String model, List<Person> people, IntFunction<Map<String, Object>> features)
            throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Response>> calls = new ArrayList<>();
            for (int i = 0; i < people.size(); i++) {
                Person person = people.get(i);
                Map<String, Object> row = features.apply(i);
                calls.add(threads.submit(() -> person.predict(model, null, row)));
            }
            List<Response> answers = new ArrayList<>();
            for (Future<Response> call : calls) {
                answers.add(call.get());
            }
            return answers;
        }
    }
}
