package dev.auspex.gateway;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.contracts.http.Role;
import dev.auspex.gateway.key.ApiKeys;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** API keys, with a stand-in for the auth service's exchange. */
@QuarkusTest
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "redis")})
@WithTestResource(TokenIssuer.class)
@WithTestResource(Surroundings.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyTest {

    private final Map<String, String> scopesByKey = new ConcurrentHashMap<>();
    private final AtomicInteger exchanges = new AtomicInteger();

    @Inject
    ApiKeys keys;

    @Inject
    Vertx vertx;

    private StandIn auth;
    private StandIn model;
    private StandIn prediction;

    @BeforeAll
    void stand() {
        auth = new StandIn("auth", this::exchange);
        model = new StandIn("model", KeyTest::echo);
        prediction = new StandIn("prediction", KeyTest::echo);
    }

    @AfterAll
    void leave() {
        auth.close();
        model.close();
        prediction.close();
    }

    private void exchange(HttpServerRequest request) {
        if (!request.path().equals("/internal/v1/api-keys/exchange")) {
            echo(request);
            return;
        }
        exchanges.incrementAndGet();
        boolean trusted = LocalStackResource.serviceSecret().equals(request.getHeader("X-Auspex-Service-Secret"));
        request.body().onSuccess(body -> {
            String scopes = scopesByKey.get(new JsonObject(body).getString("key"));
            if (!trusted || scopes == null) {
                request.response().setStatusCode(401).end();
                return;
            }
            UUID key = UUID.randomUUID();
            String token = TokenIssuer.claims(UUID.randomUUID(), UUID.randomUUID(), Role.MEMBER)
                    .text("api_key", key.toString())
                    .text("scope", scopes)
                    .sign();
            request.response()
                    .end(new JsonObject()
                            .put("accessToken", token)
                            .put("expiresAt", Instant.now().plusSeconds(600).toString())
                            .put("keyId", key.toString())
                            .encode());
        });
    }

    private static void echo(HttpServerRequest request) {
        JsonObject headers = new JsonObject();
        request.headers()
                .forEach(header -> headers.put(header.getKey().toLowerCase(java.util.Locale.ROOT), header.getValue()));
        request.response()
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject().put("headers", headers).encode());
    }

    private String key(String scopes) {
        String key = "axp_" + UUID.randomUUID().toString().replace("-", "");
        scopesByKey.put(key, scopes);
        return key;
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-API-Key", "Authorization"})
    void sendsATokenOnInThePlaceOfTheKey(String header) {
        // Given
        String key = key("read");

        // When
        Response answer = given().header(header, header.equals("Authorization") ? "Bearer " + key : key)
                .get("/api/v1/models");

        // Then
        answer.then()
                .statusCode(200)
                .body("headers.authorization", startsWith("Bearer eyJ"), "headers.'x-api-key'", nullValue())
                .header("RateLimit", notNullValue());
        assertTrue(!answer.asString().contains(key), "the key went on to the service");
    }

    @Test
    void exchangesAKeyOnce() {
        // Given
        String key = key("read");
        int before = exchanges.get();

        // When
        for (int i = 0; i < 5; i++) {
            given().header("X-API-Key", key).get("/api/v1/models").then().statusCode(200);
        }

        // Then
        assertEquals(1, exchanges.get() - before);
    }

    @Test
    void goesOnOnTheRequestsOwnEventLoopWhereTwoWaitForOneExchange() throws Exception {
        // Given
        String key = key("read");
        int before = exchanges.get();
        auth.behave(request -> {
            request.pause();
            auth.vertx().setTimer(300, ended -> {
                exchange(request);
                request.resume();
            });
        });
        List<CompletableFuture<Boolean>> home = List.of(new CompletableFuture<>(), new CompletableFuture<>());

        // When
        for (CompletableFuture<Boolean> each : home) {
            Context context = ((VertxInternal) vertx).createEventLoopContext();
            context.runOnContext(ignored -> {
                Thread own = Thread.currentThread();
                keys.principal(key, "192.0.2.9").onComplete(done -> each.complete(Thread.currentThread() == own));
            });
        }

        // Then
        for (CompletableFuture<Boolean> each : home) {
            assertTrue(each.get(30, TimeUnit.SECONDS));
        }
        auth.behave(this::exchange);
        assertEquals(1, exchanges.get() - before);
    }

    @Test
    void remembersForAWhileThatAKeyIsNotGood() {
        // Given
        String key = "axp_" + UUID.randomUUID();
        int before = exchanges.get();
        long begun = System.nanoTime();

        // When
        for (int i = 0; i < 5; i++) {
            given().header("X-API-Key", key)
                    .get("/api/v1/models")
                    .then()
                    .statusCode(401)
                    .contentType("application/problem+json")
                    .header("WWW-Authenticate", "Bearer realm=\"auspex\", error=\"invalid_token\"")
                    .body("detail", containsString("API key"));
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);

        // Then: it is remembered for five seconds
        int asked = exchanges.get() - before;
        assertTrue(asked >= 1 && asked <= Math.min(4, 1 + seconds / 5), asked + " exchanges in " + seconds + " s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"axp_", "hello", "axp_a b", "axp_\"}", "eyJ0.a.b"})
    void asksNobodyAboutWhatCannotBeAKey(String key) {
        // Given
        int before = exchanges.get();

        // When
        Response answer = given().header("X-API-Key", key).get("/api/v1/models");

        // Then
        answer.then().statusCode(401);
        assertEquals(before, exchanges.get());
    }

    @Test
    void refusesTwoCredentials() {
        given().header("X-API-Key", key("read"))
                .header("Authorization", Tokens.anybody())
                .get("/api/v1/models")
                .then()
                .statusCode(401)
                .body("detail", containsString("has two credentials"));
    }

    @ParameterizedTest
    @CsvSource({
        "read, GET, /api/v1/models, 200",
        "read, GET, /api/v1/predictions, 200",
        "read, POST, /api/v1/predictions, 403",
        "read, POST, /v2/models/churn/infer, 403",
        "read, DELETE, /api/v1/models/churn/versions/1, 403",
        "infer, POST, /api/v1/predictions, 200",
        "infer, POST, /v2/models/churn/infer, 200",
        "infer, POST, /v2/models/churn/versions/1/infer, 200",
        "infer, POST, /api/v1/models/churn/versions/1/explain, 200",
        "infer, GET, /v2/models/churn/ready, 200",
        "read, GET, /v2/models/churn, 200",
        "infer, GET, /api/v1/predictions, 403",
        "infer, POST, /v2/repository/models/churn/load, 403",
        "manage, DELETE, /api/v1/models/churn/versions/1, 200",
        "manage, POST, /v2/repository/models/churn/load, 200",
        "manage, POST, /api/v1/predictions, 403",
        "read infer manage, POST, /api/v1/predictions, 200",
        "'', GET, /api/v1/models, 403"
    })
    void holdsKeysToTheirScopes(String scopes, String method, String path, int status) {
        // Given
        String key = key(scopes);

        // When
        Response answer = given().header("X-API-Key", key).request(method, path);

        // Then
        assertEquals(status, answer.statusCode(), answer.asString());
        if (status == 403) {
            assertTrue(answer.header("WWW-Authenticate").contains("insufficient_scope"));
        }
    }

    @Test
    void keepsKeysAwayFromWhatIsForPeople() {
        given().header("X-API-Key", key("read infer manage"))
                .get("/api/v1/auth/me")
                .then()
                .statusCode(403)
                .body("type", equalTo("https://auspex.dev/problems/forbidden"));
    }

    @Test
    void dropsAKeyThatSomebodySendsToAPublicAddress() {
        String key = key("read");

        given().header("X-API-Key", key).get("/.well-known/jwks.json").then().body("headers.'x-api-key'", nullValue());
        given().header("Authorization", "Bearer " + key)
                .get("/.well-known/jwks.json")
                .then()
                .body("headers.authorization", nullValue());
        String answer = Raw.get("/.well-known/jwks.json", "Authorization: Basic eDp5", "Authorization: Bearer " + key);
        assertTrue(answer.startsWith("HTTP/1.1 200") && !answer.contains(key), answer);
    }

    @Test
    void neverLogsAKey() {
        // Given
        List<String> logged = new CopyOnWriteArrayList<>();
        Handler ear = new Handler() {
            @Override
            public void publish(LogRecord record) {
                logged.add(record.getMessage() + " " + java.util.Arrays.toString(record.getParameters()) + " "
                        + record.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger root = Logger.getLogger("");
        root.addHandler(ear);
        String good = key("read");
        String bad = "axp_" + UUID.randomUUID();

        // When
        given().header("X-API-Key", good).get("/api/v1/models");
        given().header("X-API-Key", bad).get("/api/v1/models");
        auth.behave(request -> request.response().setStatusCode(500).end());
        given().header("X-API-Key", bad + "x").get("/api/v1/models").then().statusCode(503);
        auth.behave(this::exchange);
        root.removeHandler(ear);

        // Then
        assertTrue(logged.stream().anyMatch(line -> line.contains("not exchanged")), logged.toString());
        assertTrue(logged.stream().noneMatch(line -> line.contains(good) || line.contains(bad)), logged.toString());
    }

    @Test
    void refusesAPersonsTokenInExchangeForAKey() {
        // Given
        String key = key("read");
        auth.behave(request -> request.body().onSuccess(body -> request.response()
                .end(new JsonObject()
                        .put("accessToken", TokenIssuer.token(UUID.randomUUID(), UUID.randomUUID(), Role.OWNER))
                        .encode())));

        // When
        Response answer = given().header("X-API-Key", key).get("/api/v1/models");

        // Then
        answer.then().statusCode(503);
        auth.behave(this::exchange);
    }
}
