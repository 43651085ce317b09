package dev.auspex.auth.session;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.AuthClient;
import dev.auspex.auth.AuthServers;
import dev.auspex.auth.audit.AuditLog;
import dev.auspex.auth.database.Transactions;
import dev.auspex.auth.revocation.RevocationOutbox;
import dev.auspex.auth.signingkey.SigningKeyConfig;
import dev.auspex.chassis.id.UuidV7;
import dev.auspex.localstack.testing.TestDatabase;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@AuthServers
class RefreshTest {

    @Inject
    SessionPurge purge;

    @Inject
    SessionConfig config;

    @Inject
    Transactions transactions;

    @Inject
    RevocationOutbox revocations;

    @Inject
    AuditLog audit;

    @Inject
    SigningKeyConfig keys;

    @Inject
    UuidV7 ids;

    @Test
    void exchangesATokenForANewPair() {
        // Given
        AuthClient.Session first = AuthClient.newSession();

        // When
        var response = AuthClient.refresh(first.refreshToken());

        // Then
        response.then().statusCode(200).header("Cache-Control", "no-store").body("expiresIn", equalTo(600));
        AuthClient.Session second = AuthClient.session(response);
        assertNotEquals(first.refreshToken(), second.refreshToken());
        assertNotEquals(first.accessToken(), second.accessToken());
        assertEquals(first.account(), second.account());
        assertEquals(first.tenant(), second.tenant());
        AuthClient.me(second.accessToken()).then().statusCode(200);
        AuthClient.refresh(second.refreshToken()).then().statusCode(200);
    }

    @Test
    void reuseOfAUsedTokenRevokesTheWholeFamily() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session first = AuthClient.newSession(email);
        AuthClient.Session other = AuthClient.session(AuthClient.login(email, AuthClient.PASSWORD));
        AuthClient.Session second = AuthClient.session(AuthClient.refresh(first.refreshToken()));
        AuthClient.Session third = AuthClient.session(AuthClient.refresh(second.refreshToken()));
        turnBackUse(first);

        // When
        AuthClient.refresh(first.refreshToken())
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .body("type", equalTo("https://auspex.dev/problems/unauthenticated"));

