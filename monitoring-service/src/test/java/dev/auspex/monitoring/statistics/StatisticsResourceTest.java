package dev.auspex.monitoring.statistics;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.JsonConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.path.json.JsonPath;
import io.restassured.path.json.config.JsonPathConfig;
import io.restassured.specification.RequestSpecification;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

import dev.auspex.chassis.tenancy.TenantDatabase;
import dev.auspex.contracts.event.PredictionCompleted;
import dev.auspex.contracts.event.Topics;
import dev.auspex.contracts.http.Role;
import dev.auspex.localstack.testing.TokenIssuer;
import dev.auspex.monitoring.MonitoringTest;
import dev.auspex.monitoring.TestEvents;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

@QuarkusTest
@MonitoringTest
class StatisticsResourceTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String LIST = "/api/v1/monitoring/models";
    private static final String ONE = LIST + "/{model}/versions/{version}";

    @Inject
    Pool pool;

    @Inject
    TenantDatabase database;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    private final UUID tenant = UUID.randomUUID();

    private static RequestSpecification as(UUID tenant) {
        String token = TokenIssuer.token(tenant, UUID.randomUUID(), Role.MEMBER);
        return given().config(RestAssuredConfig.config()
                        .jsonConfig(JsonConfig.jsonConfig().numberReturnType(JsonPathConfig.NumberReturnType.DOUBLE)))
                .header("Authorization", "Bearer " + token);
    }

    private void publish(UUID owner, String model, int count) {
        try (TestEvents events = new TestEvents()) {
            events.createTopic(Topics.PREDICTION_COMPLETED, 6);
            events.publish(Topics.PREDICTION_COMPLETED, TestEvents.predictions(owner, model, "1", count));
        }
        await().atMost(LONG)
                .untilAsserted(() ->
                        as(owner).get(ONE, model, "1").then().statusCode(200).body("count", equalTo(count)));
    }

    @Test
    void answersCountsLatencyScoresAndDrift() {
        // Given
        publish(tenant, "churn", 400);

        // When
        JsonPath answer = settled("churn", 400);

        // Then
        assertThat(answer.getString("model")).isEqualTo("churn");
        assertThat(answer.getString("from")).contains(":00:00Z");
        assertThat(answer.getDouble("ratePerSecond")).isPositive();
        assertThat(answer.<String, Integer>getMap("labels")).isEqualTo(Map.of("yes", 200, "no", 200));
        assertThat(answer.getDouble("inferenceMicros.p50")).isCloseTo(150, within(5.0));
        assertThat(answer.getDouble("totalMicros.p99")).isCloseTo(1098, within(5.0));
        assertThat(answer.<Object>getList("scores")).hasSize(10);
        assertThat(answer.getList("scores.share", Double.class))
                .allSatisfy(share -> assertThat(share).isCloseTo(0.1, within(0.03)));
        assertThat(answer.getList("drift.feature", String.class))
                .containsExactly("tenure", "contract", "charges", "never", "score");
        // tenure is spread evenly, as in the reference
        assertThat(answer.getDouble("drift[0].psi")).isLessThan(0.02);
        // half monthly where a quarter was expected: ln 3 / 4
        assertThat(answer.getDouble("drift[1].psi")).isCloseTo(Math.log(3) / 4, within(1e-9));
        assertThat(answer.getDouble("drift[2].missing")).isEqualTo(0.25);
        assertThat(answer.getInt("drift[2].count")).isEqualTo(300);
        assertThat(answer.getDouble("drift[3].missing")).isEqualTo(1);
        assertThat(answer.<Object>get("drift[3].psi")).isNull();
        assertThat(answer.getDouble("drift[4].psi")).isLessThan(0.02);
        // and why: a quarter and all of the values are missing where the reference misses none
        assertThat(answer.getDouble("drift[2].referenceMissing")).isZero();
        assertThat(answer.getDouble("drift[1].missingPsi")).isZero();
        assertThat(answer.getDouble("drift[2].missingPsi"))
                .isCloseTo(0.2495 * Math.log(0.25 / 0.0005) - 0.25 * Math.log(0.75), within(1e-9));
        assertThat(answer.getDouble("drift[3].missingPsi")).isGreaterThan(10);
        assertThat(answer.getString("drift[3].reasons[0].figure")).isEqualTo("psi");
        assertThat(answer.getString("drift[3].reasons[0].reason")).isEqualTo("no-values");
        assertThat(answer.<Object>getList("drift[4].reasons")).isEmpty();
        assertEachAbsentFigureHasItsReason(answer);
    }

    private static void assertEachAbsentFigureHasItsReason(JsonPath answer) {
        List<Map<String, Object>> drift = answer.getList("drift");
        for (Map<String, Object> feature : drift) {
            List<String> absent = Stream.of("psi", "referenceMissing", "missingPsi")
                    .filter(figure -> feature.get(figure) == null)
                    .toList();
            assertThat((List<?>) feature.get("reasons"))
                    .as(feature.toString())
                    .extracting("figure")
                    .isEqualTo(absent);
        }
    }

    /** The values .1, .2 and .3, as JSON has them and as FP32 has them, against the reference of {@code m3-1.zip}. */
    @Test
    void findsNoDriftBetweenDoublesAndFp32() {
        // Given
        float[] values = {0.1f, 0.2f, 0.3f};
        List<PredictionCompleted> predictions = TestEvents.predictions(tenant, "m3", "1", 300);
        for (int i = 0; i < 300; i++) {
            double value = i % 2 == 0 ? values[i % 3] : (i % 3 + 1) / 10.0;
            Map<String, Object> features = predictions.get(i).features();
            features.clear();
            features.put("x", value);
            features.put("unheard", "of");
        }

        // When
        JsonPath answer = published(predictions, "m3");

        // Then
        assertThat(answer.getList("drift.feature", String.class))
                .containsExactly("x", "odd", "untold", "unheard", "score");
        assertThat(answer.getDouble("drift[0].psi")).isLessThan(0.01);
        assertThat(answer.getDouble("drift[0].missingPsi")).isZero();
        // an old reference that no upload could bring today makes no answer fail
        assertThat(answer.getList("drift[1].reasons.reason"))
                .containsExactly("no-values", "reference-unusable", "reference-unusable");
        assertThat(answer.getList("drift[2].reasons.reason")).containsExactly("no-values");
        assertThat(answer.getList("drift[3].reasons.reason"))
                .containsExactly("not-in-reference", "not-in-reference", "not-in-reference");
        assertThat(answer.getList("drift[4].reasons.reason")).containsExactly("reference-unusable");
        assertEachAbsentFigureHasItsReason(answer);
    }

    private JsonPath published(List<PredictionCompleted> predictions, String model) {
        try (TestEvents events = new TestEvents()) {
            events.createTopic(Topics.PREDICTION_COMPLETED, 6);
            events.publish(Topics.PREDICTION_COMPLETED, predictions);
        }
        return settled(model, predictions.size());
    }

    /** Statistics once all predictions are counted and the model service has answered: on a slow machine it may be late at first. */
    private JsonPath settled(String model, int count) {
        return await().atMost(LONG)
                .until(
                        () -> as(tenant)
                                .get(ONE, model, "1")
                                .jsonPath(JsonPathConfig.jsonPathConfig()
                                        .numberReturnType(JsonPathConfig.NumberReturnType.DOUBLE)),
                        answer -> Integer.valueOf(count).equals(answer.get("count"))
                                && !answer.getList("drift.reasons.flatten().reason")
                                        .contains("reference-unavailable"));
    }

    @Test
    void answersWithTheVersionThatAnAliasNames() {
        // Given
        publish(tenant, "churn", 40);

        // When
        JsonPath answer = as(tenant)
                .get(ONE, "churn", "champion")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        // Then
        assertThat(answer.getString("version")).isEqualTo("1");
        assertThat(answer.getInt("count")).isEqualTo(40);
        as(tenant).get(ONE, "churn", "challenger").then().statusCode(404);
        as(UUID.randomUUID()).get(ONE, "churn", "champion").then().statusCode(404);
    }

    @Test
    void answersWithoutDriftWhereThereIsNoReference() {
        // Given: a model without a reference, one whose reference fails, and one whose reference takes too long
        for (String model : List.of("unknown", "broken", "slow")) {
            publish(tenant, model, 120);

            // When
            JsonPath answer = model.equals("unknown")
                    ? settled(model, 120)
                    : as(tenant)
                            .get(ONE, model, "1")
                            .then()
                            .statusCode(200)
                            .extract()
                            .jsonPath(JsonPathConfig.jsonPathConfig()
                                    .numberReturnType(JsonPathConfig.NumberReturnType.DOUBLE));

            // Then
            assertThat(answer.getList("drift.feature", String.class))
                    .containsExactly("charges", "contract", "tenure", "score");
            assertThat(answer.getList("drift.psi")).containsOnlyNulls();
            assertThat(answer.getList("drift.reasons.flatten().reason", String.class))
                    .hasSize(12)
                    .containsOnly(model.equals("unknown") ? "no-reference" : "reference-unavailable");
            assertEachAbsentFigureHasItsReason(answer);
            assertThat(answer.getInt("count")).isEqualTo(120);
        }
    }

    @Test
    void answersWithoutDriftWhileThereAreTooFewValues() {
        // Given
        publish(tenant, "churn", 20);

        // When and Then
        settled("churn", 20);
        as(tenant)
                .get(ONE, "churn", "1")
                .then()
                .body("drift.psi", is(java.util.Arrays.asList(null, null, null, null, null)))
                .body("drift[0].reasons.reason", is(List.of("too-few-values", "too-few-values")))
                .body(
                        "drift[0].reasons[0].detail",
                        is("Drift needs at least 100 values, and there are 20. Ask again later."));
    }

    @Test
    void listsAllVersionsOfTheCallersTenantOnly() {
        // Given
        UUID other = UUID.randomUUID();
        publish(tenant, "churn", 10);
        publish(tenant, "another", 10);
        publish(other, "churn", 30);

        // When and Then
        as(tenant)
                .get(LIST)
                .then()
                .statusCode(200)
                .body("model", is(List.of("another", "churn")))
                .body("count", is(List.of(10, 10)));
        as(other).get(LIST).then().body("count", is(List.of(30)));
        as(UUID.randomUUID()).get(LIST).then().statusCode(200).body("$", empty());
        as(UUID.randomUUID()).get(ONE, "churn", "1").then().statusCode(404);
    }

    @Test
    void showsATenantsRowsToNoOtherTenantEvenInDirectSql() {
        // Given
        UUID other = UUID.randomUUID();
        publish(tenant, "churn", 10);

        for (String table : List.of("version_window", "feature_window")) {
            // When
            long own = database.inTenant(tenant, connection -> count(connection, table))
                    .await()
                    .atMost(LONG);
            long strange = database.inTenant(other, connection -> count(connection, table))
                    .await()
                    .atMost(LONG);
            long nobody = pool.withConnection(connection -> count(connection, table))
                    .await()
                    .atMost(LONG);

            // Then
            assertThat(own).as(table).isPositive();
            assertThat(strange).as(table).isZero();
            assertThat(nobody).as(table).isZero();
        }
        for (String table : List.of("consumer_offset", "consumed_event", "dead_letter")) {
            assertThat(database.inTenant(tenant, connection -> count(connection, table))
                            .await()
                            .atMost(LONG))
                    .as(table)
                    .isZero();
        }
        int changed = database.inTenant(tenant, connection -> connection
                        .query("UPDATE version_window SET predictions = 0")
                        .execute()
                        .map(rows -> rows.rowCount()))
                .await()
                .atMost(LONG);
        assertThat(changed).isZero();
    }

    private static io.smallrye.mutiny.Uni<Long> count(
            io.vertx.mutiny.sqlclient.SqlConnection connection, String table) {
        return connection
                .preparedQuery("SELECT count(*) FROM " + table)
                .execute(Tuple.tuple())
                .map(rows -> rows.iterator().next().getLong(0));
    }

    @Test
    void refusesCallersWithoutARoleAndHoursOutOfRange() {
        given().get(LIST).then().statusCode(401);
        given().header("Authorization", "Bearer " + TokenIssuer.token(tenant, UUID.randomUUID()))
                .get(LIST)
                .then()
                .statusCode(403);
        as(tenant).queryParam("hours", 0).get(LIST).then().statusCode(400).contentType("application/problem+json");
        as(tenant).queryParam("hours", 745).get(LIST).then().statusCode(400);
        as(tenant).queryParam("hours", 744).get(LIST).then().statusCode(200);
        as(tenant).get(ONE, "churn", "no\0version").then().statusCode(404);
        as(tenant).get(ONE, "churn", "9").then().statusCode(404).contentType("application/problem+json");
    }

    @Test
    void tellsItsHealthAndMetrics() {
        // Given
        publish(tenant, "churn", 1);

        // When and Then
        given().get(management.resolve("/health/ready"))
                .then()
                .statusCode(200)
                .body(containsString("database"))
                .body(containsString("CONSUMING"));
        given().get(management.resolve("/health/live")).then().statusCode(200).body(containsString("consumer"));
        given().get(management.resolve("/metrics"))
                .then()
                .statusCode(200)
                .body(containsString("auspex_monitoring_events_total{outcome=\"folded\"}"))
                .body(containsString("auspex_monitoring_lag{partition="))
                .body(containsString("auspex_monitoring_fold_seconds_count"));
        given().get(management.resolve("/openapi?format=json"))
                .then()
                .statusCode(200)
                .body("paths.keySet()", org.hamcrest.Matchers.containsInAnyOrder(LIST, ONE));
    }
}
