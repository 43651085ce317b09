package dev.auspex.gateway.proxy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.auspex.contracts.http.Role;
import dev.auspex.gateway.Surroundings;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalToIgnoringCase;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** What clients hear of a gateway that is about to stop. */
@QuarkusTest
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "redis")})
@WithTestResource(TokenIssuer.class)
@WithTestResource(Surroundings.class)
class DrainTest {

    @Inject
    Event<ShutdownDelayInitiatedEvent> stopping;

    @Inject
    Drain drain;

    @AfterEach
    void goOn() {
        drain.reset();
    }

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
        assertEquals(1001, socket.get(5, TimeUnit.SECONDS));
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
}
