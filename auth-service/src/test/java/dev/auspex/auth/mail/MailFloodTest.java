package dev.auspex.auth.mail;

import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.AuthClient;
import dev.auspex.auth.AuthServers;
import dev.auspex.auth.MailBox;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transactions;
import dev.auspex.localstack.testing.TestDatabase;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

@QuarkusTest
@AuthServers
class MailFloodTest {

    private static final String SYSTEM = "*";
    private static final String WAITS = "nobody@flood.example";
    private static final String FLOODER = "203.0.113.7";
    private static final String OTHER = "203.0.113.8";

    @Inject
    MailConfig config;

    @Inject
    MailQueue queue;

    @Inject
    Transactions transactions;

    @AfterEach
    void takeTheFloodAway() {
        TestDatabase.owner().update(SYSTEM, "DELETE FROM mail_job WHERE email = ?", WAITS);
    }

    @Test
    void oneSourceFillsItsOwnShareOnly() {
        // Given
        String known = AuthClient.newEmail();
        AuthClient.newSession(known);
        wait(MailLinks.RESET_PASSWORD, FLOODER, config.mostWaitingOfSource());

        // When
        Response unknownAddress = forgot(FLOODER, AuthClient.newEmail());
        Response knownAddress = forgot(FLOODER, known);
        Response fromElsewhere = forgot(OTHER, known);

        // Then
        for (Response refused : List.of(unknownAddress, knownAddress)) {
            refused.then()
                    .statusCode(429)
                    .contentType("application/problem+json")
                    .header("Retry-After", equalTo("60"))
                    .body("type", endsWith("/rate-limited"));
        }
        fromElsewhere.then().statusCode(202);
    }

    @Test
    void manySourcesTogetherFillTheShareOfTheirKindOnly() {
        // Given
        wait(MailLinks.RESET_PASSWORD, null, config.mostWaiting());
        String email = AuthClient.newEmail();

        // When
        Response reset = forgot(OTHER, AuthClient.newEmail());
        Response registered = AuthClient.register(email, AuthClient.PASSWORD);

        // Then
        reset.then().statusCode(429);
        registered.then().statusCode(201);
        MailBox.await(email, "Verify your email address");
    }

    @Test
    void kindsTakeTurns() {
        // Given: all are due before whatever else waits, and nobody else sees them before the transaction ends
        transactions.blocking(Scope.system(), transaction -> {
            for (int i = 0; i < 3; i++) {
                queue.add(transaction, "first-kind", WAITS, Map.of());
            }
            queue.add(transaction, "second-kind", WAITS, Map.of());
            transaction.update(
                    "UPDATE mail_job SET not_before = now() - CASE kind WHEN 'second-kind' THEN interval '9 days'"
                            + " ELSE interval '10 days' END WHERE email = $1",
                    WAITS);

            // When
            String afterNothing = kindOf(queue.take(transaction, ""));
            String afterTheFirst = kindOf(queue.take(transaction, "first-kind"));

            // Then
            assertEquals("first-kind", afterNothing);
            assertEquals("second-kind", afterTheFirst);
            return transaction.update("DELETE FROM mail_job WHERE email = $1", WAITS);
        });
    }

    private static String kindOf(java.util.Optional<MailJob> job) {
        return job.map(MailJob::kind).orElse("none");
    }

    /** Jobs that are not due, so that they wait whatever the dispatcher does; without a source each has one of its own. */
    private static void wait(String kind, String source, int count) {
        TestDatabase.owner()
                .update(
                        SYSTEM,
                        "INSERT INTO mail_job (id, kind, email, detail, not_before)"
                                + " SELECT gen_random_uuid(), ?, ?, json_build_object('source', coalesce(?, 'at ' || i))::text,"
                                + " now() + interval '1 hour' FROM generate_series(1, " + count + ") AS i",
                        kind,
                        WAITS,
                        source);
    }

    private static Response forgot(String source, String email) {
        return given().contentType(ContentType.JSON)
                .header("X-Forwarded-For", source)
                .body(Map.of("email", email))
                .post("/api/v1/auth/password/forgot");
    }
}
