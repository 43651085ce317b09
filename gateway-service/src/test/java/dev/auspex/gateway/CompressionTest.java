package dev.auspex.gateway;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Answers of services are smaller on the wire where the client takes it. The client of these tests decodes nothing by itself. */
@QuarkusTest
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "redis")})
@WithTestResource(TokenIssuer.class)
@WithTestResource(Surroundings.class)
class CompressionTest {

    private static final String JSON = "[" + "{\"label\":\"stays\",\"probability\":0.75},".repeat(2000) + "{}]";

    private StandIn prediction;

    @AfterEach
    void leave() {
        prediction.close();
    }

    private void answer(Handler<HttpServerRequest> behaviour) {
        prediction = new StandIn("prediction", behaviour);
    }

    @Test
    void compressesWhatIsLong() throws Exception {
        // Given
        answer(request -> json(request).end(JSON));

        // When
        HttpResponse<byte[]> answer = get("gzip, deflate, br");

        // Then
        assertEquals("gzip", header(answer, "Content-Encoding"));
        assertEquals("Accept-Encoding", header(answer, "Vary").replace("accept-encoding", "Accept-Encoding"));
        assertEquals("", header(answer, "Content-Length"));
        assertTrue(answer.body().length < JSON.length() / 10, "bytes " + answer.body().length);
        assertEquals(JSON, unzipped(answer.body()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "identity", "gzip;q=0", "gzip; q=0.000, br", "br", "x-gzip-not"})
    void leavesItForWhoDoesNotTakeIt(String accepted) throws Exception {
        // Given
        answer(request -> json(request).end(JSON));

        // When
        HttpResponse<byte[]> answer = get(accepted);

        // Then
        assertEquals("", header(answer, "Content-Encoding"));
        assertEquals(Integer.toString(JSON.length()), header(answer, "Content-Length"));
        assertTrue(header(answer, "Vary").equalsIgnoreCase("Accept-Encoding"));
        assertEquals(JSON, new String(answer.body(), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "Cache-Control, no-store",
        "Cache-Control, 'max-age=5, no-transform'",
        "ETag, '\"1\"'",
        "Content-Type, application/octet-stream",
        "Content-Type, image/png",
        "Content-Encoding, br"
    })
    void leavesWhatIsNotItsToChange(String name, String value) throws Exception {
        // Given
        answer(request -> json(request).putHeader(name, value).end(JSON));

        // When
        HttpResponse<byte[]> answer = get("gzip");

        // Then
        assertFalse(header(answer, "Content-Encoding").equals("gzip"));
        assertEquals(JSON, new String(answer.body(), StandardCharsets.UTF_8));
    }

    @Test
    void leavesWhatIsShort() throws Exception {
        // Given
        answer(request -> json(request).end("{\"label\":\"stays\"}"));

        // When
        HttpResponse<byte[]> answer = get("gzip");

        // Then
        assertEquals("", header(answer, "Content-Encoding"));
        assertEquals("17", header(answer, "Content-Length"));
    }

    @Test
    void holdsNothingOfAStreamBack() throws Exception {
        // Given
        CompletableFuture<HttpServerResponse> open = new CompletableFuture<>();
        answer(request -> {
            HttpServerResponse response = request.response()
                    .putHeader("Content-Type", "application/x-ndjson")
                    .setChunked(true);
            response.write("{\"row\":1}\n").onSuccess(written -> open.complete(response));
        });

        // When
        try (HttpClient client = client();
                InputStream body = client.send(request("gzip"), BodyHandlers.ofInputStream())
                        .body()) {
            GZIPInputStream lines = new GZIPInputStream(body, 64);
            String first = new String(lines.readNBytes(10), StandardCharsets.UTF_8);
            HttpServerResponse response = open.get(20, TimeUnit.SECONDS);
            response.end("{\"row\":2}\n");

            // Then
            assertEquals("{\"row\":1}\n", first);
            assertEquals("{\"row\":2}\n", new String(lines.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void anAnswerThatBreaksOffDoesNotLookWhole() {
        // Given
        answer(request -> request.response()
                .putHeader("Content-Type", "application/json")
                .setChunked(true)
                .write(Buffer.buffer(JSON))
                .onSuccess(written -> request.connection().close()));

        // When
        boolean whole;
        try {
            unzipped(get("gzip").body());
            whole = true;
        } catch (IOException brokenOff) {
            whole = false;
        } catch (Exception e) {
            throw new AssertionError(e);
        }

        // Then
        assertFalse(whole);
    }

    private static HttpServerResponse json(HttpServerRequest request) {
        return request.response().putHeader("Content-Type", "application/json;charset=UTF-8");
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    private static HttpRequest request(String accepted) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + RestAssured.port + "/api/v1/predictions"))
                .header("Authorization", Tokens.anybody());
        if (!accepted.isEmpty()) {
            request.header("Accept-Encoding", accepted);
        }
        return request.build();
    }

    private static HttpResponse<byte[]> get(String accepted) throws Exception {
        try (HttpClient client = client()) {
            return client.send(request(accepted), BodyHandlers.ofByteArray());
        }
    }

    private static String unzipped(byte[] bytes) throws IOException {
        return new String(new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes(), StandardCharsets.UTF_8);
    }
}
