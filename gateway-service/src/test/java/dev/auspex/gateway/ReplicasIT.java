package dev.auspex.gateway;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.auspex.contracts.event.Topics;
import dev.auspex.contracts.http.Role;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Two processes of the built gateway, jar or executable, on one Redis and one Kafka, with TLS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplicasIT {

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final int SOCKETS_PER_ACCOUNT = 3;
    private static final String HEALTH = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    /** The first bytes of one that is 512 bytes long. */
    private static final byte[] CLIENT_HELLO =
            Arrays.copyOf(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3}, 512);

    private static final String HELD = "/api/v1/predictions/held";
    private static final String BROKEN = "/api/v1/predictions/broken";

    private final Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
    private final TokenIssuer issuer = new TokenIssuer();
    private final LocalStackResource servers = new LocalStackResource();
    private final Map<String, String> settings = new HashMap<>();
    private final Vertx vertx = Vertx.vertx();
    private WebSocketClient sockets;
    private KafkaProducer<String, String> producer;
    private StandIn prediction;
    private Replica first;
    private Replica second;
    private String firstAnswer;

    @BeforeAll
    void start() throws Exception {
        settings.putAll(issuer.start());
        servers.init(Map.of("servers", "redis,kafka"));
        settings.putAll(servers.start());
        Surroundings surroundings = new Surroundings();
        surroundings.init(
                Map.of("tls", "true", "kafka", "true", "more", "AUSPEX_SOCKETS_PER_ACCOUNT=" + SOCKETS_PER_ACCOUNT));
        settings.putAll(surroundings.start());
        // So long that no test waits for it: what ends in time ended because nothing was under way any more.
        settings.put("quarkus.shutdown.timeout", "10m");
        topics();
        sockets = vertx.createWebSocketClient(
                new WebSocketClientOptions().setTrustAll(true).setVerifyHost(false));
        prediction = new StandIn("prediction", request -> request.body().onSuccess(body -> answer(request, body)));
        first = new Replica("first", settings);
        second = new Replica("second", settings);
        firstAnswer = untilItAnswers(first);
        first.awaitReady();
        second.awaitReady();
    }

    private void answer(HttpServerRequest request, Buffer body) {
        switch (request.path()) {
            case HELD -> held.add(request);
            case BROKEN -> {
                request.response().putHeader("Content-Length", "1000").write("the beginning");
                request.connection().close();
            }
            default -> request.response().end(request.getHeader("Transfer-Encoding") + " " + body.length());
        }
    }

    private void topics() throws Exception {
        Map<String, Object> kafka = LocalStackResource.kafka();
        try (Admin admin = Admin.create(kafka)) {
            admin.createTopics(List.of(
                            new NewTopic(Topics.PREDICTION_COMPLETED, Optional.of(3), Optional.empty()),
                            new NewTopic(Topics.MODEL_CHANGED, Optional.of(1), Optional.empty())))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }
        producer = new KafkaProducer<>(kafka, new StringSerializer(), new StringSerializer());
    }

    @AfterAll
    void stop() throws Exception {
        first.close();
        second.close();
        producer.close();
        prediction.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        servers.stop();
        issuer.stop();
    }

    /** What the process says at the very first, which nobody has asked for anything before. */
    private static String untilItAnswers(Replica replica) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .until(
                        () -> {
                            try {
                                return HoldingSocket.answer(replica.securePort(), HEALTH);
                            } catch (ConnectException notYet) {
                                return "";
                            }
                        },
                        answer -> !answer.isEmpty());
    }

    @Test
    void takesTheFirstRequestThoughItCameWithTheEndOfTheHandshake() throws Exception {
        assertTrue(firstAnswer.startsWith("HTTP/1.1 200"), firstAnswer);
        String again = HoldingSocket.answer(first.securePort(), HEALTH);
        assertTrue(again.startsWith("HTTP/1.1 200"), again);
    }

    @Test
    void refusesSmugglingInTheFirstRequest() throws Exception {
        String answer = HoldingSocket.answer(
                first.securePort(),
                "POST /api/v1/predictions HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + Tokens.anybody()
                        + "\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
    }

    @Test
    void speaksHttp2() throws Exception {
        try (HttpClient client = Tls.http2()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(
                                    URI.create("https://127.0.0.1:" + first.securePort() + "/api/v1/predictions"))
                            .timeout(SOON)
                            .header("Authorization", Tokens.anybody())
                            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[100_000])))
                            .build(),
                    BodyHandlers.ofString());

            assertEquals(HttpClient.Version.HTTP_2, answer.version());
            assertEquals("chunked 100000", answer.body());
        }
    }

    @Test
    void cutsOffWhoTakesTooLongToSendAHeadOverHttp2() throws Exception {
        try (RawHttp2 raw = new RawHttp2(first.securePort())) {
            // Given
            raw.request(1, "GET", "/health");
            assertEquals("200", raw.outcome(1));

            // When: HEADERS without END_HEADERS, and nothing more
            raw.frame(RawHttp2.HEADERS, 0, 3, RawHttp2.block(RawHttp2.pseudo("GET", "/health")));

            // Then
            assertNull(raw.await(frame -> frame.type() == RawHttp2.HEADERS));
        }
    }

    /** With the handshake of TLS, and after it with the preface of HTTP/2; nothing at all, or a byte from time to time. */
    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void cutsOffWhoTakesTooLongToBegin(boolean secure, boolean dribbles) throws Exception {
        try (Socket socket = secure
                ? RawHttp2.connect(first.securePort())
                : new Socket(InetAddress.getLoopbackAddress(), first.securePort())) {
            socket.setSoTimeout(dribbles ? 500 : 45_000);
            long end = System.nanoTime() + Duration.ofSeconds(45).toNanos();
            byte[] beginning = secure ? RawHttp2.PREFACE : CLIENT_HELLO;

            boolean cut = false;
            for (int i = 0; !cut && System.nanoTime() < end; i++) {
                try {
                    if (dribbles && i % 4 == 0) {
                        socket.getOutputStream().write(beginning[i / 4]);
                    }
                    // What the gateway itself says first over HTTP/2 may come.
                    cut = socket.getInputStream().read(new byte[1_000]) < 0;
                } catch (SocketTimeoutException notYet) {
                    // Goes on.
                } catch (SocketException | SSLException reset) {
                    cut = true;
                }
            }

            assertTrue(cut, "it waits");
        }
    }

    @Test
    void takesATicketOfOneAtTheOtherAndOnce() throws Exception {
        // Given
        String ticket = ticket(first, account(UUID.randomUUID()));

        // When
        Heard heard = open(second, ticket);

        // Then
        heard.await("connected");
        assertEquals(401, refusal(first, ticket));
    }

    @Test
    void tellsEventsToTheSocketsOfBoth() throws Exception {
        // Given
        UUID tenant = UUID.randomUUID();
        Heard here = open(first, ticket(first, account(tenant)));
        Heard there = open(second, ticket(second, account(tenant)));
        for (Heard heard : List.of(here, there)) {
            heard.say(new JsonObject().put("type", "subscribe").put("topics", List.of("predictions")));
            heard.await("subscribed");
        }

        // When
        Awaitility.await().atMost(SOON).pollInterval(Duration.ofSeconds(1)).until(() -> {
            // Once more where a reader has only just begun: events from before are not told.
            happened(tenant);
            return here.heard("event") && there.heard("event");
        });

        // Then
        assertEquals("churn", there.await("event").getJsonObject("event").getString("model"));
    }

    @Test
    void countsTheSocketsOfAnAccountAtBoth() throws Exception {
        // Given
        String account = account(UUID.randomUUID());
        open(first, ticket(first, account)).await("connected");
        open(first, ticket(first, account)).await("connected");
        Heard third = open(second, ticket(second, account));
        third.await("connected");

        // When
        assertEquals(429, refusal(first, ticket(first, account)));
        assertEquals(429, refusal(second, ticket(second, account)));
        third.socket.close();

        // Then: its place goes to whoever comes first, wherever
        Awaitility.await().atMost(SOON).pollInterval(Duration.ofSeconds(1)).until(() -> {
            try {
                open(first, ticket(first, account)).await("connected");
                return true;
            } catch (IllegalStateException notYet) {
                return false;
            }
        });
    }

    @Test
    void leavesTheSocketsOfTheOtherOpenWhenOneStops() throws Exception {
        try (Replica leaving = new Replica("leaving", settings)) {
            // Given
            leaving.awaitReady();
            String account = account(UUID.randomUUID());
            Heard here = open(leaving, ticket(leaving, account));
            here.await("connected");
            Heard there = open(second, ticket(second, account));
            there.await("connected");

            // When
            leaving.stop();

            // Then
            Awaitility.await().atMost(SOON).until(() -> here.closed != null);
            assertEquals((short) 1001, here.closed);
            there.say(new JsonObject().put("type", "ping").put("id", "1"));
            there.await("pong");
            assertTrue(leaving.ends(SOON), "it does not end");
            String again = ticket(second, account);
            open(second, again).await("connected");
            assertNull(there.closed);
        }
    }

    @Test
    void answersWhatIsUnderWayWhenItStopsAndWaitsForNothingElse() throws Exception {
        try (Replica leaving = new Replica("answering", settings)) {
            // Given: a socket, an answer that breaks off, a client that goes away, and one that waits
            leaving.awaitReady();
            Heard socket = open(leaving, ticket(leaving, account(UUID.randomUUID())));
            socket.await("connected");
            String broken = answer(leaving, BROKEN);
            assertTrue(broken.endsWith("the beginning") || broken.startsWith("HTTP/1.1 502"), broken);
            try (Socket gone = new Socket(InetAddress.getLoopbackAddress(), leaving.port())) {
                gone.getOutputStream().write(get(HELD).getBytes(StandardCharsets.US_ASCII));
                Awaitility.await().atMost(SOON).until(() -> held.size() == 1);
            }
            held.clear();
            CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> answer(leaving, HELD));
            Awaitility.await().atMost(SOON).until(() -> held.size() == 1);

            // When
            leaving.stop();
            Awaitility.await().atMost(SOON).until(() -> socket.closed != null);
            assertFalse(leaving.ends(Duration.ofSeconds(3)), "it ended with a request under way");
            held.remove().response().end("all of it");

            // Then
            assertEquals((short) 1001, socket.closed);
            String answer = waiting.get(60, TimeUnit.SECONDS);
            assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
            assertTrue(answer.endsWith("all of it"), answer);
            assertTrue(leaving.ends(SOON), "it waits for what is over");
        }
    }

    /** All that comes until the connection ends, however it does. */
    private static String answer(Replica at, String path) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), at.port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(get(path).getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().transferTo(answer);
        } catch (SocketException reset) {
            // What came before counts.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return answer.toString(StandardCharsets.ISO_8859_1);
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + account(UUID.randomUUID())
                + "\r\n\r\n";
    }

    private static String account(UUID tenant) {
        return "Bearer " + TokenIssuer.token(tenant, UUID.randomUUID(), Role.MEMBER);
    }

    private static String ticket(Replica at, String authorization) throws IOException, InterruptedException {
        try (HttpClient client = Tls.http2()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + at.securePort() + "/api/v1/ws-ticket"))
                            .timeout(SOON)
                            .header("Authorization", authorization)
                            .POST(BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
            assertEquals(201, answer.statusCode(), answer.body());
            return new JsonObject(answer.body()).getString("ticket");
        }
    }

    private Heard open(Replica at, String ticket) {
        Heard heard = new Heard();
        heard.socket = StandIn.await(sockets.connect(new WebSocketConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(at.securePort())
                        .setSsl(true)
                        .setURI("/ws?ticket=" + ticket))
                .map(socket -> {
                    socket.textMessageHandler(text -> heard.messages.add(new JsonObject(text)));
                    socket.closeHandler(
                            closed -> heard.closed = socket.closeStatusCode() == null ? 0 : socket.closeStatusCode());
                    return socket;
                }));
        return heard;
    }

    private int refusal(Replica at, String ticket) {
        IllegalStateException failure = assertThrows(IllegalStateException.class, () -> open(at, ticket));
        return ((UpgradeRejectedException) failure.getCause().getCause()).getStatus();
    }

    private void happened(UUID tenant) throws Exception {
        producer.send(new ProducerRecord<>(
                        Topics.PREDICTION_COMPLETED,
                        UUID.randomUUID().toString(),
                        new JsonObject()
                                .put("predictionId", UUID.randomUUID().toString())
                                .put("tenantId", tenant.toString())
                                .put("model", "churn")
                                .encode()))
                .get(60, TimeUnit.SECONDS);
    }

    /** What a socket got, and how it was closed. */
    private static final class Heard {

        private final Queue<JsonObject> messages = new ConcurrentLinkedQueue<>();
        private volatile WebSocket socket;
        private volatile Short closed;

        boolean heard(String type) {
            return messages.stream().anyMatch(message -> type.equals(message.getString("type")));
        }

        JsonObject await(String type) {
            Awaitility.await(type).atMost(SOON).until(() -> heard(type));
            return messages.stream()
                    .filter(message -> type.equals(message.getString("type")))
                    .findFirst()
                    .orElseThrow();
        }

        void say(JsonObject message) {
            StandIn.await(socket.writeTextMessage(message.encode()));
        }
    }
}
