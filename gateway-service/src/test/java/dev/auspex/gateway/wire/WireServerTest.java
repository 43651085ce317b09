package dev.auspex.gateway.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.auspex.gateway.RawHttp2;
import dev.auspex.gateway.RawHttp2.Frame;
import dev.auspex.gateway.Surroundings;
import dev.auspex.gateway.Tls;
import dev.auspex.gateway.wire.Connections.Bounds;
import dev.auspex.gateway.wire.Connections.Refused;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A real server of Vert.x, read by what the gateway puts in its pipeline, and clients that send bytes. */
class WireServerTest {

    private static final int PER_ADDRESS = 20;
    private static final long SILENCE_MILLIS = 4_000;
    private static final long KEEP_ALIVE_MILLIS = 4_000;
    private static final long HEAD_MILLIS = 6_000;
    private static final String ORDINARY = "GET /seen HTTP/1.1\r\nHost: x\r\n\r\n";

    @TempDir
    static Path folder;

    private static final List<String> SEEN = new CopyOnWriteArrayList<>();
    private static final Connections CONNECTIONS =
            new Connections(new Bounds(200, PER_ADDRESS, 100, 32, 64, 10, 2), List.of(Network.of("127.0.0.9")));
    private static Vertx vertx;
    private static HttpServer plain;
    private static HttpServer secure;