        // Then
        AuthClient.refresh(third.refreshToken()).then().statusCode(401);
        AuthClient.refresh(second.refreshToken()).then().statusCode(401);
        AuthClient.refresh(other.refreshToken()).then().statusCode(200);
    }

    @Test
    void fiftyUsesAtOnceAllGetTheSameSuccessorAndTheSessionLives() {
        // Given
        AuthClient.Session first = AuthClient.newSession();
        String body = "{\"refreshToken\":\"" + first.refreshToken() + "\"}";

        // When
        var responses = AuthClient.postAtOnce("/refresh", Collections.nCopies(50, body));

        // Then
        Set<String> successors = responses.stream()
                .filter(r -> r.statusCode() == 200)
                .map(r -> JsonPath.from(r.body()).getString("refreshToken"))
                .collect(Collectors.toSet());
        assertEquals(50, responses.stream().filter(r -> r.statusCode() == 200).count());
        assertEquals(1, successors.size());
        assertEquals(2, lifesInDays(first).size());
        AuthClient.refresh(successors.iterator().next()).then().statusCode(200);
    }

    @Test
    void aParentWhoseSuccessorIsUsedIsRefusedButTheSessionLives() {
        // Given
        AuthClient.Session first = AuthClient.newSession();
        AuthClient.Session second = AuthClient.session(AuthClient.refresh(first.refreshToken()));
        AuthClient.Session third = AuthClient.session(AuthClient.refresh(second.refreshToken()));

        // When
        var late = AuthClient.refresh(first.refreshToken());

        // Then
        late.then().statusCode(401);
        AuthClient.refresh(third.refreshToken()).then().statusCode(200);
    }

    @Test
    void refusesUnknownTokens() {
        AuthClient.refresh("A".repeat(43)).then().statusCode(401).contentType("application/problem+json");
        AuthClient.refresh("'; DROP TABLE session; --").then().statusCode(401);
    }

    @Test
    void namesWhatIsWrongWithTheBody() {
        AuthClient.refresh(" ").then().statusCode(400).body("violations[0].pointer", equalTo("/refreshToken"));
        AuthClient.refresh("A".repeat(513)).then().statusCode(400);
        AuthClient.post("/refresh", Map.of()).then().statusCode(400);
    }

    @Test
    void refusesExpiredTokens() {
        // Given
        AuthClient.Session session = AuthClient.newSession();
        TestDatabase.owner()
                .update(session.tenant(), "UPDATE refresh_token SET expires_at = now() - interval '1 second'");

        // When
        var response = AuthClient.refresh(session.refreshToken());

        // Then
        response.then().statusCode(401);
    }

    @Test
    void tokensLiveThirtyDaysButNotBeyondTheSessionsEnd() {
        // Given
        AuthClient.Session session = AuthClient.newSession();
        assertEquals(List.of(30.0), lifesInDays(session));
        TestDatabase.owner()
                .update(session.tenant(), "UPDATE session SET expires_at = now(), ends_at = now() + interval '1 day'");

        // When
        AuthClient.refresh(session.refreshToken()).then().statusCode(200);

        // Then
        assertEquals(2, lifesInDays(session).size());
        assertTrue(lifesInDays(session).getLast() <= 1.0);
    }

    @Test
    void purgesWhatHasExpiredAndNothingElse() {
        // Given
        AuthClient.Session dead = AuthClient.newSession();
        AuthClient.Session alive = AuthClient.newSession();
        TestDatabase.owner().update(dead.tenant(), "UPDATE refresh_token SET expires_at = now() - interval '1 second'");
        TestDatabase.owner().update(dead.tenant(), "UPDATE session SET expires_at = now() - interval '1 second'");

        // When
        purge.purge().await().atMost(Duration.ofSeconds(20));

        // Then
        assertEquals(List.of(), TestDatabase.owner().query(dead.tenant(), "SELECT id FROM session"));
        assertEquals(List.of(), TestDatabase.owner().query(dead.tenant(), "SELECT session_id FROM refresh_token"));
        assertEquals(
                1,
                TestDatabase.owner()
                        .query(alive.tenant(), "SELECT id FROM session")
                        .size());
        AuthClient.refresh(alive.refreshToken()).then().statusCode(200);
    }

    @Test
    void purgesBatchByBatchUntilOneIsShort() {
        // Given
        List<AuthClient.Session> dead =
                List.of(AuthClient.newSession(), AuthClient.newSession(), AuthClient.newSession());
        for (AuthClient.Session each : dead) {
            TestDatabase.owner()
                    .update(each.tenant(), "UPDATE refresh_token SET expires_at = now() - interval '1 second'");
            TestDatabase.owner().update(each.tenant(), "UPDATE session SET expires_at = now() - interval '1 second'");
        }
        SessionConfig oneByOne = (SessionConfig) Proxy.newProxyInstance(
                SessionConfig.class.getClassLoader(),
                new Class<?>[] {SessionConfig.class},
                (proxy, method, arguments) ->
                        method.getName().equals("purgeLimit") ? 1 : method.invoke(config, arguments));
        SessionRepository repository = new SessionRepository(transactions, revocations, audit, oneByOne, keys, ids);

        // When
        new SessionPurge(repository, oneByOne).purge().await().atMost(Duration.ofSeconds(20));

        // Then
        for (AuthClient.Session each : dead) {
            assertEquals(List.of(), TestDatabase.owner().query(each.tenant(), "SELECT id FROM session"));
        }
    }

    private static void turnBackUse(AuthClient.Session session) {
        assertEquals(
                1,
                TestDatabase.owner()
                        .update(
                                session.tenant(),
                                "UPDATE refresh_token SET used_at = used_at - interval '1 minute' WHERE token_hash = ?",
                                (Object) new RefreshToken(session.refreshToken())
                                        .hash()
                                        .getBytes()));
    }

    private static List<Double> lifesInDays(AuthClient.Session session) {
        return TestDatabase.owner()
                .query(
                        session.tenant(),
                        "SELECT (extract(epoch FROM expires_at - issued_at) / 86400)::float8 FROM refresh_token"
                                + " ORDER BY issued_at")
                .stream()
                .map(Double.class::cast)
                .toList();
    }
}
