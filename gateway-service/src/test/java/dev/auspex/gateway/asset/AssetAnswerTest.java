package dev.auspex.gateway.asset;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.impl.ConnectionBase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AssetAnswerTest {

    // More than the system's buffers take.
    private static final int BYTES = 32 * 1024 * 1024 + 7;
    private static final long MOST_WAITING = 256 * 1024;

    private final byte[] content = new byte[BYTES];
    private final CompletableFuture<Channel> connected = new CompletableFuture<>();
    private Vertx vertx;
    private HttpServer server;

    @BeforeEach
    void serve() throws Exception {
        new Random(7).nextBytes(content);
        Asset asset = Asset.of("picture.png", Asset.IMMUTABLE, content);
        vertx = Vertx.vertx();
        server = vertx.createHttpServer().requestHandler(request -> {
            connected.complete(((ConnectionBase) request.connection()).channel());
            AssetAnswer.send(request, asset, PagePolicy.STRICT);
        });
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void end() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static long waiting(Channel channel) throws Exception {
        return channel.eventLoop()
                .submit(() -> {
                    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
                    return buffer == null ? 0L : buffer.totalPendingWriteBytes();
                })
                .get(20, TimeUnit.SECONDS);
    }

    @Test
    void holdsLittleForAClientThatTakesNothing() throws Exception {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
            // Given
            client.setSoTimeout(30_000);
            client.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            Channel channel = connected.get(20, TimeUnit.SECONDS);

            // When
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> waiting(channel) > 0);

            // Then
            long waiting = waiting(channel);
            assertTrue(waiting <= MOST_WAITING, waiting + " bytes wait for the client");
            assertArrayEquals(content, body(client));
        }
    }

    private static byte[] body(Socket client) throws IOException {
        byte[] answer = client.getInputStream().readAllBytes();
        int end = 0;
        while (answer[end] != '\r' || answer[end + 1] != '\n' || answer[end + 2] != '\r' || answer[end + 3] != '\n') {
            end++;
        }
        return Arrays.copyOfRange(answer, end + 4, answer.length);
    }
}
