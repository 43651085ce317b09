package dev.auspex.gateway;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** HTTP/2 at the door, HTTP/1.1 behind it. */
@QuarkusTest
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "redis")})
@WithTestResource(TokenIssuer.class)
@WithTestResource(
        value = Surroundings.class,
        initArgs = {
            @ResourceArg(name = "tls", value = "true"),
            @ResourceArg(name = "more", value = "auspex.limit.classes.standard.burst=500\nauspex.body.look=2s")
        })
class Http2Test {

    private static final int LIMIT = 6 * 1024 * 1024;
    private static final int CALM = 11;

    @TestHTTPResource(value = "/", tls = true)
    URL root;

    private final ConcurrentLinkedQueue<MultiMap> seen = new ConcurrentLinkedQueue<>();
    private StandIn prediction;
    private HttpClient client;

    @BeforeEach
    void stand() {
        prediction = new StandIn("prediction", this::echo);
        client = Tls.http2();
    }

    @AfterEach
    void leave() {
        client.shutdownNow();
        prediction.close();
    }

    private void echo(HttpServerRequest request) {
        seen.add(request.headers());
        request.body().onSuccess(body -> request.response()
                .putHeader("Connection", "X-Hop")
                .putHeader("X-Hop", "1")
                .putHeader("Keep-Alive", "timeout=5")
                .end(request.method() + " " + request.uri() + " " + body.length()));
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", Tokens.anybody());
    }

    private URI uri(String path) {
        return URI.create("https://127.0.0.1:" + root.getPort() + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        assertEquals(HttpClient.Version.HTTP_2, answer.version());
        return answer;
    }

    private RawHttp2 raw() throws IOException {
        return new RawHttp2(root.getPort());
    }

    @Test
    void takesRequestWithoutBody() throws Exception {
        HttpResponse<String> answer = send(to("/api/v1/predictions?limit=1").GET());

        assertEquals(200, answer.statusCode());
        assertEquals("GET /api/v1/predictions?limit=1 0", answer.body());
        assertFalse(seen.peek().contains("Transfer-Encoding"));
        assertFalse(seen.peek().contains("Content-Length"));
    }

    @Test
    void passesOnBodyOfKnownLength() throws Exception {
        HttpResponse<String> answer = send(to("/api/v1/predictions").POST(BodyPublishers.ofByteArray(new byte[LIMIT])));

        assertEquals("POST /api/v1/predictions " + LIMIT, answer.body());
        assertEquals(Integer.toString(LIMIT), seen.peek().get("Content-Length"));
        assertFalse(seen.peek().contains("Transfer-Encoding"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 300_000, LIMIT})
    void passesOnBodyOfUnknownLengthInChunks(int length) throws Exception {
        HttpResponse<String> answer = send(to("/api/v1/predictions")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[length]))));

