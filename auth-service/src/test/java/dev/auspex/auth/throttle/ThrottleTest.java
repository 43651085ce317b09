package dev.auspex.auth.throttle;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.AuthClient;
import dev.auspex.auth.AuthServers;
import dev.auspex.auth.MailBox;
import dev.auspex.auth.account.EmailAddress;
import dev.auspex.auth.client.Client;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transactions;
import dev.auspex.auth.totp.Codes;
import dev.auspex.localstack.testing.TestDatabase;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@AuthServers
@TestProfile(ThrottleTest.Strict.class)
class ThrottleTest {

    @Inject
    Transactions transactions;

    @Inject
    Throttle throttle;

    private static final String WRONG = "incorrect horse battery staple";

    @Test
    void thePauseGrowsAfterTheFreeAttemptsAndASuccessEndsIt() {
        // Given
        String email = AuthClient.newEmail();
        String here = address();
        register(here, email);
        for (int i = 0; i < 5; i++) {
            login(here, email, WRONG).then().statusCode(401);
        }

        // When
        Response refused = login(here, email, WRONG);

        // Then
        refused.then()
                .statusCode(429)
                .contentType("application/problem+json")
                .body("type", equalTo("https://auspex.dev/problems/rate-limited"));
        assertEquals("1", refused.header("Retry-After"));
        login(here, email, AuthClient.PASSWORD).then().statusCode(429);
        for (int pause = 1; pause <= 64; pause *= 2) {
            turnBack(pause);
            login(here, email, WRONG).then().statusCode(401);
            Response next = login(here, email, WRONG);
            next.then().statusCode(429);
            assertEquals(Integer.toString(2 * pause), next.header("Retry-After"));
        }
        turnBack(300);
        login(here, email, AuthClient.PASSWORD).then().statusCode(200);
        for (int i = 0; i < 5; i++) {
            login(here, email, WRONG).then().statusCode(401);
        }
    }

    @Test
    void countsWrongPasswordsWithTheLinkThatVerifies() {
        // Given
        String email = AuthClient.newEmail();
        register(address(), email);
        Map<String, String> body = Map.of("token", MailBox.token(MailBox.await(email, "Verify")), "password", WRONG);
        String elsewhere = address();

        // When
        List<Integer> answers = IntStream.range(0, 6)
                .mapToObj(i -> given().contentType(ContentType.JSON)
                        .header("X-Forwarded-For", elsewhere)
                        .body(body)
                        .post("/api/v1/auth/email/verify")
                        .statusCode())
                .toList();

        // Then
        assertEquals(List.of(400, 400, 400, 400, 400, 429), answers);
    }

    @Test
    void countsWrongCodesOfTheSecondFactorThoughThePasswordIsRight() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session session = AuthClient.newSession(email);
        String secret = AuthClient.as(session)
                .body(Map.of("password", AuthClient.PASSWORD))
                .post("/api/v1/auth/second-factor/totp")
                .path("secret");
        AuthClient.as(session)
                .body(Map.of("code", Codes.of(secret, 0)))
                .post("/api/v1/auth/second-factor/totp/confirm")
                .then()
                .statusCode(200);
        Map<String, String> body = Map.of("password", AuthClient.PASSWORD, "code", "000000");

        // When
        List<Integer> answers = IntStream.range(0, 6)
                .mapToObj(i -> (i % 2 == 0
                                ? AuthClient.as(session).body(body).post("/api/v1/auth/second-factor/disable")
                                : AuthClient.as(session).body(body).post("/api/v1/account/delete"))
                        .statusCode())
                .toList();

