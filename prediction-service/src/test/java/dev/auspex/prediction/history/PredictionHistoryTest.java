package dev.auspex.prediction.history;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.chassis.database.DatabaseGuard;
import dev.auspex.chassis.tenancy.TenantDatabase;
import dev.auspex.contracts.http.Deadline;
import dev.auspex.localstack.testing.TestDatabase;
import dev.auspex.prediction.Person;
import dev.auspex.prediction.PredictionServers;
import dev.auspex.prediction.Schemas;
import dev.auspex.prediction.outbox.GroupCommitter;
import dev.auspex.prediction.outbox.TestPredictions;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@PredictionServers
class PredictionHistoryTest {

    @Inject
    GroupCommitter committer;

    @Inject
    TenantDatabase database;

    @Inject
    Pool pool;

    @Inject
    DatabaseGuard guard;

    @Test
    void walksFiveHundredPredictionsOnceEachWhileNewOnesCome() {
        // Given: many that were made in the same microsecond
        Person person = Person.ofNewTenant();
        Instant start = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MICROS);
        List<Uni<Void>> stored = new ArrayList<>();
        Set<String> old = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            var prediction = TestPredictions.at(person.tenant(), start.plusMillis(i / 50));
            old.add(prediction.prediction().id().toString());
            stored.add(committer.commit(prediction, Deadline.in(Duration.ofSeconds(20))));
        }
        Uni.join().all(stored).andFailFast().await().atMost(Duration.ofSeconds(30));

        // When
        List<String> seen = new ArrayList<>();
        String cursor = null;
        int pages = 0;
        do {
            var request = person.call().queryParam("limit", 37);
            Response page = (cursor == null ? request : request.queryParam("cursor", cursor)).get(Person.PATH);
            page.then().statusCode(200);
            seen.addAll(page.path("items.id"));
            cursor = page.path("nextCursor");
            person.predict().then().statusCode(201);
            pages++;
        } while (cursor != null);

        // Then
        assertEquals(14, pages);
        assertEquals(500, seen.size());
        assertEquals(old, new HashSet<>(seen));
    }

    @Test
    void findsThePagesOfOneModelByAnIndexOfTheirOwn() {
        // When: even where sorting would be cheap, as in a table that is nearly empty
        List<String> plan = database.inTenant(UUID.randomUUID(), connection -> connection
                        .query("SET LOCAL enable_sort = off")
                        .execute()
                        .chain(() -> connection
                                .query("EXPLAIN SELECT id FROM prediction"
                                        + " WHERE tenant_id = '0190b1f0-0000-7000-8000-000000000000'"
                                        + " AND (created_at, id) < (now(), '0190b1f0-0000-7000-8000-000000000000')"
                                        + " AND model = 'churn' ORDER BY created_at DESC, id DESC LIMIT 51")
                                .mapping(row -> row.getString(0))
                                .execute())
                        .map(rows -> {
                            List<String> lines = new ArrayList<>();
                            rows.forEach(lines::add);
                            return lines;
                        }))
                .await()
                .atMost(Duration.ofSeconds(20));

        // Then
        assertTrue(plan.toString().contains("prediction_newest_of_model"), plan.toString());
    }

    @Test
    void leavesConnectionsToTheCommitsHoweverManyRead() {
        // Given
        Person person = Person.ofNewTenant();
        AtomicInteger read = new AtomicInteger();
        for (int i = 0; i < 16; i++) {
            guard.read(pool.query("SELECT pg_sleep(1.5)").execute())
                    .subscribe()
                    .with(rows -> read.incrementAndGet(), failure -> read.addAndGet(-100));
        }

        // When
        Response made = person.predict();

        // Then
        made.then().statusCode(201);
        assertTrue(read.get() < 8, read.toString());
        await().atMost(Duration.ofSeconds(20)).until(() -> read.get() == 16);
    }

    @Test
    void showsNewestFirstAndFiltersByModel() {
        // Given
        Person person = Person.ofNewTenant();
        String first = person.predict().path("id");
        String credit =
                person.predict("credit", null, Schemas.examples("credit-1")).path("id");
        String last = person.predict().path("id");

        // When
        Response all = person.call().get(Person.PATH);
        Response churn = person.call()
                .queryParam("model", "churn")
                .queryParam("limit", 1)
                .get(Person.PATH);

        // Then
        all.then().body("items.id", equalTo(List.of(last, credit, first))).body("nextCursor", nullValue());
        churn.then().body("items.id", equalTo(List.of(last))).body("nextCursor", notNullValue());
        person.call()
                .queryParam("model", "churn")
                .queryParam("limit", 1)
                .queryParam("cursor", churn.<String>path("nextCursor"))
                .get(Person.PATH)
                .then()
                .body("items.id", equalTo(List.of(first)))
                .body("nextCursor", nullValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "!!!",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void refusesCursorsThatItDidNotMake(String cursor) {
        Person.ofNewTenant()
                .call()
                .queryParam("cursor", cursor)
                .get(Person.PATH)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("violations[0].pointer", equalTo("#cursor"));
    }

    @Test
    void refusesCursorsThatWereChangedOrBelongToAnotherList() {
        // Given
        Person person = Person.ofNewTenant();
        person.predict().then().statusCode(201);
        person.predict().then().statusCode(201);
        String cursor = person.call().queryParam("limit", 1).get(Person.PATH).path("nextCursor");

        // When
        for (int i = 0; i < cursor.length(); i++) {
            char other = cursor.charAt(i) == 'A' ? 'B' : 'A';
            String changed = cursor.substring(0, i) + other + cursor.substring(i + 1);
            person.call().queryParam("cursor", changed).get(Person.PATH).then().statusCode(400);
        }

        // Then
        person.call()
                .queryParam("cursor", cursor)
                .queryParam("model", "churn")
                .get(Person.PATH)
                .then()
                .statusCode(400);
        Person.ofNewTenant()
                .call()
                .queryParam("cursor", cursor)
                .get(Person.PATH)
                .then()
                .statusCode(400);
        person.call()
                .queryParam("cursor", cursor)
                .get(Person.PATH)
                .then()
                .statusCode(200)
                .body("items", hasSize(1));
    }

    @Test
    void refusesQueryParametersThatAListDoesNotHave() {
        // Given
        Person person = Person.ofNewTenant();

        // When
        Response misspelt = person.call().queryParam("limt", 5).get(Person.PATH);
        Response two = person.call()
                .queryParam("limit", 5)
                .queryParam("Model", "churn")
                .queryParam("page", 2)
                .get(Person.PATH);

        // Then
        misspelt.then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("violations[0].pointer", equalTo("#limt"))
                .body("violations[0].code", equalTo("unknown"))
                .body(
                        "detail",
                        equalTo("There is no query parameter `limt`. The known parameters are cursor, limit, model."));
        two.then().statusCode(400).body("violations.pointer", equalTo(List.of("#Model", "#page")));
        given().queryParam("limt", 5).get(Person.PATH).then().statusCode(401);
        // An operation without any takes what a proxy or a client adds to addresses.
        person.call()
                .queryParam("_", 1)
                .get(Person.PATH + "/" + UUID.randomUUID())
                .then()
                .statusCode(404);
    }

    @Test
    void boundsPages() {
        Person person = Person.ofNewTenant();

        person.call()
                .queryParam("limit", "x")
                .get(Person.PATH)
                .then()
                .statusCode(400)
                .body("violations[0].pointer", org.hamcrest.Matchers.equalTo("#limit"));
        person.call()
                .queryParam("limit", 99_999_999_999L)
                .get(Person.PATH)
                .then()
                .statusCode(400);
        person.call().queryParam("limit", 0).get(Person.PATH).then().statusCode(400);
        person.call().queryParam("limit", 201).get(Person.PATH).then().statusCode(400);
        person.call().queryParam("model", "No Such").get(Person.PATH).then().statusCode(400);
        person.call().get(Person.PATH).then().statusCode(200).body("items", hasSize(0));
    }

    @Test
    void hidesAnotherTenantsPredictions() {
        // Given
        Person ada = Person.ofNewTenant();
        Person eve = Person.ofNewTenant();
        String id = ada.predict().path("id");

        // When
        Response stolen = eve.call().get(Person.PATH + "/" + id);

        // Then
        stolen.then().statusCode(404).body("type", equalTo("https://auspex.dev/problems/not-found"));
        eve.call().get(Person.PATH).then().body("items", hasSize(0));
        ada.call().get(Person.PATH + "/" + id).then().statusCode(200);
    }

    @Test
    void isRefusedForgottenConditionsByTheDatabase() {
        // Given
        Person ada = Person.ofNewTenant();
        Person eve = Person.ofNewTenant();
        UUID id = UUID.fromString(ada.predict().path("id"));
        String byId = "SELECT count(*) FROM prediction WHERE id = ?";

        // Then: row-level security shows a tenant its own rows, and no rows without a tenant
        assertEquals(1L, TestDatabase.service().count(ada.tenant(), byId, id));
        assertEquals(0L, TestDatabase.service().count(eve.tenant(), byId, id));
        assertEquals(0L, TestDatabase.service().count(null, byId, id));
        assertEquals(0L, TestDatabase.service().count("*", byId, id));
        assertEquals(0L, TestDatabase.service().count(ada.tenant(), "SELECT count(*) FROM outbox"));
        for (String change : List.of("UPDATE prediction SET score = 1", "DELETE FROM prediction", "TRUNCATE outbox")) {
            IllegalStateException refused = assertThrows(
                    IllegalStateException.class, () -> TestDatabase.service().update(ada.tenant(), change));
            assertTrue(refused.getMessage().contains("permission denied"), refused.getMessage());
        }
    }
}