        assertEquals("POST /api/v1/predictions " + length, answer.body());
        assertEquals(1, seen.peek().getAll("Transfer-Encoding").size());
        assertFalse(seen.peek().contains("Content-Length"));
    }

    /** What HTTP/1.1 clients get of these, clients of HTTP/2 get too. */
    @Test
    void refusesCompressedBodiesAndSaysWhatItTakes() throws Exception {
        HttpResponse<String> answer = send(to("/api/v1/predictions")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(new byte[] {31, -117, 8})));

        assertEquals(415, answer.statusCode());
        assertEquals("identity", answer.headers().firstValue("Accept-Encoding").orElse(""));
        assertTrue(seen.isEmpty());
    }

    @Test
    void tellsClientThatAsksToGoOn() throws Exception {
        try (RawHttp2 raw = raw()) {
            // Given
            raw.request(
                    1,
                    "POST",
                    "/api/v1/predictions",
                    "authorization",
                    Tokens.anybody(),
                    "expect",
                    "100-continue",
                    "content-length",
                    "2");
            assertEquals("100", raw.outcome(1));

            // When
            raw.data(1, new byte[2], true);

            // Then
            assertEquals("200", raw.outcome(1));
            assertFalse(seen.peek().contains("Expect"));
        }
    }

    @Test
    void leavesOutTrailers() throws Exception {
        try (RawHttp2 raw = raw()) {
            // Given
            raw.request(1, "POST", "/api/v1/predictions", "authorization", Tokens.anybody());
            raw.data(1, new byte[2], false);

            // When
            raw.head(1, true, new String[0], "x-trailer", "1", "x-auspex-tenant", "1");

            // Then
            assertEquals("200", raw.outcome(1));
            assertFalse(seen.peek().contains("X-Trailer"));
            assertFalse(seen.peek().contains("Trailer"));
        }
    }

    @Test
    void passesOnEmptyBodyAsNone() throws Exception {
        send(to("/api/v1/predictions").POST(BodyPublishers.noBody()));

        assertFalse(seen.peek().contains("Transfer-Encoding"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000_000, 30_000_000})
    void stopsBodyOfUnknownLengthOverTheLimitWhileItStreams(int tooMuch) throws Exception {
        // When
        HttpResponse<String> answer = send(to("/api/v1/predictions")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[LIMIT + tooMuch]))));

        // Then
        assertEquals(413, answer.statusCode());
        assertEquals(200, send(to("/api/v1/predictions")).statusCode());
    }

    @Test
    void refusesDeclaredLengthOverTheLimit() throws Exception {
        HttpResponse<String> answer =
                send(to("/api/v1/predictions").POST(BodyPublishers.ofByteArray(new byte[LIMIT + 1])));

        assertEquals(413, answer.statusCode());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("content-type").orElseThrow());
    }

    @Test
    void passesOnLargeAnswer() throws Exception {
        // Given
        int length = 20 * 1024 * 1024;
        prediction.behave(request -> request.response().end(Buffer.buffer(new byte[length])));

        // When
        HttpResponse<byte[]> answer = client.send(to("/api/v1/predictions").build(), BodyHandlers.ofByteArray());

        // Then
        assertEquals(length, answer.body().length);
    }

    @Test
    void serves200RequestsOnOneConnection() throws Exception {
        // Given
        send(to("/api/v1/predictions"));
        String token = Tokens.anybody();

        // When
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            HttpRequest request = HttpRequest.newBuilder(uri("/api/v1/predictions?n=" + i))
                    .timeout(Duration.ofSeconds(60))
                    .header("Authorization", token)
                    .build();
            // A client that finds all streams taken opens no other connection but fails; so they come in two waves.
            answers.add(client.sendAsync(request, BodyHandlers.ofString()));
            if (i == 99) {
                CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                        .get(60, TimeUnit.SECONDS);
            }
        }

        // Then
        for (int i = 0; i < 200; i++) {
            assertEquals(
                    "GET /api/v1/predictions?n=" + i + " 0",
                    answers.get(i).get(60, TimeUnit.SECONDS).body());
        }
    }

    @Test
    void cutsOneStreamAndServesTheOthers() throws Exception {
        // Given
        CountDownLatch cut = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(1);
        prediction.behave(request -> {
            if (request.method().name().equals("POST")) {
                request.exceptionHandler(gone -> cut.countDown());
                request.handler(chunk -> arrived.countDown());
            } else {
                echo(request);
            }
        });
        try (RawHttp2 raw = raw()) {
            raw.request(1, "POST", "/api/v1/predictions", "authorization", Tokens.anybody());
            raw.data(1, new byte[1000], false);
            assertTrue(arrived.await(30, TimeUnit.SECONDS));

            // When
            raw.reset(1);

            // Then
            assertTrue(cut.await(30, TimeUnit.SECONDS), "the service still waits for the rest");
            raw.request(3, "GET", "/api/v1/predictions", "authorization", Tokens.anybody());
            assertEquals("200", raw.outcome(3));
        }
    }

    @Test
    void cutsOnlyTheStreamWhoseBodyComesTooSlowly() throws Exception {
        try (RawHttp2 raw = raw()) {
            // Given
            raw.request(1, "POST", "/api/v1/predictions", "authorization", Tokens.anybody());
            raw.data(1, new byte[1], false);

            // When
            String outcome = raw.outcome(1);

            // Then
            assertEquals("reset " + CALM, outcome);
            raw.request(3, "GET", "/api/v1/predictions", "authorization", Tokens.anybody());
            assertEquals("200", raw.outcome(3));
        }
    }

    @Test
    void endsTheStreamOfWhoseBodyNobodyWaitsForAnyMore() throws Exception {
        try (RawHttp2 raw = raw()) {
            // Given
            raw.request(1, "POST", "/api/v1/ws-ticket", "authorization", Tokens.anybody());

            // When
            String answer = raw.outcome(1);
            String after = raw.outcome(1);

            // Then
            assertEquals("201", answer);
            assertEquals("reset 0", after);
            raw.request(3, "GET", "/health");
            assertEquals("200", raw.outcome(3));
        }
    }

    @Test
    void showsThatAnAnswerBrokeOff() throws Exception {
        // Given
        CompletableFuture<HttpServerRequest> begun = new CompletableFuture<>();
        prediction.behave(request -> {
            request.response().putHeader("Content-Length", "1000").write("half");
            begun.complete(request);
        });
        try (RawHttp2 raw = raw()) {
            raw.request(1, "GET", "/api/v1/predictions", "authorization", Tokens.anybody());
            assertEquals("200", raw.outcome(1));

            // When
            begun.get(30, TimeUnit.SECONDS).connection().close();

            // Then
            assertEquals("reset 2", raw.outcome(1));
            prediction.behave(this::echo);
            raw.request(3, "GET", "/api/v1/predictions", "authorization", Tokens.anybody());
            assertEquals("200", raw.outcome(3));
        }
    }

    @Test
    void removesForgedHeadersAndThoseOfConnections() throws Exception {
        // When
        HttpResponse<String> answer = send(to("/api/v1/predictions")
                .header("X-Auspex-Account", "somebody")
                .header("X-Forwarded-For", "10.9.8.7")
                .header("Forwarded", "for=10.9.8.7")
                .header("X-Request-Deadline", "999999")
                .header("TE", "trailers"));

        // Then
        MultiMap headers = seen.peek();
        assertNull(headers.get("X-Auspex-Account"));
        assertNull(headers.get("Forwarded"));
        assertNull(headers.get("TE"));
        assertEquals(List.of("127.0.0.1"), headers.getAll("X-Forwarded-For"));
        assertEquals(List.of("https"), headers.getAll("X-Forwarded-Proto"));
        assertEquals(List.of("127.0.0.1:" + root.getPort()), headers.getAll("X-Forwarded-Host"));
        assertEquals(List.of("10000"), headers.getAll("X-Request-Deadline"));
        for (String name : List.of("connection", "keep-alive", "transfer-encoding", "x-hop")) {
            assertTrue(answer.headers().firstValue(name).isEmpty(), name);
        }
        assertTrue(answer.headers().firstValue("x-request-id").isPresent());
    }

    @Test
    void putsTheCrumbsOfCookiesTogether() throws Exception {
        try (RawHttp2 raw = raw()) {
            raw.request(
                    1,
                    "GET",
                    "/api/v1/predictions",
                    "authorization",
                    Tokens.anybody(),
                    "cookie",
                    "a=1",
                    "cookie",
                    "b=2");

            assertEquals("200", raw.outcome(1));
            assertEquals(List.of("a=1; b=2"), seen.peek().getAll("Cookie"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x-a      | b\\r\\nx-auspex-account: somebody",
                "x-a      | b\\nContent-Length: 5",
                "x-a      | b\\r",
                "x-a      | b\\0",
                "x-a:b    | c",
                "x-a b    | c",
                "x-a\\r\\nx-b | c",
                "X-Upper  | c",
                "connection | close",
                "connection | x-forwarded-for",
                "transfer-encoding | chunked",
                "keep-alive | timeout=5",
                "proxy-connection | keep-alive",
                "upgrade  | websocket",
                "te       | gzip",
                "host     | elsewhere",
                "content-length | +3",
                "content-length | 1, 2"
            })
    void refusesHeadersThatMeanSomethingElseBehindTheDoor(String name, String value) throws Exception {
        try (RawHttp2 raw = raw()) {
            // When
            raw.request(
                    1, "GET", "/api/v1/predictions", "authorization", Tokens.anybody(), escaped(name), escaped(value));

            // Then
            String outcome = raw.outcome(1);
            assertTrue(outcome.equals("400") || outcome.equals("reset 1"), outcome);
            assertTrue(seen.isEmpty(), "it came through");
            raw.request(3, "GET", "/health");
            assertEquals("200", raw.outcome(3));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/predictions HTTP/1.1\\r\\nX-Auspex-Account: somebody\\r\\nX: ",
                "/api/v1/predictions?x= HTTP/1.1\\r\\nX-Auspex-Account: somebody",
                "/api/v1/predictions?x=a b",
                "/api/v1/predictions?x=\\0",
                "http://elsewhere/api/v1/predictions",
                "api/v1/predictions",
                "*"
            })
    void refusesTargetsThatMeanSomethingElseBehindTheDoor(String path) throws Exception {
        try (RawHttp2 raw = raw()) {
            raw.request(1, "GET", escaped(path), "authorization", Tokens.anybody());

            String outcome = raw.outcome(1);

            assertTrue(outcome.equals("400") || outcome.equals("reset 1"), outcome);
            assertTrue(seen.isEmpty(), "it came through");
        }
    }

    private static String escaped(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
    }

    @Test
    void refusesRequestThatNamesNoHost() throws Exception {
        try (RawHttp2 raw = raw()) {
            raw.head(
                    1,
                    true,
                    new String[] {":method", "GET", ":scheme", "https", ":path", "/api/v1/predictions"},
                    "authorization",
                    Tokens.anybody());

            assertEquals("400", raw.outcome(1));
        }
    }

    @Test
    void refusesBodyOfOtherLengthThanDeclared() throws Exception {
        try (RawHttp2 raw = raw()) {
            raw.request(1, "POST", "/api/v1/predictions", "authorization", Tokens.anybody(), "content-length", "3");
            raw.data(1, new byte[5], true);

            assertEquals("reset 1", raw.outcome(1));
        }
    }

    @Test
    void refusesHeadOverTheLimit() throws Exception {
        try (RawHttp2 raw = raw()) {
            // Given: each counts as 32 bytes besides its own (RFC 9113, section 6.5.2)
            String[] many = new String[1_000];
            for (int i = 0; i < many.length; i += 2) {
                many[i] = "a";
                many[i + 1] = "b";
            }

            // When
            raw.request(1, "GET", "/api/v1/predictions", many);

            // Then
            assertEquals("431", raw.outcome(1));
            raw.request(3, "GET", "/health");
            assertEquals("200", raw.outcome(3));
        }
    }

    @Test
    void takesOneHundredStreamsAtOnceAndTellsSo() throws Exception {
        // Given
        prediction.behave(request -> {
            // Never answered.
        });
        try (RawHttp2 raw = raw()) {
            RawHttp2.Frame settings = raw.await(frame -> frame.type() == RawHttp2.SETTINGS && frame.flags() == 0);
            assertNotNull(settings);
            assertEquals(100, setting(settings, 3));
            assertEquals(16_384, setting(settings, 6));
            String token = Tokens.anybody();
            for (int i = 0; i < 100; i++) {
                raw.request(1 + 2 * i, "GET", "/api/v1/predictions", "authorization", token);
            }

            // When
            raw.request(201, "GET", "/health");

            // Then: REFUSED_STREAM, which a client may send again elsewhere
            assertEquals("reset 7", raw.outcome(201));
        }
    }

    private static int setting(RawHttp2.Frame settings, int id) {
        for (int i = 0; i < settings.payload().length; i += 6) {
            if (settings.payload()[i + 1] == id) {
                return settings.number(i + 2);
            }
        }
        return -1;
    }

    @Test
    void endsTheConnectionOfWhoResetsStreamsAllTheTime() throws Exception {
        try (RawHttp2 raw = raw()) {
            // When
            Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 1_000; i++) {
                        raw.request(1 + 2 * i, "GET", "/nowhere");
                        raw.reset(1 + 2 * i);
                    }
                } catch (IOException e) {
                    // It was cut off, as it should be.
                }
            });

            // Then
            RawHttp2.Frame away = raw.await(frame -> frame.type() == RawHttp2.GOAWAY);
            assertTrue(away == null || away.number(4) == CALM, "it may go on");
            assertNull(away == null ? null : raw.await(frame -> false));
        }
    }

    @Test
    void opensNoSockets() throws Exception {
        HttpResponse<String> answer = send(to("/ws?ticket=x"));

        assertEquals(400, answer.statusCode());
        assertTrue(answer.body().contains("HTTP/1.1"), answer.body());
    }

    @Test
    void cancelsWhatTheClientCancels() throws Exception {
        // Given
        CountDownLatch cut = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(1);
        prediction.behave(request -> {
            request.connection().closeHandler(closed -> cut.countDown());
            request.response().exceptionHandler(gone -> cut.countDown());
            arrived.countDown();
        });
        CompletableFuture<HttpResponse<String>> waiting =
                client.sendAsync(to("/api/v1/predictions").build(), BodyHandlers.ofString());
        assertTrue(arrived.await(30, TimeUnit.SECONDS));

        // When
        waiting.cancel(true);

        // Then
        assertTrue(cut.await(30, TimeUnit.SECONDS), "the service still works for nobody");
        prediction.behave(this::echo);
        assertEquals(200, send(to("/api/v1/predictions")).statusCode());
    }

    @Test
    void speaksNoHttp2InClear() throws Exception {
        // A client that asks for an upgrade gets its answer by HTTP/1.1.
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + io.restassured.RestAssured.port + "/health"))
                        .build(),
                BodyHandlers.ofString());

        assertEquals(200, answer.statusCode());
        assertEquals(HttpClient.Version.HTTP_1_1, answer.version());
    }
}
