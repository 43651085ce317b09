package dev.auspex.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.auspex.chassis.budget.Budget;
import dev.auspex.contracts.http.Role;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The gateway's memory for requests under way: a tenant that takes all it can leaves others theirs; all comes back. */
@QuarkusTest
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "redis")})
@WithTestResource(TokenIssuer.class)
@WithTestResource(
        value = Surroundings.class,
        initArgs =
                @ResourceArg(
                        name = "more",
                        value = "auspex.budget.bytes=4M\nauspex.budget.retry-after=3s\n"
                                // Nothing else ends a request of this test, or refuses it.
                                + "auspex.body.look=60s\nauspex.gateway.routes[3].timeout=60s\n"
                                + "AUSPEX_LIMIT_STANDARD_BURST=5000"))
class BudgetTest {

    private static final long CAPACITY = 4L << 20;

    /** What one tenant gets of it, if it is alone: half of what is not kept for those who hold little. */
    private static final long LARGEST = CAPACITY * 7 / 8 / 2;

    /** Bytes of a body that come at once. */
    private static final int BEGINNING = 10;

    /** What a request with a long body holds, and one without: see Forwarder. */
    private static final long WITH_BODY = (128 + 16) * 1024;

    private static final long WITHOUT = 16 * 1024;

    /** An answer that no buffers of kernels on the way take. */
    private static final int ANSWER = 32 << 20;

    private static final int FLOOD = 250;

    @Inject
    Budget budget;

    private final Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
    private final List<Socket> open = new ArrayList<>();
    private final String greedy = newTenant();
    private StandIn prediction;

    @BeforeEach
    void stand() {
        prediction = new StandIn("prediction", request -> request.body()
                .onSuccess(body -> request.response().end("answer")));
        awaitEmpty();
    }

    @AfterEach
    void leave() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        prediction.close();
    }

    private static String newTenant() {
        return "Bearer " + TokenIssuer.token(UUID.randomUUID(), UUID.randomUUID(), Role.MEMBER);
    }

    private long used() {
        return budget.used();
    }

    private Socket begin(String request, int body) throws IOException {
        Socket socket = Raw.open();
        open.add(socket);
        socket.getOutputStream()
                .write((request + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + greedy + "\r\n"
                                + (body > 0 ? "Content-Length: " + body + "\r\n" : "") + "\r\n"
                                + "x".repeat(Math.min(BEGINNING, body)))
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            assertTrue(next >= 0, "ended after " + head);
            head.append((char) next);
        }
        return head.toString();
    }

    private static void assertRefused(String head) {
        assertTrue(head.startsWith("HTTP/1.1 429 "), head);
        assertTrue(head.contains("\r\nRetry-After: 3\r\n") || head.contains("\r\nretry-after: 3\r\n"), head);
    }

    /** A second tenant gets its answers, one after the other and with bodies. */
    private static void assertServed() {
        for (int i = 0; i < 20; i++) {
            given().header("Authorization", newTenant())
                    .body("x".repeat(1_000))
                    .post("/api/v1/predictions")
                    .then()
                    .statusCode(200)
                    .body(equalTo("answer"));
        }
    }

    private void awaitEmpty() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> used() == 0);
    }

    @Test
    void bodiesOfOneTenantLeaveOthersTheirsAndGiveAllBack() throws Exception {
        // Given: each says that it has a long body, and sends a little of it
        int body = 1 << 20;
        int most = (int) (LARGEST / WITH_BODY);
        List<Socket> flood = new ArrayList<>();

        // When
        for (int i = 0; i < 3 * most; i++) {
            flood.add(begin("POST /api/v1/predictions/greedy", body));
            long taken = Math.min(flood.size(), most);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> used() >= taken * WITH_BODY);
        }

        // Then: it holds not quite half, and is refused beyond that
        for (Socket socket : flood.subList(most, flood.size())) {
            assertRefused(head(socket));
        }
        assertEquals(most * WITH_BODY, used());
        assertServed();

        // And: some come to their end, the others go away within their bodies
        for (Socket socket : flood.subList(0, most / 2)) {
            socket.getOutputStream().write(new byte[body - BEGINNING]);
            assertTrue(head(socket).startsWith("HTTP/1.1 200 "));
        }
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> used() == (most - most / 2) * WITH_BODY);
        leave(flood.subList(most / 2, most));
        awaitEmpty();
    }

    private static void leave(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void answersThatOneTenantDoesNotTakeLeaveOthersTheirsAndGiveAllBack() throws Exception {
        // Given
        prediction.behave(request -> {
            if (request.path().endsWith("/greedy")) {
                held.add(request);
            } else {
                request.response().end("answer");
            }
        });

        // When: none of them is answered yet
        List<Socket> flood = new ArrayList<>();
        for (int i = 0; i < FLOOD; i++) {
            flood.add(begin("GET /api/v1/predictions/greedy", 0));
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> answered(flood).size() + held.size() == FLOOD);

        // Then
        for (Socket socket : answered(flood)) {
            assertRefused(head(socket));
        }
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> used() == held.size() * WITHOUT);
        int most = (int) (LARGEST / WITHOUT);
        assertTrue(held.size() > most / 2 && held.size() <= most, held.size() + " under way");
        assertServed();

        // And: the answers of some begin, and are not read
        int unread = 3;
        for (int i = 0; i < unread; i++) {
            held.remove().response().end(Buffer.buffer(new byte[ANSWER]));
        }
        held.forEach(request -> request.response().end("late"));
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> used() == unread * WITHOUT);
        assertServed();
        leave(flood);
        awaitEmpty();
    }

    /** Those that have been answered, as long as no answer to one under way has begun. */
    private static List<Socket> answered(List<Socket> flood) {
        return flood.stream().filter(BudgetTest::isAnswered).toList();
    }

    private static boolean isAnswered(Socket socket) {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
