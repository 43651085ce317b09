package dev.auspex.model.inference;

import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.auspex.contracts.http.Deadline;
import dev.auspex.contracts.http.Headers;
import dev.auspex.localstack.testing.TokenIssuer;
import dev.auspex.model.ModelFolder;
import dev.auspex.model.ServiceClient;
import dev.auspex.model.ServiceClient.Answer;
import dev.auspex.model.registry.ModelRegistry;
import dev.auspex.model.registry.ServedVersion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@QuarkusTest
@WithTestResource(TokenIssuer.class)
@WithTestResource(ModelFolder.class)
class OverloadTest {

    private static final String TYPED = "/internal/v1/models/sum/versions/1/infer";
    private static final Map<String, Object> ROW = Map.of("features", Map.of("a", 0.25, "b", 0.75));
    private static final String TENSORS = """
            {"inputs": [
              {"name": "a", "datatype": "FP32", "shape": [1, 1], "data": [0.25]},
              {"name": "b", "datatype": "FP32", "shape": [1, 1], "data": [0.75]}]}""";

    @TestHTTPResource
    URL service;

    @Inject
    Inference inference;

    @Inject
    ModelRegistry registry;

    @Inject
    InferenceConfig config;

    private ServiceClient client;
    private VersionQueue queue;
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<CompletableFuture<?>> ahead = new ArrayList<>();

    @BeforeEach
    void waitUntilReady() {
        client = new ServiceClient(service.toString().replaceFirst("/$", ""));
        await().atMost(Duration.ofSeconds(30)).until(registry::ready);
        queue = inference.queue(registry.exact("sum", "1"));
    }

    @Test
    void answersTooManyRequestsAtOnceWhenTheQueueIsFull() throws InterruptedException {
        // Given
        occupyWorkers();
        for (int i = 0; i < config.queueCapacity(); i++) {
            ahead.add(queue.run(() -> "waited", soon()).subscribeAsCompletionStage());
        }

        // When
        Answer typed = client.post(TYPED, ROW);
        Answer tensors = client.post("/v2/models/sum/infer", TENSORS);

        // Then
        gate.countDown();
        assertThat(typed.status()).isEqualTo(429);
        assertThat(typed.header("Retry-After")).isEqualTo("1");
        assertThat(typed.json().path("type").asText()).endsWith("/overloaded");
        assertThat(tensors.status()).isEqualTo(429);
        assertThat(tensors.header("Retry-After")).isEqualTo("1");
        assertThat(tensors.json().path("error").asText()).isNotBlank();
        ahead.forEach(CompletableFuture::join);
        assertThat(client.post(TYPED, ROW).status()).isEqualTo(200);
    }

    @Test
    void answersThatTheDeadlinePassedWhileTheRequestWaited() throws InterruptedException {
        // Given
        occupyWorkers();

        // When
        CompletableFuture<Answer> answer = client.postLater(TYPED, ROW, Headers.REQUEST_DEADLINE, "300");
        // The deadline counts from when the request arrives.
        await().until(() -> queue.depth() == 1);
        Instant passed = Instant.now().plusMillis(600);
        await().until(() -> Instant.now().isAfter(passed));
        gate.countDown();

        // Then
        assertThat(answer.join().status()).isEqualTo(504);
        ahead.forEach(CompletableFuture::join);
    }

    @Test
    void doesNotComputeTensorsForACallerThatWentAway() throws Exception {
        // Given
        occupyWorkers();
        ServedVersion version = registry.exact("sum", "1");
        long waited = inference.statistics(version).orElseThrow().queue().count();
        String secret = ConfigProvider.getConfig().getValue("auspex.service.secret", String.class);
        try (Socket caller = new Socket(service.getHost(), service.getPort())) {
            String request = "POST /v2/models/sum/infer HTTP/1.1\r\nHost: x\r\n" + Headers.SERVICE_SECRET + ": "
                    + secret + "\r\nContent-Length: " + TENSORS.length() + "\r\n\r\n" + TENSORS;
            caller.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            await().until(() -> queue.depth() == 1);
        }

        // When
        // The service hears of it from the network, a little later.
        CompletableFuture<?> settled =
                CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS));
        settled.join();
        gate.countDown();
        ahead.forEach(CompletableFuture::join);

        // Then
        await().until(() -> queue.depth() == 0);
        assertThat(client.post("/v2/models/sum/infer", TENSORS).status()).isEqualTo(200);
        assertThat(inference.statistics(version).orElseThrow().queue().count()).isEqualTo(waited + 1);
    }

    private void occupyWorkers() throws InterruptedException {
        int workers = config.workers().orElse(Runtime.getRuntime().availableProcessors());
        CountDownLatch occupied = new CountDownLatch(workers);
        for (int i = 0; i < workers; i++) {
            ahead.add(queue.run(
                            () -> {
                                occupied.countDown();
                                return awaitGate();
                            },
                            soon())
                    .subscribeAsCompletionStage());
        }
        assertThat(occupied.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private boolean awaitGate() {
        try {
            return gate.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(30));
    }
}
