package dev.auspex.gateway;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Test;

import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The built artifact, jar or native, end to end. */
@QuarkusIntegrationTest
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "redis")})
@WithTestResource(TokenIssuer.class)
@WithTestResource(Surroundings.class)
class GatewayIT {

    @Test
    void answersProbesAtItsManagementPort() {
        given().get("http://127.0.0.1:" + Surroundings.port("management") + "/health/live")
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"));
    }

    @Test
    void opensTheDoorToWhoeverHasToken() {
        try (StandIn prediction =
                new StandIn("prediction", request -> request.body().onSuccess(body -> request.response()
                        .setStatusCode(201)
                        .putHeader("Content-Type", "application/json")
                        .putHeader("X-Seen-Trace", String.valueOf(request.getHeader("traceparent")))
                        .end(body)))) {
            given().header("Authorization", Tokens.anybody())
                    .body("{\"model\":\"churn\"}")
                    .post("/api/v1/predictions")
                    .then()
                    .statusCode(201)
                    .header("X-Request-Id", notNullValue())
                    .header("X-Seen-Trace", matchesPattern("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]"))
                    .header("RateLimit", "\"standard\";r=49;t=1")
                    .body(equalTo("{\"model\":\"churn\"}"));
        }
    }

    @Test
    void keepsTheOthersOut() {
        given().get("/api/v1/predictions").then().statusCode(401).contentType("application/problem+json");
        given().header("Authorization", "Bearer x")
                .get("/api/v1/predictions")
                .then()
                .statusCode(401);
    }

    @Test
    void tellsWhenServiceIsDown() {
        given().header("Authorization", Tokens.anybody())
                .get("/api/v1/models")
                .then()
                .statusCode(503)
                .body("traceId", matchesPattern("[0-9a-f]{32}"));
    }

    @Test
    void refusesLengthAndChunksAtOnce() {
        String answer = Raw.send(
                "POST",
                "/api/v1/predictions",
                "0\r\n\r\n",
                "Authorization: " + Tokens.anybody(),
                "Content-Length: 5",
                "Transfer-Encoding: chunked");

        assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
    }

    @Test
    void answersWhoPipelinesAndCutsOffWhoDoesSoWithoutEnd() throws IOException {
        String request =
                "GET /api/v1/predictions HTTP/1.1\r\nHost: x\r\nAuthorization: " + Tokens.anybody() + "\r\n\r\n";
        try (StandIn prediction =
                        new StandIn("prediction", asked -> asked.response().end("answer"));
                Socket patient = Raw.open()) {
            String last = request.replace("Host: x", "Host: x\r\nConnection: close");
            patient.getOutputStream().write((request.repeat(20) + last).getBytes(StandardCharsets.US_ASCII));
            String answers = new String(patient.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertEquals(21, answers.split("HTTP/1.1 200 OK", -1).length - 1, answers);
        }
        try (StandIn silent = new StandIn("prediction", asked -> {});
                Socket greedy = Raw.open()) {
            greedy.getOutputStream().write(request.repeat(40).getBytes(StandardCharsets.US_ASCII));

            assertTrue(endsUnanswered(greedy), "the connection goes on");
        }
    }

    private static boolean endsUnanswered(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Test
    void givesTicketsAndOpensSocketsByThem() {
        String ticket = given().header("Authorization", Tokens.anybody())
                .post("/api/v1/ws-ticket")
                .then()
                .statusCode(201)
                .extract()
                .path("ticket");

        String answer = Raw.handshake("/ws?ticket=" + ticket);

        assertTrue(answer.startsWith("HTTP/1.1 101"), answer);
        assertTrue(answer.contains("\"type\":\"connected\""), answer);
        org.junit.jupiter.api.Assertions.assertTrue(
                Raw.handshake("/ws?ticket=" + ticket).startsWith("HTTP/1.1 401"));
    }

    @Test
    void bringsItsPages() {
        given().get("/").then().statusCode(200).header("Content-Security-Policy", containsString("default-src 'none'"));
        given().get("/api/docs").then().statusCode(200);
        given().get("/api/docs/swagger-ui-bundle.js").then().statusCode(200);
        given().get("/health").then().statusCode(200).body("status", equalTo("UP"));
        given().get("/health/detailed").then().statusCode(503).body("status", equalTo("DOWN"), "redis", nullValue());
        given().get("http://127.0.0.1:" + Surroundings.port("management") + "/health/detailed")
                .then()
                .statusCode(503)
                .body("redis.status", equalTo("UP"));
    }

    @Test
    void mergesDocumentsOfServices() {
        String json =
                "{\"openapi\":\"3.1.0\",\"paths\":{\"/api/v1/models\":{\"get\":{\"operationId\":\"listModels\"}}}}";
        try (StandIn model =
                new StandIn("model.management", request -> request.response().end(json))) {
            given().get("/api/openapi.json").then().statusCode(200).body(containsString("listModels"));
        }
    }
}
