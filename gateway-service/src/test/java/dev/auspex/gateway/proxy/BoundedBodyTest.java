package dev.auspex.gateway.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BoundedBodyTest {

    private static final long WANTED = 4;

    private final CompletableFuture<BoundedBody> begun = new CompletableFuture<>();
    private final AtomicLong heard = new AtomicLong();
    private final Vertx vertx = Vertx.vertx();
    private HttpServer server;
    private Socket client;
    private BoundedBody body;

    @BeforeEach
    void begin() throws Exception {
        server = vertx.createHttpServer().requestHandler(request -> {
            BoundedBody bounded = new BoundedBody(request, 1_000, () -> {});
            bounded.handler(chunk -> heard.addAndGet(chunk.length()));
            bounded.endHandler(ended -> {});
            begun.complete(bounded);
        });
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        client = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
        send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n");
        body = begun.get(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void leave() throws Exception {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private void send(String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void bytes(int number) throws IOException {
        long before = heard.get();
        send("x".repeat(number));
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> heard.get() == before + number);
    }

    /** Looks come at fixed times: the first one may be right after the head, before any of the body could come. */
    @Test
    void hasTimeUntilTheSecondLook() {
        assertFalse(body.isSlow(WANTED));
        assertTrue(body.isSlow(WANTED));
    }

    @Test
    void isMeasuredByWhatCameSinceTheLastLook() throws Exception {
        // Given
        assertFalse(body.isSlow(WANTED));

        // When
        bytes(4);

        // Then
        assertFalse(body.isSlow(WANTED));
        bytes(3);
        assertTrue(body.isSlow(WANTED));
    }

    @Test
    void isNotSlowWhereTheServiceDoesNotTakeIt() {
        // Given
        assertFalse(body.isSlow(WANTED));

        // When
        body.pause();

        // Then: nor is it until it was read for all of the time between two looks
        assertFalse(body.isSlow(WANTED));
        body.resume();
        assertFalse(body.isSlow(WANTED));
        assertTrue(body.isSlow(WANTED));
    }

    @Test
    void isNotSlowOnceItIsComplete() throws Exception {
        // Given
        assertFalse(body.isSlow(WANTED));

        // When
        bytes(100);

        // Then
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(body::complete);
        assertFalse(body.isSlow(WANTED));
        assertFalse(body.isSlow(WANTED));
    }
}
