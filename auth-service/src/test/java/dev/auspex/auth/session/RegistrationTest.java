package dev.auspex.auth.session;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.AuthClient;
import dev.auspex.auth.AuthServers;
import dev.auspex.localstack.testing.TestDatabase;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@AuthServers
class RegistrationTest {

    @Test
    void registersWithTenantAndSignsIn() {
        // Given
        String email = AuthClient.newEmail();

        // When
        var response = AuthClient.register(email, AuthClient.PASSWORD);

        // Then
        response.then()
                .statusCode(201)
                .header("Cache-Control", "no-store")
                .body("tokenType", equalTo("Bearer"))
                .body("expiresIn", equalTo(600))
                .body("refreshToken", matchesPattern("[A-Za-z0-9_-]{43}"));
        AuthClient.Session session = AuthClient.session(response);
        AuthClient.me(session.accessToken())
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("id", equalTo(session.account().toString()))
                .body("email", equalTo(email))
                .body("tenantId", equalTo(session.tenant().toString()))
                .body("roles", equalTo(List.of("owner", "admin", "analyst", "member")))
                .body("createdAt", matchesPattern("\\d{4}-\\d\\d-\\d\\dT.*Z"));
        assertEquals(7, session.account().version());
        assertEquals(7, session.tenant().version());
    }

    @Test
    void storesNeitherPasswordNorRefreshToken() {
        // Given
        AuthClient.Session session = AuthClient.newSession();

        // When
        String passwordHash = (String) TestDatabase.owner()
                .query(session.tenant(), "SELECT password_hash FROM account WHERE id = ?", session.account())
                .getFirst();
        byte[] tokenHash = (byte[]) TestDatabase.owner()
                .query(session.tenant(), "SELECT token_hash FROM refresh_token")
                .getFirst();

        // Then
        assertTrue(passwordHash.startsWith("$argon2id$v=19$m=19456,t=2,p=1$"), passwordHash);
        assertEquals(new RefreshToken(session.refreshToken()).hash(), io.vertx.core.buffer.Buffer.buffer(tokenHash));
    }

    @Test
    void refusesATakenAddressInAnyCase() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.newSession(email);

        // When
        var response = AuthClient.register(email.toUpperCase(Locale.ROOT), AuthClient.PASSWORD);

        // Then
        response.then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", equalTo("https://auspex.dev/problems/conflict"))
                .body("detail", containsString("Sign in"));
    }

    @Test
    void ofManyAtOnceOneGetsTheAddress() {
        // Given
        String email = AuthClient.newEmail();
        List<String> bodies = IntStream.range(0, 10)
                .mapToObj(i -> body(i % 2 == 0 ? email : email.toUpperCase(Locale.ROOT)))
                .toList();

        // When
        var responses = AuthClient.postAtOnce("/register", bodies);

        // Then
        assertEquals(1, responses.stream().filter(r -> r.statusCode() == 201).count());
        assertEquals(9, responses.stream().filter(r -> r.statusCode() == 409).count());
    }

    @Test
    void namesEveryViolationByPointer() {
        // When
        var response = AuthClient.register("not an address", "hunter2");

        // Then
        response.then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("https://auspex.dev/problems/invalid-input"))
                .body("violations.pointer", containsInAnyOrder("/email", "/password"))
                .body("violations.code", hasItems("format", "size"));
        assertTrue(!response.asString().contains("hunter2"), response.asString());
    }

    @Test
    void namesMissingAndUnknownFields() {
        AuthClient.post("/register", Map.of("email", AuthClient.newEmail()))
                .then()
                .statusCode(400)
                .body("violations.pointer", hasItems("/password"));
        AuthClient.post(
                        "/register",
                        Map.of("email", AuthClient.newEmail(), "password", AuthClient.PASSWORD, "role", "owner"))
                .then()
                .statusCode(400)
                .body("violations.pointer", hasItems("/role"));
    }

    @Test
    void refusesBodiesThatAreNoJson() {
        given().contentType(ContentType.JSON)
                .body("{\"email\": ")
                .post("/api/v1/auth/register")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body(not(containsString("jackson")));
        given().contentType(ContentType.JSON)
                .post("/api/v1/auth/register")
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
    }

    private static String body(String email) {
        return "{\"email\":\"" + email + "\",\"password\":\"" + AuthClient.PASSWORD + "\"}";
    }
}
