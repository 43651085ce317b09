package dev.auspex.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "redis")})
@WithTestResource(TokenIssuer.class)
@WithTestResource(Surroundings.class)
class BodyTest {

    private static final int CHUNK = 64 * 1024;
    /** Of a prediction's body. */
    private static final int LIMIT = 6 * 1024 * 1024;

    private static final long LARGE = 200L * 1024 * 1024;

    /** Takes as much as that. */
    private static final String UPLOAD = "POST /api/v1/models/churn/versions";

    /** More than all buffers on the way, of kernel and process, may hold. */
    private static final long MOST_IN_FLIGHT = 48L * 1024 * 1024;

    private StandIn model;
    private StandIn prediction;

    @BeforeEach
    void stand() {
        model = new StandIn("model", request -> request.response().end());
        prediction = new StandIn("prediction", request -> request.body()
                .onSuccess(body -> request.response().end("" + body.length())));
    }

    @AfterEach
    void leave() {
        model.close();
        prediction.close();
    }

    @Test
    void refusesDeclaredLengthOverTheLimit() {
        given().header("Authorization", Tokens.anybody())
                .body(new byte[LIMIT + 1])
                .post("/api/v1/predictions")
                .then()
                .statusCode(413)
                .contentType("application/problem+json")
                .body(
                        "type",
                        equalTo("https://auspex.dev/problems/body-too-large"),
                        "detail",
                        containsString(Integer.toString(LIMIT)));
    }

    @Test
    void takesBodyOfExactlyTheLimit() {
        given().header("Authorization", Tokens.anybody())
                .body(new byte[LIMIT])
                .post("/api/v1/predictions")
                .then()
                .statusCode(200)
                .body(equalTo(Integer.toString(LIMIT)));
    }

    @Test
    void refusesBodyWhereNoneIsTaken() {
        given().header("Authorization", Tokens.anybody())
                .body("x")
                .post("/api/v1/auth/me")
                .then()
                .statusCode(413);
    }

