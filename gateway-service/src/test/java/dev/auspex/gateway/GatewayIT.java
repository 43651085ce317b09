package dev.auspex.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.RestAssured;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

/** The built artifact, jar or native, end to end. */
@QuarkusIntegrationTest
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "redis")})
@WithTestResource(TokenIssuer.class)
@WithTestResource(
        value = Surroundings.class,
        initArgs =
                @ResourceArg(
                        name = "more",
                        value = "AUSPEX_CONNECTIONS_PER_ADDRESS=60\nauspex.connections.silence=2s\n"
                                + "auspex.connections.warn-interval=1s\nAUSPEX_CORS_ORIGINS=https://app.example.org"))
class GatewayIT {

    private static final int PER_ADDRESS = 60;

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

    @ParameterizedTest
    @CsvSource({
        "POST /api/v1/auth/login HTTP/1.1, Transfer-Encoding:~ chunked, 400",
        "POST /api/v1/auth/login HTTP/1.1, Content-Length: +103, 400",
        "POST /api/v1/auth/login HTTP/1.1, Content-Length: 2~Content-Length: 2, 400",
        "POST /api/v1/auth/login HTTP/1.0, Transfer-Encoding: chunked, 400",
        "'POST /api/v1/auth/login HTTP/1.1', 'Transfer-Encoding: gzip, chunked', 501",
        "GET /api/v1/models HTTP/2.0, X: y, 505",
        "GET /, X: y, 400"
    })
    void tellsWhyItCannotReadARequest(String line, String headers, int status) throws IOException {
        String answer =
                answer(line + "\r\nHost: x\r\n" + headers.replace("~", "\r\n") + "\r\n\r\n2\r\n{}\r\n0\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertTrue(answer.contains("application/problem+json"), answer);
        assertTrue(answer.contains("\"status\":" + status), answer);
        assertEquals(1, answer.split("HTTP/1.1 \\d{3} ", -1).length - 1, answer);
    }

    @Test
    void tellsWhatIsTooLong() throws IOException {
        String address = answer("GET /" + "a".repeat(40_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        String headers = answer("GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(40_000) + "\r\n\r\n");

        assertTrue(address.startsWith("HTTP/1.1 414 ") && address.contains("/address-too-long"), address);
        assertTrue(headers.startsWith("HTTP/1.1 431 ") && headers.contains("/headers-too-large"), headers);
    }

    private static String answer(String bytes) throws IOException {
        try (Socket socket = Raw.open()) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** One client address takes all that it can get; another one does not notice. */
    @Test
    void letsNoAddressTakeAllConnections() throws IOException {
        List<Socket> many = new ArrayList<>();
        try {
            // When
            while (refused() < 2 * PER_ADDRESS && many.size() < 50 * PER_ADDRESS) {
                for (int i = 0; i < PER_ADDRESS; i++) {
                    many.add(from("127.0.0.3"));
                }
            }

            // Then
            assertTrue(refused() >= 2 * PER_ADDRESS, refused() + " refused");
            try (Socket other = from("127.0.0.2")) {
                other.getOutputStream()
                        .write("GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                String answer = new String(other.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
            }
            // And: those that got in and say nothing end by themselves
            for (Socket each : many) {
                assertTrue(endsUnanswered(each));
            }
        } finally {
            for (Socket each : many) {
                each.close();
            }
        }
    }

    private static Socket from(String address) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(address, 0));
        socket.connect(new InetSocketAddress("127.0.0.1", RestAssured.port));
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static long refused() {
        String metrics = given().get("http://127.0.0.1:" + Surroundings.port("management") + "/metrics")
                .asString();
        Matcher refused = Pattern.compile(
                        "auspex_gateway_connections_refused_total\\{[^}]*reason=\"address\"[^}]*\\} ([0-9.E]+)")
                .matcher(metrics);
        return refused.find() ? (long) Double.parseDouble(refused.group(1)) : -1;
    }

    /** Nothing that a stranger sends is an error of the gateway's. */
    @Test
    void logsNoErrorsForWhatStrangersSend() throws IOException {
        for (String bytes : List.of(
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET //%00%ff/..%2f HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /?%zz=%u0000 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: ]:[\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nCookie: \u0001=;;=\r\nConnection: close\r\n\r\n",
                "GET /ws?ticket=x HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: close\r\n\r\n",
                "GET /ws?ticket=%zz HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nConnection: close\r\n\r\nab",
                "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")) {
            try (Socket socket = Raw.open()) {
                socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
                socket.shutdownOutput();
                socket.setSoTimeout(15_000);
                endsUnanswered(socket);
            }
        }

        String log = Files.readString(Path.of("target", "quarkus.log"));
        assertFalse(log.isBlank());
        assertTrue(log.lines().noneMatch(line -> line.contains("ERROR") || line.startsWith("\tat ")), () -> log.lines()
                .filter(line -> line.contains("ERROR") || line.startsWith("\tat "))
                .limit(20)
                .toList()
                .toString());
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
