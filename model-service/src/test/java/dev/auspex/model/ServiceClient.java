package dev.auspex.model;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.http.Role;
import dev.auspex.localstack.testing.TokenIssuer;

/** Calls the service as a member does, or as another service. */
public final class ServiceClient {

    public static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final String header;
    private final String credentials;

    public ServiceClient(String base) {
        this(base, "Authorization", "Bearer " + TokenIssuer.token(UUID.randomUUID(), UUID.randomUUID(), Role.MEMBER));
    }

    private ServiceClient(String base, String header, String credentials) {
        this.base = base;
        this.header = header;
        this.credentials = credentials;
    }

    /** Calls as another service of the suite does. */
    public ServiceClient asService(String secret) {
        return new ServiceClient(base, Headers.SERVICE_SECRET, secret);
    }

    public Answer get(String path) {
        return send(request(path).GET().build()).join();
    }

    public Answer post(String path, Object body, String... headers) {
        return postLater(path, body, headers).join();
    }

    public CompletableFuture<Answer> postLater(String path, Object body, String... headers) {
        HttpRequest.Builder request = request(path).header("Content-Type", "application/json");
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(
                request.POST(HttpRequest.BodyPublishers.ofString(text(body))).build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).header(header, credentials);
    }

    private CompletableFuture<Answer> send(HttpRequest request) {
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(Answer::new);
    }

    private static String text(Object body) {
        try {
            return body instanceof String text ? text : JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** An answer with its body as JSON. */
    public record Answer(HttpResponse<String> response) {

        public int status() {
            return response.statusCode();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        public JsonNode json() {
            return as(JsonNode.class);
        }

        public <T> T as(Class<T> type) {
            try {
                return JSON.readValue(response.body(), type);
            } catch (IOException e) {
                throw new AssertionError("no JSON: " + response.body(), e);
            }
        }
    }
}
