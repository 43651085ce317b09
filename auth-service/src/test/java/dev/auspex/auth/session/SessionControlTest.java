package dev.auspex.auth.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.AuthClient;
import dev.auspex.auth.AuthServers;
import dev.auspex.auth.account.Principal;
import dev.auspex.auth.client.Client;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transactions;
import dev.auspex.auth.tenant.TenantRole;
import dev.auspex.localstack.testing.TestDatabase;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.containsStringIgnoringCase;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@AuthServers
class SessionControlTest {

    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    private static final String MODE = "X-Session-Mode";
    private static final String COOKIE = "auspex_refresh";

    @Inject
    SessionRepository sessions;

    @Inject
    Transactions transactions;

    @Test
    void aRefreshIsTheLastUseAndMovesNoOtherSession() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session used = AuthClient.newSession(email);
        AuthClient.Session idle = AuthClient.session(AuthClient.login(email, AuthClient.PASSWORD));
        TestDatabase.owner()
                .update(
                        used.tenant(),
                        "UPDATE session SET last_used_at = now() - interval '3 hours', created_at = now() - interval '4 hours'");
        Instant hoursAgo = Instant.now().minus(Duration.ofHours(2));

        // When
        AuthClient.Session refreshed = AuthClient.session(AuthClient.refresh(used.refreshToken()));

