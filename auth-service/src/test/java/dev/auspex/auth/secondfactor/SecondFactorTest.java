package dev.auspex.auth.secondfactor;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.AuthClient;
import dev.auspex.auth.AuthServers;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transactions;
import dev.auspex.auth.totp.Codes;
import dev.auspex.localstack.testing.TestDatabase;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@AuthServers
class SecondFactorTest {

    private static final String PATH = "/api/v1/auth/second-factor";

    @Inject
    Transactions transactions;

    @Test
    void signsInWithPasswordAndCode() {
        // Given
        Protected account = protect();

        // When
        Response asked = AuthClient.login(account.email(), AuthClient.PASSWORD);

        // Then
        asked.then()
                .statusCode(200)
                .body("accessToken", nullValue())
                .body("refreshToken", nullValue())
                .body("secondFactor.challenge", notNullValue())
                .body("secondFactor.expiresIn", equalTo(300));
        Response signedIn = answer(asked, Codes.of(account.secret(), 1));
        signedIn.then().statusCode(200).body("refreshToken", notNullValue());
        AuthClient.me(signedIn.path("accessToken")).then().statusCode(200);
        answer(asked, Codes.of(account.secret(), 1)).then().statusCode(401);
        AuthClient.login(account.email(), "not the right password").then().statusCode(401);
    }

    @Test
    void takesNoCodeTwice() {
        // Given
        Protected account = protect();
        String code = Codes.of(account.secret(), 1);
        answer(AuthClient.login(account.email(), AuthClient.PASSWORD), code)
                .then()
                .statusCode(200);

        // When
        Response again = answer(AuthClient.login(account.email(), AuthClient.PASSWORD), code);

        // Then
        again.then().statusCode(401).contentType("application/problem+json");
    }

    @Test
    void ofManyUsesOfOneCodeAtOnceOneSucceeds() {
        // Given
        Protected account = protect();
        String code = Codes.of(account.secret(), 1);
        List<Response> asked = IntStream.range(0, 8)
                .mapToObj(i -> AuthClient.login(account.email(), AuthClient.PASSWORD))
                .toList();

        // When
        List<CompletableFuture<Integer>> answers = asked.stream()
                .map(each ->
                        CompletableFuture.supplyAsync(() -> answer(each, code).statusCode()))
                .toList();

        // Then
        assertEquals(
                1,
                answers.stream()
                        .map(CompletableFuture::join)
                        .filter(status -> status == 200)
                        .count());
    }

    @Test
    void endsAChallengeAfterFiveWrongCodesAndAfterItsTime() {
        // Given
        Protected account = protect();
        Response asked = AuthClient.login(account.email(), AuthClient.PASSWORD);
        for (int i = 0; i < 5; i++) {
            answer(asked, "000000").then().statusCode(401);
        }
        assertEquals(
                5L,
                TestDatabase.owner()
                        .count(
                                account.session().tenant(),
                                "SELECT count(*) FROM audit_event WHERE kind = 'sign-in-refused' AND account_id IS NULL"));
        Response late = AuthClient.login(account.email(), AuthClient.PASSWORD);
        TestDatabase.owner()
                .update(
                        "*",
                        "UPDATE sign_in_challenge SET expires_at = now() - interval '1 second' WHERE account_id = ?",
                        account.session().account());

        // When
        String code = Codes.of(account.secret(), 1);

        // Then
        answer(asked, code).then().statusCode(401);
        answer(late, code).then().statusCode(401);
        answer(AuthClient.login(account.email(), AuthClient.PASSWORD), code)
                .then()
                .statusCode(200);
    }

    @Test
    void aRecoveryCodeIsGoodOnce() {
        // Given
        Protected account = protect();
        String code = account.codes().getFirst().toLowerCase(java.util.Locale.ROOT);

        // When
        Response signedIn = answer(AuthClient.login(account.email(), AuthClient.PASSWORD), code);

        // Then
        signedIn.then().statusCode(200);
        answer(AuthClient.login(account.email(), AuthClient.PASSWORD), code)
                .then()
                .statusCode(401);
        AuthClient.as(account.session())
                .get(PATH)
                .then()
                .statusCode(200)
                .body("enabled", equalTo(true))
                .body("recoveryCodesLeft", equalTo(9));
    }