    @Test
    void stopsChunkedBodyOverTheLimitWhileItStreams() throws Exception {
        try (Socket socket = Raw.open()) {
            // Given
            begin(socket, "POST /api/v1/predictions", "Transfer-Encoding: chunked");

            // When
            for (int i = 0; i <= LIMIT / CHUNK; i++) {
                chunk(socket.getOutputStream(), CHUNK);
            }

            // Then
            String answer = head(socket.getInputStream());
            assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
        }
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/ws-ticket, 201", "/api/v1/auth/me, 413"})
    void cutsOffWhoseBodyDoesNotEndAfterTheAnswer(String path, int status) throws Exception {
        try (Socket socket = Raw.open()) {
            // Given
            begin(socket, "POST " + path, status == 413 ? "Content-Length: 9" : "Transfer-Encoding: chunked");

            // When
            chunk(socket.getOutputStream(), 1);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            // Then
            assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
        }
    }

    /** All that comes until the connection ends, with or without bytes of ours that nobody read. */
    private static String rest(Socket socket) throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(rest);
        } catch (SocketException reset) {
            // It has ended.
        }
        return rest.toString(StandardCharsets.US_ASCII);
    }

    private static int answers(String text) {
        return text.split("HTTP/1.1 ", -1).length - 1;
    }

    @Test
    void endsTheConnectionWhereTheClientHeldItsBodyBack() throws Exception {
        try (Socket socket = Raw.open()) {
            // Given: a body of 5 bytes that the client does not send before it is told to
            begin(socket, "POST /api/v1/auth/me", "Content-Length: 5", "Expect: 100-continue");

            // When: it goes on with another request, of which the first bytes would be that body
            String refused = head(socket.getInputStream());
            begin(socket, "GET /api/v1/predictions", "X: y");
            String rest = rest(socket);

            // Then: it knows that nobody read that one
            assertTrue(refused.startsWith("HTTP/1.1 413"), refused);
            assertTrue(refused.toLowerCase(Locale.ROOT).contains("connection: close"), refused);
            assertEquals(0, answers(rest), rest);
        }
    }

    @ParameterizedTest
    @CsvSource({"Transfer-Encoding: chunked", "Content-Length: 99999999"})
    void saysThatTheConnectionEndsWithARefusedBody(String header) throws Exception {
        StandIn auth = new StandIn("auth", request -> request.body());
        try (auth;
                Socket socket = Raw.open()) {
            begin(socket, "POST /api/v1/auth/me", header);
            chunk(socket.getOutputStream(), 1);

            String answer = head(socket.getInputStream());

            assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
            assertTrue(answer.toLowerCase(Locale.ROOT).contains("connection: close"), answer);
        }
    }

    /** A client would send its next request on a connection that is about to be closed, and lose it. */
    @Test
    void saysThatTheConnectionEndsWhereAServiceDidNotWaitForTheBody() throws Exception {
        // Given
        prediction.behave(request -> request.response().setStatusCode(429).end());
        try (Socket socket = Raw.open()) {
            begin(socket, "POST /api/v1/predictions", "Content-Length: " + LIMIT);

            // When
            socket.getOutputStream().write(new byte[CHUNK]);
            String answer = head(socket.getInputStream());

            // Then
            assertTrue(answer.startsWith("HTTP/1.1 429"), answer);
            assertTrue(answer.toLowerCase(Locale.ROOT).contains("connection: close"), answer);
        }
    }

    @Test
    void goesOnWithAConnectionWhoseRefusedBodyIsShort() throws Exception {
        try (Socket socket = Raw.open()) {
            begin(socket, "POST /api/v1/auth/me", "Content-Length: 5");
            socket.getOutputStream().write(new byte[5]);
            begin(socket, "GET /api/v1/predictions", "Connection: close");

            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertEquals(2, answers(all), all);
            assertTrue(all.startsWith("HTTP/1.1 413"), all);
            assertTrue(all.contains("HTTP/1.1 200"), all);
        }
    }

    /** As fast as the other side takes them, with as little as possible in each, or much. */
    @ParameterizedTest
    @CsvSource({"1", "65536"})
    void readsSoMuchOfEndlessChunksAndNoMore(int chunkBytes) throws Exception {
        // Given
        model.behave(
                request -> request.body().onSuccess(body -> request.response().end()));
        try (Socket socket = Raw.open()) {
            socket.setSoTimeout(60_000);
            begin(socket, "POST /v2/repository/index", "Transfer-Encoding: chunked");
            byte[] frames = (Integer.toHexString(chunkBytes) + "\r\n" + "a".repeat(chunkBytes) + "\r\n")
                    .repeat(65_536 / chunkBytes)
                    .getBytes(StandardCharsets.US_ASCII);
            AtomicLong sent = new AtomicLong();

            // When
            Thread client = Thread.ofVirtual().start(() -> pour(socket, frames, sent));
            String answer = head(socket.getInputStream());
            client.join(Duration.ofSeconds(60));

            // Then: what is read away, and what kernels hold
            assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
            assertTrue(answer.toLowerCase(Locale.ROOT).contains("connection: close"), answer);
            assertFalse(client.isAlive());
            assertTrue(sent.get() < MOST_IN_FLIGHT, sent + " bytes");
        }
    }

    private static void pour(Socket socket, byte[] frame, AtomicLong sent) {
        try {
            while (true) {
                socket.getOutputStream().write(frame);
                sent.addAndGet(frame.length);
            }
        } catch (IOException e) {
            // The gateway has cut it off.
        }
    }

    @Test
    void refusesCompressedBodiesAndSaysWhatItTakes() {
        for (String path : new String[] {"/api/v1/predictions", "/v2/models/churn/infer"}) {
            given().header("Authorization", Tokens.anybody())
                    .header("Content-Encoding", "gzip")
                    .body(new byte[] {31, -117, 8})
                    .post(path)
                    .then()
                    .statusCode(415)
                    .header("Accept-Encoding", "identity")
                    .body(containsString("Content-Encoding"));
        }
        given().header("Authorization", Tokens.anybody())
                .header("Content-Encoding", "identity")
                .body("{}")
                .post("/api/v1/predictions")
                .then()
                .statusCode(200);
    }

    @Test
    void asksNobodyOfHttp10ToGoOn() throws Exception {
        try (Socket socket = Raw.open()) {
            socket.getOutputStream()
                    .write(("POST /api/v1/predictions HTTP/1.0\r\nHost: x\r\nAuthorization: " + Tokens.anybody()
                                    + "\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n{}")
                            .getBytes(StandardCharsets.US_ASCII));

            String answer = head(socket.getInputStream());

            assertTrue(answer.contains(" 200 "), answer);
        }
    }

    @Test
    void passesChunkedBodyOn() throws Exception {
        try (Socket socket = Raw.open()) {
            begin(socket, "POST /api/v1/predictions", "Transfer-Encoding: chunked", "Connection: close");

            chunk(socket.getOutputStream(), 1000);
            chunk(socket.getOutputStream(), 234);
            socket.getOutputStream().write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(answer.startsWith("HTTP/1.1 200") && answer.endsWith("1234"), answer);
        }
    }

    @Test
    void tellsClientThatAsksToGoOn() throws Exception {
        try (Socket socket = Raw.open()) {
            // Given
            begin(socket, "POST /api/v1/predictions", "Content-Length: 3", "Expect: 100-continue", "Connection: close");

            // When
            String interim = head(socket.getInputStream());
            socket.getOutputStream().write(new byte[3]);

            // Then
            assertTrue(interim.startsWith("HTTP/1.1 100"), interim);
            String answer = head(socket.getInputStream());
            assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
        }
    }

    @Test
    void doesNotAskForBodyThatItRefuses() throws Exception {
        try (Socket socket = Raw.open()) {
            begin(socket, "POST /api/v1/predictions", "Content-Length: 99999999", "Expect: 100-continue");

            String answer = head(socket.getInputStream());

            assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
        }
    }

    @Test
    void passesUploadOnBeforeItIsComplete() throws Exception {
        // Given
        CountDownLatch arrived = new CountDownLatch(1);
        model.behave(request -> {
            request.handler(chunk -> arrived.countDown());
            request.endHandler(end -> request.response().end("done"));
        });
        try (Socket socket = Raw.open()) {
            begin(socket, "POST /v2/models/churn/infer", "Content-Length: 20", "Connection: close");

            // When
            socket.getOutputStream().write(new byte[10]);

            // Then
            assertTrue(arrived.await(30, TimeUnit.SECONDS), "the first half waits for the second");
            socket.getOutputStream().write(new byte[10]);
            assertTrue(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).endsWith("done"));
        }
    }

    @Test
    void streamsLargeBodyBothWays() throws Exception {
        // Given
        AtomicLong received = new AtomicLong();
        model.behave(request -> {
            request.handler(chunk -> received.addAndGet(chunk.length()));
            request.endHandler(end -> pour(request.response().setChunked(true), LARGE, new AtomicLong()));
        });
        try (Socket socket = Raw.open()) {
            socket.setSoTimeout(30_000);
            begin(socket, UPLOAD, "Content-Length: " + LARGE, "Connection: close");

            // When
            byte[] block = new byte[CHUNK];
            for (long sent = 0; sent < LARGE; sent += CHUNK) {
                socket.getOutputStream().write(block);
            }
            long read = drain(socket.getInputStream());

            // Then
            assertEquals(LARGE, received.get());
            assertTrue(read > LARGE, read + " bytes");
        }
    }

    @Test
    void slowsClientDownToWhatTheServiceReads() throws Exception {
        // Given
        model.behave(request -> request.pause());
        AtomicLong sent = new AtomicLong();
        try (Socket socket = Raw.open()) {
            begin(socket, UPLOAD, "Content-Length: " + LARGE);
            Thread client = Thread.ofVirtual().start(() -> flood(socket, sent));

            // When
            awaitStandstill(sent);

            // Then
            assertTrue(sent.get() < MOST_IN_FLIGHT, sent + " bytes in flight");
            socket.close();
            client.join(Duration.ofSeconds(30));
        }
    }

    @Test
    void slowsServiceDownToWhatTheClientReads() throws Exception {
        // Given
        AtomicLong poured = new AtomicLong();
        model.behave(request -> pour(request.response().setChunked(true), LARGE, poured));
        try (Socket socket = Raw.open()) {
            // When
            begin(socket, "GET /v2/models/churn", "X-Slow: 1");
            awaitStandstill(poured);

            // Then
            assertTrue(poured.get() > 0 && poured.get() < MOST_IN_FLIGHT, poured + " bytes in flight");
        }
    }

    @Test
    void stopsTheServiceWhenTheClientGoesAway() throws Exception {
        // Given
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch noticed = new CountDownLatch(1);
        model.behave(request -> {
            request.response().closeHandler(closed -> noticed.countDown());
            request.response().exceptionHandler(failure -> noticed.countDown());
            begun.countDown();
        });
        Socket socket = Raw.open();
        begin(socket, "GET /v2/models/churn");
        assertTrue(begun.await(30, TimeUnit.SECONDS));

        // When
        socket.close();

        // Then
        assertTrue(noticed.await(30, TimeUnit.SECONDS), "the service works on for nobody");
    }

    private static void begin(Socket socket, String line, String... headers) throws Exception {
        StringBuilder request =
                new StringBuilder(line + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + Tokens.anybody() + "\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    }

    private static void chunk(OutputStream out, int length) throws Exception {
        out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(new byte[length]);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static String head(InputStream in) throws Exception {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static long drain(InputStream in) throws Exception {
        byte[] block = new byte[CHUNK];
        long read = 0;
        for (int length = in.read(block); length >= 0; length = in.read(block)) {
            read += length;
        }
        return read;
    }

    private static void flood(Socket socket, AtomicLong sent) {
        byte[] block = new byte[CHUNK];
        try {
            while (sent.get() < LARGE) {
                socket.getOutputStream().write(block);
                sent.addAndGet(CHUNK);
            }
        } catch (IOException e) {
            // The test closes the socket under a write that stands still.
        }
    }

    private static void awaitStandstill(AtomicLong counter) {
        AtomicLong before = new AtomicLong(-1);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(60))
                .until(() -> before.getAndSet(counter.get()) == counter.get() && counter.get() > 0);
    }

    /** Writes as fast as the other side takes it. */
    private static void pour(HttpServerResponse response, long total, AtomicLong poured) {
        Buffer block = Buffer.buffer(new byte[CHUNK]);
        Handler<Void> more = ready -> {
            while (!response.writeQueueFull() && poured.get() < total) {
                response.write(block.copy());
                poured.addAndGet(CHUNK);
            }
            if (poured.get() >= total && !response.ended()) {
                response.end();
            }
        };
        response.drainHandler(more);
        more.handle(null);
    }
}
