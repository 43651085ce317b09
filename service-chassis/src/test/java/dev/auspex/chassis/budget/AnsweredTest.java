package dev.auspex.chassis.budget;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AnsweredTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void runsTheActionOfAWorkerThatAnswersBeforeTheEventLoopListens() throws Exception {
        // Given
        CountDownLatch over = new CountDownLatch(1);
        Router router = Router.router(vertx);
        router.get("/").handler(call -> Thread.startVirtualThread(() -> answerWhileTheLoopIsBusy(call, over)));
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + "/"))
                .build();

        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            // When
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());

            // Then: the connection stays open
            assertEquals("done", answer.body());
            assertTrue(over.await(5, TimeUnit.SECONDS), "the request is charged for ever");
        }
    }

    private static void answerWhileTheLoopIsBusy(RoutingContext call, CountDownLatch over) {
        EventLoop loop =
                ((ConnectionBase) call.request().connection()).channel().eventLoop();
        CountDownLatch busy = new CountDownLatch(1);
        loop.execute(() -> {
            try {
                busy.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Answered.then(call, over::countDown);
        call.response().end("done");
        busy.countDown();
    }
}