        // Then
        Response list = AuthClient.as(refreshed).get("/api/v1/auth/sessions");
        list.then()
                .statusCode(200)
                .body("id", equalTo(List.of(used.id().toString(), idle.id().toString())));
        assertTrue(Instant.parse(list.path("[0].lastUsedAt")).isAfter(hoursAgo), list.asString());
        assertTrue(Instant.parse(list.path("[0].createdAt")).isBefore(hoursAgo), list.asString());
        assertTrue(Instant.parse(list.path("[1].lastUsedAt")).isBefore(hoursAgo), list.asString());
    }

    @Test
    void logoutEndsTheSessionAtOnceAndNoOther() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session mine = AuthClient.newSession(email);
        AuthClient.Session other = AuthClient.session(AuthClient.login(email, AuthClient.PASSWORD));

        // When
        AuthClient.logout(mine.refreshToken()).then().statusCode(204);

        // Then
        AuthClient.refresh(mine.refreshToken()).then().statusCode(401);
        AuthClient.as(mine).get("/api/v1/auth/sessions").then().statusCode(401);
        AuthClient.me(mine.accessToken()).then().statusCode(401);
        AuthClient.refresh(other.refreshToken()).then().statusCode(200);
        AuthClient.logout(mine.refreshToken()).then().statusCode(204);
        AuthClient.logout("A".repeat(43)).then().statusCode(204);
    }

    @Test
    void listsSessionsWithDeviceAndLastUse() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session mine = AuthClient.newSession(email);
        Response firefox = given().contentType(ContentType.JSON)
                .header("User-Agent", FIREFOX)
                .body(Map.of("email", email, "password", AuthClient.PASSWORD))
                .post("/api/v1/auth/login");
        AuthClient.newSession();

        // When
        Response list = AuthClient.as(mine).get("/api/v1/auth/sessions");

        // Then
        list.then()
                .statusCode(200)
                .body("", hasSize(2))
                .body("device", hasItem("Firefox on Linux"))
                .body("find { it.current }.id", equalTo(mine.id().toString()))
                .body("findAll { it.current }", hasSize(1));
        String idOfFirefox = AuthClient.session(firefox).id().toString();
        assertEquals(idOfFirefox, list.path("[0].id"), "the last used comes first");
    }

    @Test
    void revokesOneSessionOfTheAccountAndNoneOfOthers() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session mine = AuthClient.newSession(email);
        AuthClient.Session lost = AuthClient.session(AuthClient.login(email, AuthClient.PASSWORD));
        AuthClient.Session strangers = AuthClient.newSession();

        // When
        AuthClient.as(mine)
                .delete("/api/v1/auth/sessions/" + strangers.id())
                .then()
                .statusCode(404);
        AuthClient.as(mine).delete("/api/v1/auth/sessions/" + lost.id()).then().statusCode(204);

        // Then
        AuthClient.refresh(lost.refreshToken()).then().statusCode(401);
        AuthClient.refresh(mine.refreshToken()).then().statusCode(200);
        AuthClient.refresh(strangers.refreshToken()).then().statusCode(200);
        AuthClient.as(mine)
                .delete("/api/v1/auth/sessions/" + lost.id())
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
        AuthClient.as(mine).delete("/api/v1/auth/sessions/no-uuid").then().statusCode(404);
    }

    @Test
    void endsAllOtherSessionsThenAll() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session mine = AuthClient.newSession(email);
        AuthClient.Session other = AuthClient.session(AuthClient.login(email, AuthClient.PASSWORD));

        // When
        AuthClient.as(mine).delete("/api/v1/auth/sessions?others=true").then().statusCode(204);

        // Then
        AuthClient.refresh(other.refreshToken()).then().statusCode(401);
        AuthClient.Session renewed = AuthClient.session(AuthClient.refresh(mine.refreshToken()));
        AuthClient.as(renewed).delete("/api/v1/auth/sessions").then().statusCode(204);
        AuthClient.refresh(renewed.refreshToken()).then().statusCode(401);
        assertEquals(
                2L,
                TestDatabase.owner()
                        .count(
                                mine.tenant(),
                                "SELECT count(*) FROM audit_event WHERE kind = 'session-revoked' AND account_id = ?",
                                mine.account()));
    }

    @Test
    void browserModeKeepsTheRefreshTokenInACookieThatScriptsCannotRead() {
        // Given
        String email = AuthClient.newEmail();

        // When
        Response registered = browser(null, "/register", Map.of("email", email, "password", AuthClient.PASSWORD));

        // Then
        registered.then().statusCode(201).body("refreshToken", nullValue());
        registered
                .then()
                .header("Set-Cookie", containsStringIgnoringCase("HttpOnly"))
                .header("Set-Cookie", containsString("Secure"))
                .header("Set-Cookie", containsString("SameSite=Strict"))
                .header("Set-Cookie", containsString("Path=/api/v1/auth;"))
                .header("Set-Cookie", not(containsString("Domain")));
        String first = registered.cookie(COOKIE);
        Response refreshed = browser(first, "/refresh", Map.of());
        refreshed.then().statusCode(200).body("refreshToken", nullValue());
        String second = refreshed.cookie(COOKIE);
        assertNotEquals(first, second);
        Response out = browser(second, "/logout", Map.of());
        out.then().statusCode(204).header("Set-Cookie", containsString("Max-Age=0"));
        browser(second, "/refresh", Map.of()).then().statusCode(401);
    }

    @Test
    void theCookieAloneIsEnoughWithoutABodyOrAContentType() {
        // Given
        String first = browser(
                        null, "/register", Map.of("email", AuthClient.newEmail(), "password", AuthClient.PASSWORD))
                .cookie(COOKIE);

        // When
        Response refreshed = given().noContentType()
                .header(MODE, "browser")
                .cookie(COOKIE, first)
                .post("/api/v1/auth/refresh");

        // Then
        refreshed.then().statusCode(200).body("refreshToken", nullValue());
        String second = refreshed.cookie(COOKIE);
        assertNotEquals(first, second);
        given().header(MODE, "browser")
                .contentType(ContentType.JSON)
                .cookie(COOKIE, second)
                .post("/api/v1/auth/logout")
                .then()
                .statusCode(204);
        given().noContentType()
                .header(MODE, "browser")
                .post("/api/v1/auth/refresh")
                .then()
                .statusCode(401);
        given().noContentType()
                .post("/api/v1/auth/refresh")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("violations[0].pointer", equalTo("/refreshToken"));
    }

    @Test
    void aCookieWithoutTheHeaderThatOtherSitesCannotSetIsNotLookedAt() {
        // Given
        Response registered =
                browser(null, "/register", Map.of("email", AuthClient.newEmail(), "password", AuthClient.PASSWORD));
        String cookie = registered.cookie(COOKIE);

        // When
        Response forged = given().contentType(ContentType.JSON)
                .cookie(COOKIE, cookie)
                .body("{}")
                .post("/api/v1/auth/refresh");

        // Then
        forged.then().statusCode(400).body("violations[0].pointer", equalTo("/refreshToken"));
        given().cookie(COOKIE, cookie)
                .contentType("text/plain")
                .body("{}")
                .post("/api/v1/auth/logout")
                .then()
                .statusCode(415);
        browser(cookie, "/refresh", Map.of()).then().statusCode(200);
    }

    @Test
    void browserModeWithoutCookieIsNotSignedInAndUnknownModesAreRefused() {
        browser(null, "/refresh", Map.of()).then().statusCode(401).contentType("application/problem+json");
        browser(null, "/refresh", Map.of("refreshToken", "A".repeat(43))).then().statusCode(401);
        given().contentType(ContentType.JSON)
                .header(MODE, "cookie")
                .body("{}")
                .post("/api/v1/auth/refresh")
                .then()
                .statusCode(400)
                .body("violations[0].pointer", equalTo("#X-Session-Mode"));
    }

    @Test
    void aThousandRacesOfRefreshAndRevocationNeverLeaveALivingToken() throws Exception {
        // Given
        AuthClient.Session owner = AuthClient.newSession();
        Principal principal = new Principal(owner.account(), "x@example.org", owner.tenant(), TenantRole.OWNER);
        Client client = new Client("192.0.2.1", "test", false);
        int survived = 0;

        for (int round = 0; round < 1000; round++) {
            Opened opened = transactions
                    .run(Scope.tenant(owner.tenant()), t -> sessions.open(t, principal, client))
                    .await()
                    .atMost(Duration.ofSeconds(20));

            // When
            List<CompletableFuture<?>> race = new ArrayList<>();
            CompletableFuture<Rotation> refresh;
            Runnable revoke = () -> race.add(transactions
                    .does(
                            Scope.account(owner.account()),
                            t -> sessions.revoke(t, owner.account(), opened.session(), client))
                    .subscribeAsCompletionStage());
            if (ThreadLocalRandom.current().nextBoolean()) {
                revoke.run();
                refresh = sessions.rotate(opened.refreshToken(), client).subscribeAsCompletionStage();
            } else {
                refresh = sessions.rotate(opened.refreshToken(), client).subscribeAsCompletionStage();
                revoke.run();
            }
            Rotation rotation = refresh.get(20, TimeUnit.SECONDS);
            CompletableFuture.allOf(race.toArray(new CompletableFuture<?>[0])).get(20, TimeUnit.SECONDS);

            // Then
            if (rotation.successor() != null) {
                survived++;
                assertEquals(Rotation.Outcome.REVOKED, outcomeOf(rotation.successor(), client));
            } else {
                assertEquals(Rotation.Outcome.REVOKED, rotation.outcome());
            }
            assertEquals(Rotation.Outcome.REVOKED, outcomeOf(opened.refreshToken(), client));
        }
        assertTrue(survived > 0 && survived < 1000, "no race at all: " + survived);
    }

    private Rotation.Outcome outcomeOf(RefreshToken token, Client client) {
        return sessions.rotate(token, client)
                .await()
                .atMost(Duration.ofSeconds(20))
                .outcome();
    }

    @Test
    void theDatabaseShowsAnAccountItsOwnSessionsOnly() {
        // Given
        AuthClient.Session mine = AuthClient.newSession();
        AuthClient.newSession();

        // When
        List<UUID> seen = transactions
                .run(Scope.account(mine.account()), t -> t.list("SELECT account_id FROM session", r -> r.getUUID(0)))
                .await()
                .atMost(Duration.ofSeconds(20));

        // Then
        assertEquals(List.of(mine.account()), seen);
    }

    private static Response browser(String cookie, String path, Map<String, String> body) {
        var request =
                given().contentType(ContentType.JSON).header(MODE, "browser").body(body);
        if (cookie != null) {
            request.cookie(COOKIE, cookie);
        }
        return request.post("/api/v1/auth" + path);
    }
}
