package dev.auspex.gateway.proxy;

import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.auspex.contracts.http.Role;
import dev.auspex.gateway.RawHttp2;
import dev.auspex.gateway.RawHttp2.Frame;
import dev.auspex.gateway.Surroundings;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalToIgnoringCase;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

/** What clients hear of a gateway that is about to stop. */
@QuarkusTest
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "redis")})
@WithTestResource(TokenIssuer.class)
@WithTestResource(
        value = Surroundings.class,
        initArgs = {@ResourceArg(name = "tls", value = "true"), @ResourceArg(name = "more", value = "AUSPEX_HSTS=false")
        })
class DrainTest {

    @Inject
    Event<ShutdownDelayInitiatedEvent> stopping;

    @Inject
    Drain drain;

    @AfterEach
    void goOn() {
        drain.reset();
    }

    @TestHTTPResource(value = "/", tls = true)
    URL secure;

    private static String token() {
        return "Bearer " + TokenIssuer.token(UUID.randomUUID(), UUID.randomUUID(), Role.MEMBER);
    }

    private static String ticket() {
        return given().header("Authorization", token())
                .post("/api/v1/ws-ticket")
                .path("ticket");
    }

    private static CompletableFuture<Integer> open(String ticket) {
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws://localhost:" + RestAssured.port + "/ws?ticket=" + ticket),
                        new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                                closed.complete(code);
                                return null;
                            }
                        })
                .join();
        return closed;
    }

    @Test
    void givesUpConnectionsWithTheirNextAnswerAndClosesSockets() throws Exception {
        // Given
        given().header("Authorization", token())
                .post("/api/v1/ws-ticket")
                .then()
                .statusCode(201)
                .header("Connection", nullValue());
        CompletableFuture<Integer> socket = open(ticket());
        String late = ticket();

        // When
        stopping.fire(new ShutdownDelayInitiatedEvent());

        // Then
        assertEquals(1001, socket.get(20, TimeUnit.SECONDS));
        given().header("Authorization", token())
                .post("/api/v1/ws-ticket")
                .then()
                .statusCode(201)
                .header("Connection", equalToIgnoringCase("close"));
        given().header("Upgrade", "websocket")
                .header("Connection", "Upgrade")
                .get("/ws?ticket=" + late)
                .then()
                .statusCode(503);
    }

    @Test
    void saysNothingOfTlsWhereThatIsTurnedOff() throws Exception {
        try (RawHttp2 client = new RawHttp2(secure.getPort())) {
            client.request(1, "GET", "/health");

            Frame head = client.await(frame -> frame.type() == RawHttp2.HEADERS);

            assertNull(client.headers(head).get("strict-transport-security"));
        }
    }

    @Test
    void tellsHttp2ClientsToGoAwayAndAnswersWhatIsUnderWay() throws Exception {
        try (RawHttp2 client = new RawHttp2(secure.getPort())) {
            // Given: a request whose body is still missing
            client.request(1, "GET", "/health");
            assertEquals("200", client.outcome(1));
            client.request(3, "POST", "/api/v1/ws-ticket", "authorization", token());
            assertEquals("201", client.outcome(3));
            stopping.fire(new ShutdownDelayInitiatedEvent());

            // When
            client.request(5, "POST", "/api/v1/ws-ticket", "authorization", token());

            // Then
            assertEquals("201", client.outcome(5));
            Frame away = client.await(frame -> frame.type() == RawHttp2.GOAWAY);
            assertEquals(5, away.number(0));
            assertEquals(0, away.number(4));
            // The streams whose bodies do not end are cut after 5 s, and then the connection ends.
            assertNull(client.await(frame -> false));
        }
    }
}