    @Test
    void isDisabledByPasswordAndCodeOnly() {
        // Given
        Protected account = protect();
        String code = Codes.of(account.secret(), 1);

        // When
        Response withoutCode = post(account.session(), "/disable", Map.of("password", AuthClient.PASSWORD));
        Response wrongPassword =
                post(account.session(), "/disable", Map.of("password", "not the right one", "code", code));
        Response right = post(account.session(), "/disable", Map.of("password", AuthClient.PASSWORD, "code", code));

        // Then
        withoutCode.then().statusCode(400).body("violations[0].pointer", equalTo("/code"));
        wrongPassword.then().statusCode(400).body("violations[0].pointer", equalTo("/password"));
        right.then().statusCode(204);
        AuthClient.login(account.email(), AuthClient.PASSWORD)
                .then()
                .statusCode(200)
                .body("refreshToken", notNullValue());
    }

    @Test
    void isNotInUseBeforeACodeWasShown() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session session = AuthClient.newSession(email);
        String secret =
                post(session, "/totp", Map.of("password", AuthClient.PASSWORD)).path("secret");

        // When
        Response wrong = post(session, "/totp/confirm", Map.of("code", "abc"));

        // Then
        wrong.then().statusCode(400).body("violations[0].pointer", equalTo("/code"));
        AuthClient.login(email, AuthClient.PASSWORD).then().body("refreshToken", notNullValue());
        post(session, "/totp", Map.of("password", "not the right one")).then().statusCode(400);
        String again =
                post(session, "/totp", Map.of("password", AuthClient.PASSWORD)).path("secret");
        assertFalse(again.equals(secret));
        post(session, "/totp/confirm", Map.of("code", Codes.of(secret, 0)))
                .then()
                .statusCode(400);
        post(session, "/totp/confirm", Map.of("code", Codes.of(again, 0)))
                .then()
                .statusCode(200);
        post(session, "/totp", Map.of("password", AuthClient.PASSWORD)).then().statusCode(409);
    }

    @Test
    void theSecretIsEncryptedAndTheCodesAreHashed() {
        // Given
        Protected account = protect();

        // When
        String rows = transactions
                .run(
                        Scope.account(account.session().account()),
                        t -> t.list("SELECT row_to_json(totp)::text FROM totp", row -> row.getString(0))
                                + " "
                                + t.list(
                                        "SELECT row_to_json(recovery_code)::text FROM recovery_code",
                                        row -> row.getString(0)))
                .await()
                .atMost(Duration.ofSeconds(20));

        // Then
        assertTrue(rows.contains("secret_sealed") && rows.contains("code_hash"), rows);
        assertFalse(rows.contains(account.secret()));
        account.codes().forEach(code -> assertFalse(rows.contains(code.replace("-", "")), code));
        Protected other = protect();
        int seen = transactions
                .run(
                        Scope.member(other.session().tenant(), other.session().account()),
                        t -> t.list("SELECT account_id FROM totp", row -> row.getUUID(0))
                                        .size()
                                + t.list("SELECT account_id FROM recovery_code", row -> row.getUUID(0))
                                        .size())
                .await()
                .atMost(Duration.ofSeconds(20));
        assertEquals(1 + 10, seen, "rows of the account itself and no other");
    }

    private record Protected(String email, AuthClient.Session session, String secret, List<String> codes) {}

    private static Protected protect() {
        String email = AuthClient.newEmail();
        AuthClient.Session session = AuthClient.newSession(email);
        Response started = post(session, "/totp", Map.of("password", AuthClient.PASSWORD));
        started.then().statusCode(200);
        String secret = started.path("secret");
        assertTrue(started.<String>path("uri").startsWith("otpauth://totp/Auspex%3A"), started.asString());
        Response confirmed = post(session, "/totp/confirm", Map.of("code", Codes.of(secret, 0)));
        confirmed.then().statusCode(200).body("codes", hasSize(10));
        return new Protected(email, session, secret, confirmed.path("codes"));
    }

    private static Response post(AuthClient.Session session, String path, Map<String, String> body) {
        return AuthClient.as(session).body(body).post(PATH + path);
    }

    private static Response answer(Response asked, String code) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("challenge", asked.path("secondFactor.challenge"), "code", code))
                .post("/api/v1/auth/login/second-factor");
    }
}
