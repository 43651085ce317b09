package dev.auspex.gateway;

import java.util.Map;
import java.util.UUID;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "redis")})
@WithTestResource(TokenIssuer.class)
@WithTestResource(Surroundings.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutingTest {

    private StandIn[] services;

    @BeforeAll
    void stand() {
        services = new StandIn[Surroundings.SERVICES.length];
        for (int i = 0; i < services.length; i++) {
            String name = Surroundings.SERVICES[i];
            services[i] = new StandIn(name, request -> echo(name, request));
        }
    }

    @AfterAll
    void leave() {
        for (StandIn service : services) {
            service.close();
        }
    }

    private static void echo(String service, HttpServerRequest request) {
        request.body().onSuccess(body -> {
            JsonObject headers = new JsonObject();
            request.headers()
                    .forEach(header ->
                            headers.put(header.getKey().toLowerCase(java.util.Locale.ROOT), header.getValue()));
            JsonObject seen = new JsonObject()
                    .put("service", service)
                    .put("method", request.method().name())
                    .put("uri", request.uri())
                    .put("body", body.toString())
                    .put("headers", headers);
            request.response()
                    .putHeader("X-Auspex-Leak", "internal")
                    .putHeader("Keep-Alive", "timeout=5")
                    .putHeader("Content-Type", "application/json")
                    .end(seen.encode());
        });
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/predictions, prediction",
        "/api/v1/predictions/0190?x=1, prediction",
        "/api/v1/models, model",
        "/api/v1/models/churn/versions/2, model",
        "/v2/models/churn, model",
        "/api/v1/monitoring/models, monitoring",
        "/api/v1/auth/me, auth"
    })
    void sendsEachPathToItsService(String path, String service) {
        // Given
        String token = Tokens.anybody();

        // When
        Response answer =
                given().urlEncodingEnabled(false).header("Authorization", token).get(path);

        // Then
        answer.then()
                .statusCode(200)
                .body("service", equalTo(service), "uri", equalTo(path), "headers.authorization", equalTo(token));
    }

    @Test
    void letsAnybodyReadTheKeySet() {
        given().get("/.well-known/jwks.json").then().statusCode(200).body("service", equalTo("auth"));
    }

    @Test
    void passesMethodAndBodyOnAsTheyAre() {
        given().header("Authorization", Tokens.anybody())
                .contentType("application/json")
                .body("{\"model\":\"churn\"}")
                .patch("/api/v1/predictions/7")
                .then()
                .statusCode(200)
                .body(
                        "method",
                        equalTo("PATCH"),
                        "body",
                        equalTo("{\"model\":\"churn\"}"),
                        "headers.content-length",
                        equalTo("17"));
    }

    @Test
    void stripsHeadersThatOnlyTheGatewayMaySet() {
        // Given
        Map<String, String> forged = Map.of(
                "X-Auspex-Service-Secret", "guess",
                "x-auspex-anything", "1",
                "X-Request-Deadline", "999999999",
                "Forwarded", "for=9.9.9.9",
                "X-Forwarded-For", "9.9.9.9",
                "X-Forwarded-Prefix", "/x",
                "X-Real-IP", "9.9.9.9",
                "X-Forwarded-Host", "evil.example",
                "TE", "trailers");

        // When
        Response answer = given().header("Authorization", Tokens.anybody())
                .headers(forged)
                .get("/api/v1/models");

        // Then
        answer.then()
                .statusCode(200)
                .body(
                        "headers.'x-auspex-service-secret'", nullValue(),
                        "headers.'x-auspex-anything'", nullValue(),
                        "headers.forwarded", nullValue(),
                        "headers.'x-real-ip'", nullValue(),
                        "headers.'x-forwarded-prefix'", nullValue(),
                        "headers.te", nullValue(),
                        "headers.'x-forwarded-for'", equalTo("127.0.0.1"),
                        "headers.'x-forwarded-proto'", equalTo("http"),
                        "headers.'x-forwarded-host'", containsString("localhost:"));
        assertTrue(Integer.parseInt(answer.path("headers.x-request-deadline")) <= 10_000);
    }

    @Test
    void hidesWhatServicesTellEachOther() {
        given().header("Authorization", Tokens.anybody())
                .get("/api/v1/models")
                .then()
                .header("X-Auspex-Leak", nullValue())
                .header("Keep-Alive", nullValue())
                .header("X-Content-Type-Options", "nosniff");
    }

    @Test
    void doesNotLetConnectionHeaderTakeTheTokenAway() {
        given().header("Authorization", Tokens.anybody())
                .header("X-Mine", "1")
                .header("Connection", "X-Mine, Authorization")
                .get("/api/v1/models")
                .then()
                .statusCode(200)
                .body("headers.'x-mine'", nullValue(), "headers.authorization", notNullValue());
    }

    @Test
    void keepsWellFormedRequestId() {
        given().header("Authorization", Tokens.anybody())
                .header("X-Request-Id", "my.request_1-A")
                .get("/api/v1/models")
                .then()
                .header("X-Request-Id", "my.request_1-A")
                .body("headers.'x-request-id'", equalTo("my.request_1-A"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "<script>", "a{b"})
    void replacesRequestIdThatIsNotWellFormed(String id) {
        // When
        Response answer = given().header("Authorization", Tokens.anybody())
                .header("X-Request-Id", id)
                .get("/api/v1/models");

        // Then
        String made = answer.header("X-Request-Id");
        assertEquals(7, UUID.fromString(made).version());
        assertEquals(made, answer.path("headers.x-request-id"));
    }

    @Test
    void continuesTheClientsTrace() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";

        given().header("Authorization", Tokens.anybody())
                .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                .get("/api/v1/models")
                .then()
                .body("headers.traceparent", matchesPattern("00-" + trace + "-(?!00f067aa0ba902b7)[0-9a-f]{16}-00"));
    }

    @Test
    void beginsTraceWhereThereIsNone() {
        given().header("Authorization", Tokens.anybody())
                .get("/api/v1/models")
                .then()
                .body("headers.traceparent", matchesPattern("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v1/unknown", "/api/v1/predictionsX", "/v2x", "/internal/v1/models", "/openapi", "/metrics"
            })
    void answersUnknownPathWithProblem(String path) {
        given().header("Authorization", Tokens.anybody())
                .get(path)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body(
                        "type",
                        equalTo("https://auspex.dev/problems/not-found"),
                        "instance",
                        equalTo(path),
                        "traceId",
                        matchesPattern("[0-9a-f]{32}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/models/../../../internal/v1/models",
                "/api/v1/models/%2e%2e/internal",
                "/api/v1/models//x",
                "/api/v1/models/a%2Fb",
                "/api/v1/models;a=b/x",
                "/api/v1/auth/%6de"
            })
    void refusesPathThatCouldMeanTwoThings(String path) {
        String answer = Raw.get(path, "Authorization: " + Tokens.anybody());

        assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
        assertFalse(answer.contains("\"service\""), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: gzip, chunked", "Transfer-Encoding: identity", "Content-Length: 5x"})
    void refusesBodyThatCouldBeReadTwoWays(String header) {
        String answer = Raw.send("POST", "/api/v1/models", "", "Authorization: " + Tokens.anybody(), header);

        assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
    }

    @Test
    void answersHeadAndEmptyAnswersWithoutBody() {
        // Given
        services[2].behave(request -> request.response().setStatusCode(204).end());

        // When
        String answer = Raw.get("/api/v1/models", "Authorization: " + Tokens.anybody());

        // Then
        assertTrue(answer.startsWith("HTTP/1.1 204"), answer);
        assertFalse(answer.toLowerCase(java.util.Locale.ROOT).contains("transfer-encoding"), answer);
        services[2].behave(request -> echo("model", request));
        given().header("Authorization", Tokens.anybody())
                .head("/api/v1/models")
                .then()
                .statusCode(200);
    }
}
