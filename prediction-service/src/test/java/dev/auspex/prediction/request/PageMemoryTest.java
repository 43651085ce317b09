package dev.auspex.prediction.request;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

import dev.auspex.chassis.budget.Budget;
import dev.auspex.chassis.budget.ByteBudget.Charge;
import dev.auspex.chassis.budget.ByteBudget.Verdict;
import dev.auspex.localstack.testing.TestDatabase;
import dev.auspex.prediction.Person;
import dev.auspex.prediction.PredictionServers;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What pages of predictions with long inputs may take of the service's memory. */
@QuarkusTest
@PredictionServers
class PageMemoryTest {

    private static final int STORED = 150;
    private static final int CHARACTERS = 30_000;

    @Inject
    Budget budget;

    private final Person person = Person.ofNewTenant();
    private final Person other = Person.ofNewTenant();

    @Test
    void cutsAPageOffWhereItGetsLargeAndLosesNothing() {
        // Given
        store(person);
        List<String> seen = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();

        // When
        String cursor = null;
        do {
            Response page = page(person, cursor);
            page.then().statusCode(200);
            List<String> ids = page.path("items.id");
            seen.addAll(ids);
            sizes.add(ids.size());
            cursor = page.path("nextCursor");
        } while (cursor != null && sizes.size() < STORED);

        // Then
        assertEquals(
                TestDatabase.owner()
                        .query(person.tenant(), "SELECT id::text FROM prediction ORDER BY created_at DESC, id DESC"),
                seen);
        assertTrue(sizes.size() > 2, "pages: " + sizes);
        for (int size : sizes) {
            assertTrue(size * CHARACTERS < 1_100_000, "pages: " + sizes);
        }
    }

    @Test
    void refusesAPageToATenantThatHasNoMemoryLeft() {
        // Given
        store(person);
        store(other);
        Charge everything = everythingFor(person);

        // When
        Response refused = page(person, null);
        Response ofOther = page(other, null);
        everything.close();
        Response again = page(person, null);

        // Then
        refused.then().statusCode(429).header("Retry-After", "1").body("type", endsWith("/overloaded"));
        ofOther.then().statusCode(200).body("items", not(empty()));
        again.then().statusCode(200).body("items", not(empty()));
        await().atMost(Duration.ofSeconds(20)).until(() -> held(person) == 0 && held(other) == 0);
    }

    private Charge everythingFor(Person whom) {
        Charge all = budget.open(whom.tenant().toString());
        for (long step = 64L << 20; step >= 1024; step /= 2) {
            while (all.take(step) == Verdict.TAKEN) {
                // More of the same.
            }
        }
        return all;
    }

    private long held(Person whom) {
        return budget.used(whom.tenant().toString());
    }

    private static Response page(Person whom, String cursor) {
        return cursor == null
                ? whom.call().queryParam("limit", 200).get(Person.PATH)
                : whom.call()
                        .queryParam("limit", 200)
                        .queryParam("cursor", cursor)
                        .get(Person.PATH);
    }

    /** Predictions with long texts, several of them of the same moment. */
    private static void store(Person whom) {
        TestDatabase.owner().update(whom.tenant(), """
                        INSERT INTO prediction (tenant_id, id, account_id, model, version, label, score, confidence, features,
                                                warnings, validate_micros, queue_micros, inference_micros,
                                                model_call_micros, total_micros, created_at)
                        SELECT ?, gen_random_uuid(), gen_random_uuid(), 'mood', '1', 'yes', 0.75, 0.75,
                               jsonb_build_object('review', repeat('x', ?)), '[]', 1, 1, 1, 1, 4,
                               now() - (n / 4) * interval '1 second'
                          FROM generate_series(1, ?) n""", whom.tenant(), CHARACTERS, STORED);
    }
}
