package dev.auspex.gateway;

import java.io.ByteArrayOutputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import dev.auspex.contracts.event.Topics;
import dev.auspex.contracts.http.Role;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.SignedEvent;
import dev.auspex.localstack.testing.TokenIssuer;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Sockets at {@code /ws}, with events through a real Kafka and tickets in a real Redis. */
@QuarkusTest
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "redis,kafka")})
@WithTestResource(TokenIssuer.class)
@WithTestResource(
        value = Surroundings.class,
        initArgs = {
            @ResourceArg(name = "kafka", value = "true"),
            @ResourceArg(
                    name = "more",
                    value = "test.send-buffer=65536\nauspex.socket.heartbeat=5s\nauspex.socket.farewell=1s\n"
                            + "auspex.socket.ticket-life=4s\nAUSPEX_SOCKETS_PER_ACCOUNT=3\n"
                            + "AUSPEX_CORS_ORIGINS=https://app.example.org\n"
                            + "auspex.socket.buffer=64K\nauspex.socket.message-time=2s")
        })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SocketTest {

    @TestHTTPResource(value = "/metrics", management = true)
    URL metricsPage;

    private final Vertx vertx = Vertx.vertx();
    private final WebSocketClient client = vertx.createWebSocketClient(
            new WebSocketClientOptions().setMaxConnections(5_000).setClosingTimeout(1));
    private final WebSocketClient narrow = vertx.createWebSocketClient(new WebSocketClientOptions()
            .setMaxConnections(5_000)
            .setClosingTimeout(1)
            .setReceiveBufferSize(4_096));
    private KafkaProducer<String, String> producer;
    private StandIn prediction;

    @BeforeAll
    void stand() throws Exception {
        NewTopics.create(Topics.PREDICTION_COMPLETED, 3);
        NewTopics.create(Topics.MODEL_CHANGED, 1);
        producer = new KafkaProducer<>(LocalStackResource.kafka(), new StringSerializer(), new StringSerializer());
        prediction = new StandIn("prediction", request -> request.body().onSuccess(body -> request.response()
                .setStatusCode(201)
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject()
                        .put("id", UUID.randomUUID().toString())
                        .put("authorization", request.getHeader("Authorization"))
                        .put("asked", new JsonObject(body))
                        .encode())));
    }

    @AfterAll
    void leave() throws Exception {
        producer.close();
        prediction.close();
        // Hundreds of sockets that nobody reads leave one after the other.
        vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    /** What a socket got, in its order, and how it was closed. */
    private static final class Heard {

        private final BlockingQueue<JsonObject> messages = new LinkedBlockingQueue<>();
        private volatile WebSocket socket;
        private volatile Short closed;

        JsonObject next(String type) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            List<JsonObject> others = new ArrayList<>();
            while (System.nanoTime() < end) {
                JsonObject message = messages.poll(100, TimeUnit.MILLISECONDS);
                if (message != null && type.equals(message.getString("type"))) {
                    return message;
                }
                if (message != null) {
                    others.add(message);
                }
            }
            throw new AssertionError("no " + type + " came but " + others + " closed " + closed);
        }

        void say(JsonObject message) {
            StandIn.await(socket.writeTextMessage(message.encode()));
        }
    }

    private static String ticket(String authorization) {
        return given().header("Authorization", authorization)
                .post("/api/v1/ws-ticket")
                .then()
                .statusCode(201)
                .extract()
                .path("ticket");
    }

    private Heard open(String ticket, String... origin) {
        return open(client, ticket, origin);
    }

    private static Heard open(WebSocketClient client, String ticket, String... origin) {
        Heard heard = new Heard();
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(RestAssured.port)
                .setURI("/ws?ticket=" + ticket);
        if (origin.length > 0) {
            options.addHeader("Origin", origin[0]);
        }
        heard.socket = StandIn.await(client.connect(options).map(socket -> {
            socket.textMessageHandler(text -> heard.messages.add(new JsonObject(text)));
            socket.closeHandler(
                    closed -> heard.closed = socket.closeStatusCode() == null ? 0 : socket.closeStatusCode());
            return socket;
        }));
        return heard;
    }

    private int refusal(String ticket, String... origin) {
        IllegalStateException failure = assertThrows(IllegalStateException.class, () -> open(ticket, origin));
        return ((UpgradeRejectedException) failure.getCause().getCause()).getStatus();
    }

    private static String token(UUID tenant, String... roles) {
        return "Bearer "
                + TokenIssuer.token(tenant, UUID.randomUUID(), roles.length == 0 ? new String[] {Role.MEMBER} : roles);
    }

    private static JsonObject message(String type) {
        return new JsonObject().put("type", type).put("id", "1");
    }

    private void happened(String topic, UUID tenant, String model) throws Exception {
        JsonObject event = new JsonObject()
                .put("predictionId", UUID.randomUUID().toString())
                .put("tenantId", tenant == null ? null : tenant.toString())
                .put("model", model)
                .put("score", 0.25)
                .put("features", new JsonObject().put("income", 12_000));
        producer.send(new ProducerRecord<>(topic, UUID.randomUUID().toString(), event.encode()))
                .get(30, TimeUnit.SECONDS);
    }

    @Test
    void greetsWhoeverHasATicket() throws Exception {
        // Given
        UUID tenant = UUID.randomUUID();
        String ticket = ticket(token(tenant));

        // When
        Heard heard = open(ticket);

        // Then
        JsonObject connected = heard.next("connected");
        assertEquals(tenant.toString(), connected.getString("tenant"));
        assertEquals(new JsonArray(List.of("models", "predictions")), connected.getJsonArray("topics"));
        assertNotNull(connected.getString("expiresAt"));
    }

    @Test
    void takesATicketOnce() {
        // Given
        String ticket = ticket(token(UUID.randomUUID()));
        open(ticket);

        // When
        int status = refusal(ticket);

        // Then
        assertEquals(401, status);
    }

    @Test
    void takesNoTicketThatIsTooOldOrMadeUp() throws Exception {
        String old = ticket(token(UUID.randomUUID()));
        Thread.sleep(4_200);

        assertEquals(401, refusal(old));
        assertEquals(401, refusal("A".repeat(43)));
        assertEquals(401, refusal(""));
        assertEquals(401, refusal("x%0d%0a"));
        try (RawWebSocket socket = new RawWebSocket()) {
            String answer = socket.open("%zz");
            assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
        }
    }

    @Test
    void givesTicketsToCallersWithATokenOnly() {
        given().post("/api/v1/ws-ticket").then().statusCode(401);
        given().get("/ws").then().statusCode(400);
    }

    @Test
    void letsPagesOfListedOriginsIn() {
        assertEquals(403, refusal(ticket(token(UUID.randomUUID())), "https://evil.example"));
        assertEquals(403, refusal(ticket(token(UUID.randomUUID())), "null"));
        assertNotNull(open(ticket(token(UUID.randomUUID())), "https://app.example.org").socket);
        assertNotNull(open(ticket(token(UUID.randomUUID())), "http://127.0.0.1:" + RestAssured.port).socket);
    }

    /** Browsers ask without a token. */
    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/auth/login",
        "POST, /api/v1/auth/refresh",
        "GET, /api/v1/auth/me",
        "POST, /api/v1/predictions",
        "PUT, /api/v1/predictions/1/outcome",
        "DELETE, /api/v1/api-keys/1",
        "PATCH, /api/v1/tenant/settings",
        "PUT, /api/v1/models/churn/aliases/champion",
        "POST, /api/v1/models/churn/versions",
        "GET, /api/v1/monitoring/alerts",
        "POST, /api/v1/ws-ticket",
        "POST, /v2/models/churn/infer"
    })
    void tellsPagesOfListedOriginsWhatTheyMayDo(String method, String path) {
        given().header("Origin", "https://app.example.org")
                .header("Access-Control-Request-Method", method)
                .header("Access-Control-Request-Headers", "authorization,content-type")
                .options(path)
                .then()
                .statusCode(204)
                .header("Access-Control-Allow-Origin", "https://app.example.org")
                .header("Access-Control-Allow-Methods", containsString(method))
                .header("Access-Control-Allow-Headers", containsString("Authorization"))
                .header("Vary", containsString("origin"));
        given().header("Origin", "https://evil.example")
                .header("Access-Control-Request-Method", method)
                .options(path)
                .then()
                .header("Access-Control-Allow-Origin", nullValue());
    }

    @Test
    void letsPagesOfListedOriginsReadRefusals() {
        given().header("Origin", "https://app.example.org")
                .get("/api/v1/models")
                .then()
                .statusCode(401)
                .header("Access-Control-Allow-Origin", "https://app.example.org")
                .header("Access-Control-Expose-Headers", containsString("X-Request-Id"))
                .header("Access-Control-Expose-Headers", containsString("Retry-After"))
                .header("Access-Control-Expose-Headers", containsString("ETag"));
    }

    /** A page whose name was made to lead here has its own name in both headers. */
    @Test
    void believesNoHostThatTheClientSends() throws Exception {
        for (String host : List.of("evil.example", "evil.example:" + RestAssured.port)) {
            try (RawWebSocket socket = new RawWebSocket()) {
                String answer =
                        socket.open(ticket(token(UUID.randomUUID())), "Host: " + host, "Origin: http://" + host);

                assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
            }
        }
    }

    static Stream<Arguments> brokenFrames() {
        byte[] text = "{}".getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                Arguments.of("a frame that is not masked", 1002, frames(RawWebSocket.unmasked(0x81, text))),
                Arguments.of("a reserved kind", 1002, frames(RawWebSocket.frame(0x83, text))),
                Arguments.of("a reserved kind of control", 1002, frames(RawWebSocket.frame(0x8b, text))),
                Arguments.of("a reserved bit", 1002, frames(RawWebSocket.frame(0xc1, text))),
                Arguments.of("a ping in parts", 1002, frames(RawWebSocket.frame(0x09, text))),
                Arguments.of("a long ping", 1002, frames(RawWebSocket.frame(0x89, new byte[126]))),
                Arguments.of("an end without a beginning", 1002, frames(RawWebSocket.frame(0x80, text))),
                Arguments.of(
                        "a beginning within a message",
                        1002,
                        frames(RawWebSocket.frame(0x01, text), RawWebSocket.frame(0x81, text))),
                Arguments.of("a close of one byte", 1002, frames(RawWebSocket.frame(0x88, new byte[1]))),
                Arguments.of("a close for a reason that is reserved", 1002, frames(RawWebSocket.frame(0x88, new byte[] {
                    3, (byte) 0xed
                }))),
                Arguments.of("text that is not UTF-8", 1007, frames(RawWebSocket.frame(0x81, bytes(0xc3, 0x28)))),
                Arguments.of("an overlong character", 1007, frames(RawWebSocket.frame(0x81, bytes(0xc0, 0xaf)))),
                Arguments.of("half of a pair", 1007, frames(RawWebSocket.frame(0x81, bytes(0xed, 0xa0, 0x80)))),
                Arguments.of(
                        "text that is not UTF-8 in two frames",
                        1007,
                        frames(RawWebSocket.frame(0x01, bytes(0xe2, 0x82)), RawWebSocket.frame(0x80, bytes(0x28)))),
                Arguments.of("binary", 1008, frames(RawWebSocket.frame(0x82, text))),
                Arguments.of("a message over the limit", 1008, fragments(20, new byte[4_000])),
                Arguments.of("a message in too many frames", 1008, fragments(100, new byte[0])));
    }

    private static byte[] frames(byte[]... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        return all.toByteArray();
    }

    private static byte[] fragments(int number, byte[] payload) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < number; i++) {
            all.writeBytes(RawWebSocket.frame(i == 0 ? 0x01 : 0x00, payload));
        }
        return all.toByteArray();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("brokenFrames")
    void closesWhoBreaksTheProtocolAndSaysWhy(String what, int code, byte[] frames) throws Exception {
        try (RawWebSocket socket = new RawWebSocket()) {
            // Given
            String opened = socket.open(ticket(token(UUID.randomUUID())));
            assertTrue(opened.startsWith("HTTP/1.1 101"), opened);

            // When
            socket.send(frames);

            // Then
            assertEquals(code, socket.closeCode(), what);
        }
    }

    @Test
    void closesWhoNeverEndsAMessage() throws Exception {
        try (RawWebSocket socket = new RawWebSocket()) {
            socket.open(ticket(token(UUID.randomUUID())));

            socket.send(RawWebSocket.frame(0x01, "{".getBytes(StandardCharsets.UTF_8)));

            assertEquals(1008, socket.closeCode());
        }
    }

    @Test
    void putsAMessageTogetherWhereverItIsCut() throws Exception {
        try (RawWebSocket socket = new RawWebSocket()) {
            // Given: cut within a character
            socket.open(ticket(token(UUID.randomUUID())));
            byte[] ping = "{\"type\":\"ping\",\"id\":\"\u20ac\"}".getBytes(StandardCharsets.UTF_8);
            byte[] first = Arrays.copyOf(ping, 22);
            byte[] rest = Arrays.copyOfRange(ping, 22, ping.length);

            // When: with an empty frame and a ping between the two
            socket.send(frames(
                    RawWebSocket.frame(0x01, first),
                    RawWebSocket.frame(0x00, new byte[0]),
                    RawWebSocket.frame(0x89, new byte[0]),
                    RawWebSocket.frame(0x80, rest)));

            // Then
            assertEquals("\u20ac", socket.next("pong").getString("id"));
        }
    }

    @Test
    void tellsATenantItsOwnPredictionsAndNoOthers() throws Exception {
        // Given
        UUID tenant = UUID.randomUUID();
        Heard heard = open(ticket(token(tenant)));
        Heard stranger = open(ticket(token(UUID.randomUUID())));
        Heard choosy = open(ticket(token(tenant)));
        for (Heard each : List.of(heard, stranger)) {
            each.say(message("subscribe").put("topics", List.of("predictions")));
            each.next("subscribed");
        }
        choosy.say(message("subscribe").put("topics", List.of("predictions:credit")));
        choosy.next("subscribed");

        // When
        happened(Topics.PREDICTION_COMPLETED, tenant, "churn");
        happened(Topics.PREDICTION_COMPLETED, tenant, "credit");

        // Then
        JsonObject first = heard.next("event");
        JsonObject second = heard.next("event");
        assertEquals("predictions", first.getString("topic"));
        assertEquals(0.25, first.getJsonObject("event").getDouble("score"));
        assertNull(first.getJsonObject("event").getValue("features"), "inputs must not travel");
        assertEquals(
                List.of("churn", "credit"),
                List.of(first, second).stream()
                        .map(event -> event.getJsonObject("event").getString("model"))
                        .sorted()
                        .toList());
        assertEquals("credit", choosy.next("event").getJsonObject("event").getString("model"));
        assertTrue(stranger.messages.stream()
                .noneMatch(message -> message.getString("type").equals("event")));
    }

    @Test
    void tellsEverybodyOfSharedModels() throws Exception {
        // Given
        Heard heard = open(ticket(token(UUID.randomUUID())));
        heard.say(message("subscribe").put("topics", List.of("models")));
        heard.next("subscribed");

        // When
        happened(Topics.MODEL_CHANGED, null, "churn");

        // Then
        assertEquals("models", heard.next("event").getString("topic"));
    }

    @Test
    void tellsNothingAfterUnsubscribing() throws Exception {
        // Given
        UUID tenant = UUID.randomUUID();
        Heard heard = open(ticket(token(tenant)));
        heard.say(message("subscribe").put("topics", List.of("predictions", "models")));
        heard.next("subscribed");
        heard.say(message("unsubscribe").put("topics", List.of("predictions")));

        // When
        assertEquals(
                new JsonArray(List.of("models")), heard.next("unsubscribed").getJsonArray("topics"));
        happened(Topics.PREDICTION_COMPLETED, tenant, "churn");
        Thread.sleep(1_000);

        // Then
        assertTrue(heard.messages.stream()
                .noneMatch(message -> message.getString("type").equals("event")));
    }

    @ParameterizedTest
    @MethodSource("oddMessages")
    void answersOddMessagesAndGoesOn(String odd) throws Exception {
        // Given
        Heard heard = open(ticket(token(UUID.randomUUID())));

        // When
        StandIn.await(heard.socket.writeTextMessage(odd));

        // Then
        assertEquals(400, heard.next("error").getJsonObject("problem").getInteger("status"));
        heard.say(message("ping"));
        heard.next("pong");
    }

    static Stream<String> oddMessages() {
        String deep = "[".repeat(900) + "]".repeat(900);
        return Stream.of(
                "{\"type\":null}",
                "{\"type\":7}",
                "{\"type\":{}}",
                "null",
                "[]",
                "{\"type\":\"prediction_request\",\"model\":\"churn\",\"features\":{\"a\":" + deep + "}}");
    }

    @Test
    void countsNoBracketsInTextsAsNesting() throws Exception {
        // Given
        Heard heard = open(ticket(token(UUID.randomUUID())));
        String brackets = "\\\"[{".repeat(200);

        // When
        heard.say(message("prediction_request")
                .put("model", "churn")
                .put("features", new JsonObject().put("a", brackets)));

        // Then
        JsonObject asked =
                heard.next("prediction_result").getJsonObject("prediction").getJsonObject("asked");
        assertEquals(brackets, asked.getJsonObject("features").getString("a"));
    }

    @Test
    void answersPings() throws Exception {
        Heard heard = open(ticket(token(UUID.randomUUID())));

        heard.say(message("ping"));

        assertEquals("1", heard.next("pong").getString("id"));
    }

    @Test
    void givesBackAnIdAsItCame() throws Exception {
        Heard heard = open(ticket(token(UUID.randomUUID())));
        for (String id :
                List.of("7", "\"7\"", "-3", "9007199254740993", "18446744073709551616", "\"\"", "\"\u00e9\"")) {
            StandIn.await(heard.socket.writeTextMessage("{\"type\":\"ping\",\"id\":" + id + "}"));
            JsonObject pong = heard.next("pong");
            pong.remove("at");
            assertEquals(new JsonObject("{\"type\":\"pong\",\"id\":" + id + "}"), pong);
            StandIn.await(heard.socket.writeTextMessage("{\"type\":\"shout\",\"id\":" + id + "}"));
            assertEquals(
                    new JsonObject("{\"id\":" + id + "}").getValue("id"),
                    heard.next("error").getValue("id"));
        }
        for (String id : List.of("1.5", "true", "{}", "[1]", "\"" + "x".repeat(101) + "\"", "1".repeat(101))) {
            StandIn.await(heard.socket.writeTextMessage("{\"type\":\"ping\",\"id\":" + id + "}"));
            JsonObject error = heard.next("error");
            assertEquals(400, error.getJsonObject("problem").getInteger("status"), id);
            assertFalse(error.containsKey("id"), id);
        }
    }

    @Test
    void beatsAndKeepsWhoeverAnswers() throws Exception {
        // Given: the client answers ping frames by itself; without that it would be gone after two and a half beats
        Heard heard = open(ticket(token(UUID.randomUUID())));

        // When
        for (int i = 0; i < 3; i++) {
            heard.next("heartbeat");
        }

        // Then
        assertNull(heard.closed);
    }

    @Test
    void predictsInItsCallersName() throws Exception {
        // Given
        String token = token(UUID.randomUUID());
        Heard heard = open(ticket(token));

        // When
        heard.say(message("prediction_request").put("model", "churn").put("features", new JsonObject().put("x", 1)));

        // Then
        JsonObject result = heard.next("prediction_result");
        assertEquals("1", result.getString("id"));
        assertEquals(token, result.getJsonObject("prediction").getString("authorization"));
        assertEquals(
                new JsonObject("{\"model\":\"churn\",\"features\":{\"x\":1}}"),
                result.getJsonObject("prediction").getJsonObject("asked"));
    }

    @Test
    void holdsPredictionsToTheCallersLimit() throws Exception {
        // Given
        Heard heard = open(ticket(token(UUID.randomUUID())));

        // When
        long begun = System.nanoTime();
        int refused = 0;
        for (int i = 0; i < 80; i++) {
            heard.say(new JsonObject()
                    .put("type", "prediction_request")
                    .put("id", "p" + i)
                    .put("model", "churn"));
            JsonObject answer = heard.messages.poll(30, TimeUnit.SECONDS);
            while (!String.valueOf(answer.getString("id")).equals("p" + i)) {
                answer = heard.messages.poll(30, TimeUnit.SECONDS);
            }
            refused += answer.containsKey("problem")
                            && answer.getJsonObject("problem").getInteger("status") == 429
                    ? 1
                    : 0;
        }

        // Then: 50 at once, of which the ticket took one, and one more a second
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun) + 2;
        assertTrue(refused >= 31 - seconds && refused <= 31, refused + " refused in " + seconds + " s");
    }

    @Test
    void holdsRenewalsToTheCallersLimit() throws Exception {
        // Given
        Heard heard = open(ticket(token(UUID.randomUUID())));

        // When
        long begun = System.nanoTime();
        int refused = 0;
        for (int i = 0; i < 80; i++) {
            heard.say(message("renew").put("ticket", "A".repeat(43)));
            refused += heard.next("error").getJsonObject("problem").getInteger("status") == 429 ? 1 : 0;
        }

        // Then: 50 at once, of which the ticket took one, and one more a second
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun) + 2;
        assertTrue(refused >= 31 - seconds && refused <= 31, refused + " refused in " + seconds + " s");
    }

    @Test
    void closesWhoeverSendsTooManyMessages() throws Exception {
        // Given
        Heard heard = open(ticket(token(UUID.randomUUID())));

        // When
        for (int i = 0; i < 1_000; i++) {
            heard.socket.writeTextMessage("{\"type\":\"pong\"}");
        }

        // Then
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> heard.closed != null);
        assertEquals((short) 1008, heard.closed);
    }

    @Test
    void saysWhatIsWrongWithAMessage() throws Exception {
        Heard heard = open(ticket(token(UUID.randomUUID())));
        for (String text : List.of(
                "hello",
                "[]",
                "{\"type\":7}",
                "{\"type\":\"shout\"}",
                "{\"type\":\"subscribe\"}",
                "{\"type\":\"subscribe\",\"topics\":[\"secrets\"]}",
                "{\"type\":\"renew\",\"ticket\":5}")) {
            StandIn.await(heard.socket.writeTextMessage(text));
            assertTrue(heard.next("error").getJsonObject("problem").getInteger("status") >= 400, text);
        }
        assertNull(heard.closed);
    }

    @Test
    void holdsKeysToTheirScopes() throws Exception {
        // Given
        String reader = TokenIssuer.claims(UUID.randomUUID(), UUID.randomUUID(), Role.MEMBER)
                .text("api_key", UUID.randomUUID().toString())
                .text("scope", "read")
                .sign();
        Heard heard = open(ticket("Bearer " + reader));

        // When
        heard.say(message("prediction_request").put("model", "churn"));

        // Then
        assertEquals(403, heard.next("error").getJsonObject("problem").getInteger("status"));
    }

    @Test
    void letsAnAccountHaveSoManySocketsAndNoMore() {
        // Given
        String token = token(UUID.randomUUID());
        List<Heard> open = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            open.add(open(ticket(token)));
        }

        // When
        int status = refusal(ticket(token));

        // Then
        assertEquals(429, status);
        StandIn.await(open.getFirst().socket.close());
        Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> open(ticket(token)) != null);
    }

    @Test
    void endsWithItsTokenUnlessRenewed() throws Exception {
        // Given
        UUID tenant = UUID.randomUUID();
        UUID account = UUID.randomUUID();
        String brief = TokenIssuer.claims(tenant, account, Role.MEMBER)
                .expiresAt(java.time.Instant.now().plusSeconds(8))
                .sign();
        Heard ends = open(ticket("Bearer " + brief));
        Heard renewed = open(ticket("Bearer " + brief));

        // When
        renewed.say(
                message("renew").put("ticket", ticket("Bearer " + TokenIssuer.token(tenant, account, Role.MEMBER))));
        renewed.next("renewed");

        // Then
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> ends.closed != null);
        assertEquals((short) 4401, ends.closed);
        assertNull(renewed.closed);
        renewed.say(message("renew").put("ticket", ticket(token(tenant))));
        assertEquals(403, renewed.next("error").getJsonObject("problem").getInteger("status"));
    }

    @Test
    void endsWhenAccessIsRevoked() throws Exception {
        // Given
        UUID session = UUID.randomUUID();
        String token = TokenIssuer.claims(UUID.randomUUID(), UUID.randomUUID(), Role.MEMBER)
                .text("sid", session.toString())
                .sign();
        Heard heard = open(ticket("Bearer " + token));
        String event = "{\"subject\":\"session\",\"subjectId\":\"" + session + "\",\"at\":\"" + java.time.Instant.now()
                + "\"}";

        // When
        NewTopics.create(Topics.ACCESS_REVOKED, 1);
        producer.send(SignedEvent.of(Topics.ACCESS_REVOKED, "x", event)).get(30, TimeUnit.SECONDS);

        // Then
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> heard.closed != null);
        assertEquals((short) 4401, heard.closed);
    }

    @Test
    void tellsAdminsOfTheirTenantsSockets() {
        UUID tenant = UUID.randomUUID();
        open(ticket(token(tenant)));
        open(ticket(token(tenant)));

        given().header("Authorization", token(tenant, Role.MEMBER, Role.ADMIN))
                .get("/api/v1/ws/statistics")
                .then()
                .statusCode(200)
                .body("sockets", equalTo(2), "accounts", equalTo(2), "messagesSent", greaterThanOrEqualTo(2));
        given().header("Authorization", token(tenant))
                .get("/api/v1/ws/statistics")
                .then()
                .statusCode(403);
    }

    /** 900 who read and 100 who do not: the slow ones are closed with 1008, the others miss nothing. */
    @Test
    void serves1000SocketsAndClosesThoseThatDoNotRead() throws Exception {
        // Given
        UUID tenant = UUID.randomUUID();
        List<Heard> quick = new CopyOnWriteArrayList<>();
        List<Heard> slow = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            boolean reads = i % 10 != 0;
            Heard heard = open(reads ? client : narrow, ticket(token(tenant)));
            heard.say(message("subscribe").put("topics", List.of(reads ? "predictions:small" : "predictions")));
            heard.next("subscribed");
            (reads ? quick : slow).add(heard);
        }
        slow.forEach(heard -> heard.socket.pause());

        // When: far more than the kernel's buffers (see SmallSendBuffers) and ours hold for a socket that does not read
        int events = 300;
        String padding = "x".repeat(16_000);
        for (int i = 0; i < events; i++) {
            JsonObject event = new JsonObject()
                    .put("tenantId", tenant.toString())
                    .put("model", i % 3 == 0 ? "small" : "large")
                    .put("padding", i % 3 == 0 ? "" : padding);
            producer.send(new ProducerRecord<>(Topics.PREDICTION_COMPLETED, "key", event.encode()));
            Thread.sleep(10);
        }

        // Then
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            for (Heard heard : quick) {
                long got = heard.messages.stream()
                        .filter(message -> message.getString("type").equals("event"))
                        .count();
                assertEquals(events / 3, got, "closed " + heard.closed);
            }
        });
        String tenantToken = token(tenant, Role.OWNER);
        // Not so often that the tenant's limit answers instead.
        Awaitility.await()
                .pollInterval(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> given().header("Authorization", tenantToken)
                        .get("/api/v1/ws/statistics")
                        .then()
                        .body("sockets", equalTo(900)));
        given().get(metricsPage).then().body(containsString("auspex_gateway_sockets_slow_total 100.0"));
        quick.forEach(heard -> heard.socket.close());
    }
}
