package dev.auspex.auth.apikey;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.AuthClient;
import dev.auspex.auth.AuthServers;
import dev.auspex.contracts.http.Headers;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TestDatabase;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@AuthServers
class ApiKeyTest {

    @Test
    void isShownOnceStoredHashedAndExchangedForAToken() {
        // Given
        AuthClient.Session me = AuthClient.newSession();

        // When
        Response created = create(me, Map.of("name", "nightly", "scopes", List.of("infer", "read")));

        // Then
        created.then()
                .statusCode(201)
                .header("Cache-Control", "no-store")
                .body("key", matchesPattern("axp_[0-9a-f]{32}_[A-Za-z0-9_-]{43}"))
                .body("apiKey.scopes", containsInAnyOrder("infer", "read"))
                .body("apiKey.lastUsedAt", nullValue());
        String key = created.path("key");
        String id = created.path("apiKey.id");
        Response exchanged = exchange(key);
        exchanged.then().statusCode(200).body("keyId", equalTo(id));
        JsonPath claims = claims(exchanged.path("accessToken"));
        assertEquals(id, claims.getString("api_key"));
        assertEquals("infer read", claims.getString("scope"));
        assertEquals(me.account().toString(), claims.getString("sub"));
        assertEquals(me.tenant().toString(), claims.getString("tenant"));
        assertEquals(List.of("analyst", "member"), claims.getList("groups"));
        assertEquals(null, claims.getString("sid"));
        Response list = AuthClient.as(me).get("/api/v1/api-keys");
        list.then().statusCode(200).body("", hasSize(1)).body("[0].lastUsedAt", notNullValue());
        assertFalse(list.asString().contains(key.substring(key.length() - 43)));
        String stored = (String) TestDatabase.owner()
                .query(me.tenant(), "SELECT row_to_json(api_key)::text FROM api_key")
                .getFirst();
        assertFalse(stored.contains(key.substring(key.length() - 43)), stored);
    }

    @Test
    void aKeysTokenIsGoodForReadingWhoItIsAndForNoAccountWork() {
        // Given
        AuthClient.Session me = AuthClient.newSession();
        String key = create(me, Map.of("name", "all", "scopes", List.of("infer", "read", "manage")))
                .path("key");
        AuthClient.Session program = new AuthClient.Session(exchange(key).path("accessToken"), "");

        // When
        Response whoAmI = AuthClient.me(program.accessToken());

        // Then
        whoAmI.then().statusCode(200).body("id", equalTo(me.account().toString()));
        AuthClient.as(program).get("/api/v1/api-keys").then().statusCode(403);
        AuthClient.as(program).get("/api/v1/auth/sessions").then().statusCode(403);
        create(program, Map.of("name", "more", "scopes", List.of("infer")))
                .then()
                .statusCode(403);
    }

    @Test
    void isRefusedWhenRevokedExpiredWrongOrOfSomebodyWhoLeft() {
        // Given
        AuthClient.Session me = AuthClient.newSession();
        Response first = create(me, Map.of("name", "a", "scopes", List.of("infer")));
        String revoked = first.path("key");
        String expired =
                create(me, Map.of("name", "b", "scopes", List.of("infer"))).path("key");
        String left =
                create(me, Map.of("name", "c", "scopes", List.of("infer"))).path("key");

        // When
        AuthClient.as(me)
                .delete("/api/v1/api-keys/" + first.path("apiKey.id"))
                .then()
                .statusCode(204);
        TestDatabase.owner()
                .update(me.tenant(), "UPDATE api_key SET expires_at = now() - interval '1 second' WHERE name = 'b'");

        // Then
        exchange(revoked).then().statusCode(401).contentType("application/problem+json");
        exchange(expired).then().statusCode(401);
        exchange("axp_" + "0".repeat(32) + "_" + "A".repeat(43)).then().statusCode(401);
        exchange(left.substring(0, left.length() - 1) + (left.endsWith("A") ? "B" : "A"))
                .then()
                .statusCode(401);
        exchange("no key at all").then().statusCode(401);
        exchange(left).then().statusCode(200);
        TestDatabase.owner().update(me.tenant(), "DELETE FROM membership WHERE account_id = ?", me.account());
        exchange(left).then().statusCode(401);
        AuthClient.as(me)
                .delete("/api/v1/api-keys/" + first.path("apiKey.id"))
                .then()
                .statusCode(401);
    }

