package dev.auspex.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Requests of which two readers could take another end, as bytes. The service behind must never see a second request that the
 * gateway did not see, and where the framing is in doubt the connection ends.
 */
@QuarkusTest
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "redis")})
@WithTestResource(TokenIssuer.class)
@WithTestResource(Surroundings.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmugglingTest {

    private static final String SMUGGLED = "GET /internal/v1/secret HTTP/1.1\r\nHost: x\r\n\r\n";

    /** Which test a request belongs to: one that arrives late is not the next test's. What was smuggled names none. */
    private static final String TEST = "X-Test";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private StandIn prediction;

    @BeforeAll
    void stand() {
        prediction = new StandIn("prediction", request -> {
            boolean both = request.headers().contains("Content-Length")
                    && request.headers().contains("Transfer-Encoding");
            String test = request.getHeader(TEST);
            if (test == null || test.equals(NUMBER.toString())) {
                seen.add(request.method() + " " + request.uri() + (both ? " both" : ""));
            }
            request.body().onSuccess(body -> request.response().end("answer"));
        });
    }

    @AfterAll
    void leave() {
        prediction.close();
    }

    @BeforeEach
    void forget() {
        NUMBER.incrementAndGet();
        seen.clear();
    }

    /** Gives an answer, and whatever else comes until nothing did for a while. */
    private static String exchange(String bytes) throws IOException {
        return exchange(bytes, answer -> !answer.isEmpty());
    }

    private static String exchange(String bytes, Predicate<String> enough) throws IOException {
        try (var socket = Raw.open()) {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            socket.setSoTimeout(20_000);
            StringBuilder answer = new StringBuilder();
            byte[] buffer = new byte[8192];
            try {
                int read = socket.getInputStream().read(buffer);
                while (read >= 0) {
                    answer.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
                    if (enough.test(answer.toString())) {
                        socket.setSoTimeout(1_500);
                    }
                    read = socket.getInputStream().read(buffer);
                }
                answer.append("<closed>");
            } catch (java.net.SocketTimeoutException | java.net.SocketException e) {
                answer.append(e instanceof java.net.SocketException ? "<closed>" : "<open>");
            }
            return answer.toString();
        }
    }

    @Test
    void refusesTwoHostsAndNone() throws IOException {
        String two = exchange("GET /.well-known/jwks.json HTTP/1.1\r\nHost: x\r\nHost: evil.example\r\n\r\n");
        String none = exchange("GET /.well-known/jwks.json HTTP/1.1\r\n\r\n");

        assertTrue(two.startsWith("HTTP/1.1 400 "), two);
        assertTrue(none.startsWith("HTTP/1.1 400 "), none);
    }

    private static String post(String headers, String body) {
        return "POST /api/v1/predictions HTTP/1.1\r\nHost: x\r\nAuthorization: " + Tokens.anybody() + "\r\n" + TEST
                + ": " + NUMBER + "\r\n" + headers + "\r\n" + body;
    }

    /** Headers by which a body's end can be read in two ways, each followed by what would be the smuggled request. */
    static Stream<String> twoWays() {
        return Stream.of(
                "Content-Length: 5\r\nContent-Length: 0\r\n",
                "Content-Length: 0\r\nContent-Length: 5\r\n",
                "Content-Length: 0, 5\r\n",
                "Content-Length: +0\r\n",
                "Content-Length: -1\r\n",
                "Content-Length: 0x0\r\n",
                "Content-Length: 1e1\r\n",
                "Content-Length: \r\n",
                "Content-Length: 0 0\r\n",
                "Content-Length : 0\r\n",
                "Content-Length: 5\r\nContent-Length: 5\r\n",
                "Transfer-Encoding:\r\n chunked\r\n",
                "Content-Length: 99999999999999999999\r\n",
                "Transfer-Encoding: xchunked\r\n",
                "Transfer-Encoding: chunked, identity\r\n",
                "Transfer-Encoding: identity\r\n",
                "Transfer-Encoding: gzip, chunked\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding : chunked\r\n",
                "Transfer-Encoding: \"chunked\"\r\n",
                "Transfer-Encoding:\u000bchunked\r\n",
                "Transfer-Encoding: chunked\u0000\r\n",
                "Transfer_Encoding: chunked\r\nTransfer-Encoding: cow\r\n",
                "X: y\r\n Content-Length: 5\r\nTransfer-Encoding: cow\r\n",
                "X: y\nContent-Length: 5\r\nTransfer-Encoding: cow\r\n");
    }

    @ParameterizedTest
    @MethodSource("twoWays")
    void refusesBodiesThatCouldEndInTwoPlaces(String headers) throws IOException {
        // When
        String answer = exchange(post(headers, SMUGGLED), onlyItsEnd -> false);

        // Then
        assertTrue(answer.startsWith("HTTP/1.1 4"), headers + answer);
        assertTrue(answer.endsWith("<closed>"), "left open after " + headers + answer);
        assertTrue(seen.stream().noneMatch(line -> line.contains("/internal")), seen.toString());
    }

    /**
     * Length and chunks at once: on the built gateway the decoder refuses them (StrictDecoderTest, GatewayIT). Here, where a test's
     * class loaders keep that decoder out, Netty's own takes the length away: never both to the service, and one request only.
     */
    @ParameterizedTest
    @MethodSource("bothAtOnce")
    void neverSendsOnLengthAndChunksTogether(String headers) throws IOException {
        // When
        exchange(post(headers, "0\r\n\r\n" + SMUGGLED));

        // Then
        assertTrue(seen.size() <= 1, seen.toString());
        assertTrue(
                seen.stream().noneMatch(line -> line.contains("/internal") || line.contains("both")), seen.toString());
    }

    static Stream<String> bothAtOnce() {
        return Stream.of(
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n");
    }

    static Stream<String> brokenChunks() {
        return Stream.of(
                "x\r\n\r\n",
                "-1\r\n\r\n",
                "FFFFFFFFFFFFFFFFF\r\n",
                "5\r\nabc",
                "5 5\r\nhello\r\n0\r\n\r\n",
                "0x5\r\nhello\r\n0\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("brokenChunks")
    void neverReadsASecondRequestOutOfBrokenChunks(String body) throws IOException {
        // When
        exchange(post("Transfer-Encoding: chunked\r\n", body + SMUGGLED));

        // Then
        assertTrue(seen.stream().noneMatch(line -> line.contains("/internal")), seen.toString());
    }

    static Stream<String> brokenHeads() {
        return Stream.of(
                "GET /api/v1/predictions\r\n\r\n",
                "GET  /api/v1/predictions HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api/v1/predictions HTTP/1.1\r\n\r\n",
                "GET /api/v1/predictions\u0000 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET http://evil.example/api/v1/predictions HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api/v1/../../internal HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api/v1/predictions HTTP/1.1\r\nHo st: x\r\n\r\n",
                "GET /api/v1/predictions HTTP/1.1\r\n: x\r\n\r\n",
                "G\u0001T /api/v1/predictions HTTP/1.1\r\nHost: x\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("brokenHeads")
    void answersBrokenHeadsWithAFault(String head) throws IOException {
        // When
        String answer = exchange(head);

        // Then
        assertTrue(
                answer.matches("(?s)HTTP/1\\.[01] (4..|501|505) .*") || answer.equals("<closed>"),
                head + " -> " + answer.replace("\r\n", "|"));
        assertEquals(List.of(), seen);
    }

    @Test
    void keepsAConnectionThatWaitsBetweenRequests() throws Exception {
        try (var socket = Raw.open()) {
            for (int i = 0; i < 2; i++) {
                socket.getOutputStream()
                        .write(post("Content-Length: 2\r\n", "{}").getBytes(StandardCharsets.US_ASCII));
                byte[] head = socket.getInputStream().readNBytes(12);
                assertEquals("HTTP/1.1 200", new String(head, StandardCharsets.US_ASCII));
                Thread.sleep(2_500);
                socket.getInputStream().readNBytes(socket.getInputStream().available());
            }
        }
    }

    @Test
    void refusesHeadersBeyondTheirLimit() throws IOException {
        String answer = exchange(post("X-Long: " + "a".repeat(40_000) + "\r\n", ""));

        assertTrue(answer.startsWith("HTTP/1.1 431"), answer);
        assertEquals(List.of(), seen);
    }

    @Test
    void readsWholeRequestsOneAfterTheOther() throws IOException {
        // When
        String answer = exchange(
                post("Content-Length: 2\r\n", "{}") + post("Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n"),
                both -> both.split("HTTP/1.1 200", -1).length > 2);

        // Then
        assertEquals(2, answer.split("HTTP/1.1 200", -1).length - 1, answer);
        assertEquals(List.of("POST /api/v1/predictions", "POST /api/v1/predictions"), seen);
    }
}