    @BeforeAll
    static void stand() {
        System.setProperty("io.netty.bootstrap.extensions", "serviceload");
        System.setProperty(WireExtension.HEAD_MILLIS, Long.toString(HEAD_MILLIS));
        WireExtension.count(
                CONNECTIONS, Patience.of(Duration.ofMillis(SILENCE_MILLIS), Duration.ofMillis(KEEP_ALIVE_MILLIS)), -1);
        Surroundings.certificate(folder, "x.example.org");
        vertx = Vertx.vertx();
        plain = await(vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                .requestHandler(WireServerTest::answer)
                .listen(0, "0.0.0.0"));
        secure = await(vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(folder.resolve("certificate.pem").toString())
                                .setKeyPath(folder.resolve("key.pem").toString())))
                .requestHandler(WireServerTest::answer)
                .listen(0, "0.0.0.0"));
    }

    @AfterAll
    static void leave() {
        await(vertx.close());
        WireExtension.count(
                new Connections(new Bounds(10_000, 10_000, 10_000, 24, 64, 0, 1), List.of()), Patience.ENDLESS, -1);
    }

    @BeforeEach
    void alone() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> CONNECTIONS.open() == 0);
        SEEN.clear();
    }

    private static <T> T await(Future<T> future) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> future.isComplete() ? List.of(future) : List.<Future<T>>of(), found -> !found.isEmpty())
                .getFirst()
                .result();
    }

    private static void answer(HttpServerRequest request) {
        SEEN.add(request.method() + " " + request.uri());
        if (request.path().equals("/slow")) {
            vertx.setTimer(2 * KEEP_ALIVE_MILLIS, late -> request.response().end("late"));
        } else {
            request.body().onSuccess(body -> request.response().end("answer"));
        }
    }

    private static Socket open(String from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), plain.actualPort()));
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** All that comes until the connection ends. */
    private static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static String exchange(String bytes) throws IOException {
        try (Socket socket = open("127.0.0.1")) {
            say(socket, bytes);
            return rest(socket);
        }
    }

    private static void assertProblem(int status, String type, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        int end = answer.indexOf("\r\n\r\n");
        String head = answer.substring(0, end).toLowerCase(java.util.Locale.ROOT);
        assertTrue(head.contains("content-type: application/problem+json"), answer);
        assertTrue(head.contains("connection: close"), answer);
        JsonObject problem = new JsonObject(answer.substring(end + 4));
        assertEquals(status, problem.getInteger("status"));
        assertEquals("https://auspex.dev/problems/" + type, problem.getString("type"));
        assertTrue(problem.getString("detail").endsWith("."), answer);
        assertNotNull(problem.getString("title"));
    }

    static Stream<Arguments> brokenRequests() {
        String chunks = "2\r\n{}\r\n0\r\n\r\n";
        return Stream.of(
                Arguments.of("Content-Length: +103", 400, "invalid-input", "{}"),
                Arguments.of("Content-Length: -1", 400, "invalid-input", "{}"),
                Arguments.of("Content-Length: 0x2", 400, "invalid-input", "{}"),
                Arguments.of("Content-Length: 2\r\nContent-Length: 2", 400, "invalid-input", "{}"),
                Arguments.of("Content-Length: 2, 2", 400, "invalid-input", "{}"),
                Arguments.of("Content-Length: 2 2", 400, "invalid-input", "{}"),
                Arguments.of("Content-Length: 2\r\nTransfer-Encoding: chunked", 400, "malformed-body", chunks),
                Arguments.of("Transfer-Encoding:\r\n chunked", 400, "invalid-input", chunks),
                Arguments.of("Transfer-Encoding: chunked\r\n\t, identity", 400, "invalid-input", chunks),
                Arguments.of("X: a\r\n b\r\nContent-Length: 2", 400, "invalid-input", "{}"),
                Arguments.of("Transfer-Encoding: identity", 400, "malformed-body", ""),
                Arguments.of("Transfer-Encoding: xchunked", 400, "malformed-body", ""),
                Arguments.of("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", 400, "malformed-body", chunks),
                Arguments.of("Transfer-Encoding: gzip, chunked", 501, "not-implemented", chunks),
                Arguments.of("X: " + "a".repeat(40_000), 431, "headers-too-large", ""),
                Arguments.of("Ho st: x", 400, "invalid-input", ""));
    }

    @ParameterizedTest
    @MethodSource("brokenRequests")
    void refusesRequestsThatCouldBeReadInTwoWays(String headers, int status, String type, String body)
            throws IOException {
        String answer = exchange("POST /api HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n\r\n" + body + ORDINARY);

        assertProblem(status, type, answer);
        assertEquals(List.of(), SEEN);
    }

    static Stream<Arguments> brokenHeads() {
        return Stream.of(
                Arguments.of(
                        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                        400,
                        "malformed-body"),
                Arguments.of(
                        "POST / HTTP/1.0\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400, "malformed-body"),
                Arguments.of("GET / HTTP/2.0\r\n\r\n", 505, "http-version-not-supported"),
                Arguments.of("GET / HTTP/9.9\r\n\r\n", 505, "http-version-not-supported"),
                Arguments.of("GET / FTP/1.1\r\n\r\n", 400, "invalid-input"),
                Arguments.of("GET /\r\n\r\n", 400, "invalid-input"),
                Arguments.of("GET /" + "a".repeat(10_000) + " HTTP/1.1\r\n\r\n", 414, "address-too-long"),
                Arguments.of(
                        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n",
                        400,
                        "invalid-input"));
    }

    @ParameterizedTest
    @MethodSource("brokenHeads")
    void refusesWhatIsNoRequest(String head, int status, String type) throws IOException {
        assertProblem(status, type, exchange(head));
        assertEquals(List.of(), SEEN);
    }

    @Test
    void findsAFoldWhereverTheBytesAreCut() throws IOException {
        String request = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n";
        for (int cut = request.indexOf("g:"); cut < request.indexOf("chunked"); cut++) {
            try (Socket socket = open("127.0.0.1")) {
                socket.setTcpNoDelay(true);
                say(socket, request.substring(0, cut));
                say(socket, request.substring(cut));

                assertProblem(400, "invalid-input", rest(socket));
            }
        }
    }

    @Test
    void answersWhatCameBeforeTheBrokenOneFirst() throws IOException {
        String answer = exchange(ORDINARY + ORDINARY + "GET / HTTP/1.1\r\nContent-Length: +1\r\n\r\n" + ORDINARY);

        assertEquals(2, answer.split("HTTP/1.1 200 OK", -1).length - 1, answer);
        assertProblem(400, "invalid-input", answer.substring(answer.lastIndexOf("HTTP/1.1 4")));
        assertEquals(List.of("GET /seen", "GET /seen"), SEEN);
    }

    @Test
    void speaksTheOpenInferenceProtocolWhereItsClientsAsk() throws IOException {
        String answer = exchange("POST /v2/models/churn/infer HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: cow\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertNotNull(new JsonObject(answer.substring(answer.indexOf("\r\n\r\n") + 4)).getString("error"));
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(
            strings = {"x\r\n\r\n", "-1\r\n\r\n", "FFFFFFFFFFFFFFFFF\r\n", "0x5\r\nhello\r\n0\r\n\r\n"})
    void refusesBrokenChunks(String body) throws IOException {
        String answer =
                exchange("POST /body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + body + ORDINARY);

        assertProblem(400, "malformed-body", answer);
        assertEquals(List.of("POST /body"), SEEN);
    }

    @Test
    void tellsWhoTakesTooLongToSendAHead() throws IOException {
        try (Socket socket = open("127.0.0.1")) {
            say(socket, "GET / HTTP/1.1\r\nX-Slow: ");

            assertProblem(408, "request-timeout", rest(socket));
        }
    }

    @Test
    void endsAConnectionThatSaysNothingWithoutAWord() throws IOException {
        long begun = System.nanoTime();
        try (Socket socket = open("127.0.0.1")) {
            assertEquals("", rest(socket));
        }
        assertTrue(elapsed(begun) >= SILENCE_MILLIS - 100, elapsed(begun) + " ms");
    }

    private static long elapsed(long begun) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }

    @Test
    void endsAConnectionThatAsksNothingMore() throws IOException {
        try (Socket socket = open("127.0.0.1")) {
            long begun = System.nanoTime();
            say(socket, ORDINARY);
            String all = rest(socket);

            assertTrue(all.endsWith("answer"), all);
            assertTrue(elapsed(begun) >= KEEP_ALIVE_MILLIS - 100, elapsed(begun) + " ms");
        }
    }

    @Test
    void waitsForAnAnswerAndForABodyThatTakeLonger() throws IOException {
        try (Socket socket = open("127.0.0.1");
                Socket uploading = open("127.0.0.1")) {
            say(uploading, "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{");
            say(socket, "GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            assertTrue(rest(socket).endsWith("late"));
            say(uploading, "}");
            assertTrue(rest(uploading).endsWith("answer"));
        }
    }

    @Test
    void letsAnAddressHaveItsShareWhileOthersNoticeNothing() throws IOException {
        List<Socket> many = new ArrayList<>();
        try {
            // When: many times as many as an address may have
            while (CONNECTIONS.refused(Refused.ADDRESS) < 4 * PER_ADDRESS && many.size() < 1_000) {
                many.add(open("127.0.0.1"));
            }

            // Then: counted as they are accepted, which a busy machine does later
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> CONNECTIONS.refused(Refused.ADDRESS) >= 4 * PER_ADDRESS);
            try (Socket other = open("127.0.0.2")) {
                say(other, ORDINARY.replace("Host: x", "Host: x\r\nConnection: close"));
                assertTrue(rest(other).startsWith("HTTP/1.1 200"));
            }
            int open = 0;
            for (Socket socket : many) {
                open += isOpen(socket) ? 1 : 0;
            }
            assertTrue(open <= PER_ADDRESS, open + " open");
        } finally {
            for (Socket socket : many) {
                socket.close();
            }
        }
        // And: as soon as they are gone, the address gets in again
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> CONNECTIONS.open() == 0);
        assertTrue(exchange(ORDINARY.replace("Host: x", "Host: x\r\nConnection: close"))
                .startsWith("HTTP/1.1 200"));
    }

    private static boolean isOpen(Socket socket) throws IOException {
        socket.setSoTimeout(1);
        try {
            return socket.getInputStream().read() >= 0;
        } catch (java.net.SocketTimeoutException e) {
            return true;
        } catch (SocketException reset) {
            return false;
        }
    }

    @Test
    void letsTrustedProxiesHaveMoreAndWaitLonger() throws IOException {
        List<Socket> many = new ArrayList<>();
        try {
            for (int i = 0; i < 3 * PER_ADDRESS; i++) {
                many.add(open("127.0.0.9"));
            }
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> CONNECTIONS.open() == 3 * PER_ADDRESS);
            try (Socket direct = open("127.0.0.1")) {
                assertEquals("", rest(direct));
            }
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> CONNECTIONS.open() == 3 * PER_ADDRESS);
        } finally {
            for (Socket socket : many) {
                socket.close();
            }
        }
    }

    private static SSLSocket secure() throws IOException {
        SSLSocket socket = (SSLSocket) Tls.trusting().getSocketFactory().createSocket("127.0.0.1", secure.actualPort());
        socket.setSoTimeout(30_000);
        socket.startHandshake();
        return socket;
    }

    @Test
    void countsAndEndsWhoSaysNothingOverTls() throws IOException {
        try (Socket silent = new Socket("127.0.0.1", secure.actualPort());
                SSLSocket shaken = secure()) {
            silent.setSoTimeout(30_000);

            assertEquals("", rest(silent));
            assertEquals("", rest(shaken));
        }
    }

    @Test
    void refusesBrokenRequestsOverTls() throws IOException {
        try (SSLSocket socket = secure()) {
            say(socket, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n");

            assertProblem(400, "invalid-input", rest(socket));
        }
    }

    @Test
    void endsAConnectionOfHttp2ThatAsksNothingMore() throws IOException {
        try (RawHttp2 client = new RawHttp2(secure.actualPort())) {
            client.request(1, "GET", "/slow");
            assertEquals("200", client.outcome(1));

            Frame away = client.await(frame -> frame.type() == RawHttp2.GOAWAY);
            assertNotNull(away);
            assertNull(client.await(frame -> false));
        }
        assertFalse(SEEN.isEmpty());
    }
}