    @Test
    void tokenNeverOutlivesItsKey() {
        // Given
        AuthClient.Session me = AuthClient.newSession();
        Instant end = Instant.now().plusSeconds(30).truncatedTo(ChronoUnit.SECONDS);

        // When
        String key = create(me, Map.of("name", "short", "scopes", List.of("read"), "expiresAt", end.toString()))
                .path("key");

        // Then
        Response exchanged = exchange(key);
        assertEquals(end, Instant.parse(exchanged.path("expiresAt")));
        assertEquals(end.getEpochSecond(), claims(exchanged.path("accessToken")).getLong("exp"));
    }

    @Test
    void onlyTheGatewayMayExchange() {
        // Given
        AuthClient.Session me = AuthClient.newSession();
        String key = create(me, Map.of("name", "a", "scopes", List.of("infer"))).path("key");

        // When
        Response anonymous =
                given().contentType(ContentType.JSON).body(Map.of("key", key)).post("/internal/v1/api-keys/exchange");

        // Then
        anonymous.then().statusCode(401);
        AuthClient.as(me)
                .body(Map.of("key", key))
                .post("/internal/v1/api-keys/exchange")
                .then()
                .statusCode(403);
        given().contentType(ContentType.JSON)
                .header(Headers.SERVICE_SECRET, "x".repeat(40))
                .body(Map.of("key", key))
                .post("/internal/v1/api-keys/exchange")
                .then()
                .statusCode(401);
    }

    @Test
    void showsAndRevokesNobodyElsesKeys() {
        // Given
        AuthClient.Session me = AuthClient.newSession();
        AuthClient.Session stranger = AuthClient.newSession();
        Response mine = create(me, Map.of("name", "mine", "scopes", List.of("infer")));

        // When
        Response refused = AuthClient.as(stranger).delete("/api/v1/api-keys/" + mine.path("apiKey.id"));

        // Then
        refused.then().statusCode(404);
        AuthClient.as(stranger).get("/api/v1/api-keys").then().statusCode(200).body("", hasSize(0));
        exchange(mine.path("key")).then().statusCode(200);
    }

    @Test
    void namesWhatIsWrong() {
        AuthClient.Session me = AuthClient.newSession();
        create(me, Map.of("name", " ", "scopes", List.of()))
                .then()
                .statusCode(400)
                .body("violations.pointer", containsInAnyOrder("/name", "/scopes"));
        create(me, Map.of("name", "a", "scopes", List.of("everything"))).then().statusCode(400);
        create(me, Map.of("name", "a", "scopes", List.of("read"), "expiresAt", "2020-01-01T00:00:00Z"))
                .then()
                .statusCode(400)
                .body("violations[0].pointer", equalTo("/expiresAt"));
        create(me, Map.of("name", "a", "scopes", List.of("read"), "expiresAt", "2099-01-01T00:00:00Z"))
                .then()
                .statusCode(400)
                .body("violations[0].pointer", equalTo("/expiresAt"))
                .body("detail", not(equalTo("")));
    }

    @Test
    void theLastUseIsNotWrittenAtEachCall() {
        // Given
        AuthClient.Session me = AuthClient.newSession();
        String key = create(me, Map.of("name", "a", "scopes", List.of("infer"))).path("key");
        exchange(key).then().statusCode(200);
        Object first = TestDatabase.owner()
                .query(me.tenant(), "SELECT last_used_at FROM api_key")
                .getFirst();

        // When
        exchange(key).then().statusCode(200);

        // Then
        assertEquals(
                first,
                TestDatabase.owner()
                        .query(me.tenant(), "SELECT last_used_at FROM api_key")
                        .getFirst());
        TestDatabase.owner().update(me.tenant(), "UPDATE api_key SET last_used_at = now() - interval '2 minutes'");
        exchange(key).then().statusCode(200);
        assertTrue((Boolean) TestDatabase.owner()
                .query(me.tenant(), "SELECT last_used_at > now() - interval '1 minute' FROM api_key")
                .getFirst());
    }

    private static Response create(AuthClient.Session session, Map<String, Object> body) {
        return AuthClient.as(session).body(body).post("/api/v1/api-keys");
    }

    static Response exchange(String key) {
        return given().contentType(ContentType.JSON)
                .header(Headers.SERVICE_SECRET, LocalStackResource.serviceSecret())
                .body(Map.of("key", key))
                .post("/internal/v1/api-keys/exchange");
    }

    private static JsonPath claims(String token) {
        return JsonPath.from(
                new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8));
    }
}
