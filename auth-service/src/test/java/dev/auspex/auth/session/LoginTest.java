package dev.auspex.auth.session;

import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.AuthClient;
import dev.auspex.auth.AuthServers;
import dev.auspex.localstack.testing.TestDatabase;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@AuthServers
class LoginTest {

    private static final String WRONG = "incorrect horse battery staple";

    @TestHTTPResource(value = "/metrics", management = true)
    URL metrics;

    @TestHTTPResource(value = "/health/ready", management = true)
    URL ready;

    @Test
    void signsInWithTheAddressInAnyCase() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session registered = AuthClient.newSession(email);

        // When
        var response = AuthClient.login(email.toUpperCase(Locale.ROOT), AuthClient.PASSWORD);

        // Then
        response.then().statusCode(200).header("Cache-Control", "no-store");
        AuthClient.Session session = AuthClient.session(response);
        assertEquals(registered.account(), session.account());
        assertEquals(registered.tenant(), session.tenant());
        assertNotEquals(registered.refreshToken(), session.refreshToken());
        AuthClient.me(session.accessToken()).then().statusCode(200);
    }

    @Test
    void answersTheSameForWrongPasswordAndUnknownAccount() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.newSession(email);

        // When
        var wrong = AuthClient.login(email, WRONG);
        var unknown = AuthClient.login(AuthClient.newEmail(), WRONG);

        // Then
        wrong.then()
                .statusCode(401)
                .contentType("application/problem+json")
                .body("type", equalTo("https://auspex.dev/problems/unauthenticated"));
        unknown.then().statusCode(401);
        assertEquals(wrong.jsonPath().getString("detail"), unknown.jsonPath().getString("detail"));
    }

    @Test
    void takesTheSameTimeForWrongPasswordAndUnknownAccount() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.newSession(email);
        long wrong = Long.MAX_VALUE;
        long unknown = Long.MAX_VALUE;

        // When: the shortest times say how much work there is; the others, what else the machine did
        for (int i = 0; i < 12; i++) {
            wrong = Math.min(wrong, nanosOfLogin(email));
            unknown = Math.min(unknown, nanosOfLogin(AuthClient.newEmail()));
        }

        // Then
        double ratio = (double) unknown / wrong;
        assertTrue(ratio > 0.65 && ratio < 1.5, "unknown account to wrong password: " + ratio);
    }

    @Test
    void replacesHashesOfOlderParameters() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session session = AuthClient.newSession(email);
        String weak = Argon2Function.getInstance(1024, 1, 1, 32, Argon2.ID)
                .hash(AuthClient.PASSWORD)
                .getResult();
        assertEquals(
                1,
                TestDatabase.owner()
                        .update(
                                session.tenant(),
                                "UPDATE account SET password_hash = ? WHERE id = ?",
                                weak,
                                session.account()));

        // When
        AuthClient.login(email, AuthClient.PASSWORD).then().statusCode(200);

        // Then
        String stored = (String) TestDatabase.owner()
                .query(session.tenant(), "SELECT password_hash FROM account WHERE id = ?", session.account())
                .getFirst();
        assertTrue(stored.startsWith("$argon2id$v=19$m=19456,t=2,p=1$"), stored);
        AuthClient.login(email, AuthClient.PASSWORD).then().statusCode(200);
    }

    @Test
    void refusesWhatIsTooMuchAtOnceInsteadOfQueueing() {
        // Given
        String body = "{\"email\":\"" + AuthClient.newEmail() + "\",\"password\":\"" + WRONG + "\"}";

        // When
        var responses = AuthClient.postAtOnce("/login", Collections.nCopies(80, body));

        // Then
        var refused = responses.stream().filter(r -> r.statusCode() == 429).toList();
        assertTrue(!refused.isEmpty(), "all were let in");
        assertEquals(
                80 - refused.size(),
                responses.stream().filter(r -> r.statusCode() == 401).count());
        refused.forEach(r -> assertEquals(List.of("1"), r.headers().allValues("Retry-After")));
        AuthClient.login(AuthClient.newEmail(), WRONG).then().statusCode(401);
    }

    @Test
    void meNeedsAToken() {
        get("/api/v1/auth/me").then().statusCode(401).contentType("application/problem+json");
        given().header("Authorization", "Basic YTpi")
                .get("/api/v1/auth/me")
                .then()
                .statusCode(401);
    }

    @Test
    void meRefusesTheTokenOfAnAccountThatIsGone() {
        // Given
        AuthClient.Session session = AuthClient.newSession();
        assertEquals(
                1,
                TestDatabase.owner()
                        .update(session.tenant(), "DELETE FROM membership WHERE account_id = ?", session.account()));

        // When
        var response = AuthClient.me(session.accessToken());

        // Then
        response.then().statusCode(401).contentType("application/problem+json");
        AuthClient.refresh(session.refreshToken()).then().statusCode(401);
    }

    @Test
    void countsSignInsByOutcome() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.newSession(email);
        AuthClient.login(email, AuthClient.PASSWORD);
        AuthClient.login(email, WRONG);
        AuthClient.login(AuthClient.newEmail(), WRONG);

        // When
        var page = get(metrics);

        // Then
        page.then().statusCode(200);
        for (String outcome : List.of("success", "wrong_password", "unknown_account")) {
            assertTrue(counter(page.asString(), "auspex_auth_logins_total", outcome) >= 1, outcome);
        }
        assertTrue(counter(page.asString(), "auspex_auth_logins_total", "error") >= 0);
        assertTrue(counter(page.asString(), "auspex_auth_registrations_total", "success") >= 1);
        assertTrue(counter(page.asString(), "auspex_auth_refreshes_total", "reused") >= 0);
    }

    @Test
    void isReadyWithDatabaseAndKey() {
        get(ready)
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"))
                .body("checks.find { it.name == 'database and signing key' }", notNullValue())
                .body("checks.name.join(',')", containsString("signing key"));
    }

    private static double counter(String page, String name, String outcome) {
        return page.lines()
                .filter(line -> line.startsWith(name) && line.contains("outcome=\"" + outcome + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " " + outcome + " is not there"));
    }

    private static long nanosOfLogin(String email) {
        long start = System.nanoTime();
        AuthClient.login(email, WRONG).then().statusCode(401);
        return System.nanoTime() - start;
    }
}