        // Then
        assertEquals(List.of(400, 400, 400, 400, 400, 429), answers);
        assertEquals(
                5L,
                TestDatabase.owner()
                        .count(
                                session.tenant(),
                                "SELECT count(*) FROM audit_event WHERE kind = 'reauthentication-refused'"));
    }

    @Test
    void aSuccessTakesItsLocksInTheOrderOfAnAttempt() {
        // Given
        EmailAddress email = new EmailAddress(AuthClient.newEmail());
        Client client = new Client(address(), "test", false);
        transactions.blocking(Scope.system(), transaction -> {
            throttle.admit(transaction, email, client);
            return null;
        });

        // When: an attempt has counted the pair and comes to the account while a success is on its way
        CompletableFuture<Void> success = transactions.blocking(Scope.system(), transaction -> {
            transaction.update("UPDATE attempt SET count = count WHERE subject = $1", Throttle.pair(email, client));
            CompletableFuture<Void> running =
                    CompletableFuture.runAsync(() -> transactions.blocking(Scope.system(), other -> {
                        throttle.succeeded(other, email, client, client);
                        return null;
                    }));
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            transaction.update("UPDATE attempt SET count = count WHERE subject = $1", Throttle.account(email));
            return running;
        });

        // Then
        assertDoesNotThrow(success::join);
    }

    @Test
    void manyAtOnceCountAsMany() {
        // Given
        String body = "{\"email\":\"" + AuthClient.newEmail() + "\",\"password\":\"" + WRONG + "\"}";

        // When
        var responses = AuthClient.postAtOnce("/login", Collections.nCopies(40, body));

        // Then
        long looked = responses.stream().filter(r -> r.statusCode() == 401).count();
        assertTrue(looked <= 6, "passwords looked at: " + looked);
        assertEquals(
                40 - looked,
                responses.stream().filter(r -> r.statusCode() == 429).count());
    }

    @Test
    void aGuessingCrowdDoesNotKeepTheOwnerOut() {
        // Given: somebody tries from everywhere
        String email = AuthClient.newEmail();
        String home = address();
        register(home, email);
        int refused = 0;
        for (int i = 0; i < 60; i++) {
            refused += login(address(), email, WRONG).statusCode() == 429 ? 1 : 0;
        }
        assertTrue(refused >= 35, "refused of the crowd: " + refused);

        // When
        Response fromHome = login(home, email, AuthClient.PASSWORD);

        // Then
        fromHome.then().statusCode(200);
        String abroad = address();
        login(abroad, email, AuthClient.PASSWORD).then().statusCode(429);
        AuthClient.post("/password/forgot", Map.of("email", email)).then().statusCode(202);
        String token = MailBox.token(MailBox.await(email, "Reset"));
        given().contentType(ContentType.JSON)
                .header("X-Forwarded-For", abroad)
                .body(Map.of("token", token, "newPassword", "another horse another staple"))
                .post("/api/v1/auth/password/reset")
                .then()
                .statusCode(204);
        login(abroad, email, "another horse another staple").then().statusCode(200);
    }

    @Test
    void aBrowserIsKnownByItsMarkWhereverItIs() {
        // Given
        String email = AuthClient.newEmail();
        register(address(), email);
        Response first = browser(address(), null, email);
        first.then().statusCode(200);
        String mark = first.cookie("auspex_device");
        for (int i = 0; i < 40; i++) {
            login(address(), email, WRONG);
        }

        // When
        Response withMark = browser(address(), mark, email);

        // Then
        withMark.then().statusCode(200);
        browser(address(), null, email).then().statusCode(429);
        browser(address(), "A".repeat(22), email).then().statusCode(429);
    }

    @Test
    void oneSourceIsSlowedDownAcrossAccountsWhetherTheyExistOrNot() {
        // Given
        String source = address();

        // When
        List<Integer> answers = Collections.nCopies(60, 0).stream()
                .map(i -> login(source, AuthClient.newEmail(), WRONG).statusCode())
                .toList();

        // Then
        assertEquals(50, answers.stream().filter(status -> status == 401).count());
        assertEquals(10, answers.stream().filter(status -> status == 429).count());
    }

    private static void turnBack(int seconds) {
        TestDatabase.owner()
                .update("*", "UPDATE attempt SET last_at = last_at - make_interval(secs => ?)", (double) seconds);
    }

    private static String address() {
        UUID random = UUID.randomUUID();
        return "2001:db8:" + Integer.toHexString((int) (random.getMostSignificantBits() & 0xffff)) + "::"
                + Integer.toHexString((int) (random.getLeastSignificantBits() & 0xffff));
    }

    private static void register(String source, String email) {
        given().contentType(ContentType.JSON)
                .header("X-Forwarded-For", source)
                .body(Map.of("email", email, "password", AuthClient.PASSWORD))
                .post("/api/v1/auth/register")
                .then()
                .statusCode(201);
    }

    private static Response login(String source, String email, String password) {
        return given().contentType(ContentType.JSON)
                .header("X-Forwarded-For", source)
                .body(Map.of("email", email, "password", password))
                .post("/api/v1/auth/login");
    }

    private static Response browser(String source, String mark, String email) {
        var request = given().contentType(ContentType.JSON)
                .header("X-Forwarded-For", source)
                .header("X-Session-Mode", "browser")
                .body(Map.of("email", email, "password", AuthClient.PASSWORD));
        if (mark != null) {
            request.cookie("auspex_device", mark);
        }
        return request.post("/api/v1/auth/login");
    }

    /** As strict as it is by default; cheap hashes. */
    public static final class Strict implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "auspex.throttle.pair-free", "5",
                    "auspex.throttle.account-free", "20",
                    "auspex.throttle.source-free", "50",
                    "auspex.password.memory-kib", "1024",
                    "auspex.password.iterations", "1",
                    "auspex.password.waiting", "100");
        }
    }
}
