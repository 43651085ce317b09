package dev.auspex.e2e.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import dev.auspex.contracts.auth.Credentials;
import dev.auspex.contracts.auth.Tokens;
import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.ModelVersion;

/** A small client of the public API, as a customer would write it. */
public final class Client {

    public static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI address;
    private final String accessToken;

    public Client(URI address) {
        this(address, null);
    }

    private Client(URI address, String accessToken) {
        this.address = address;
        this.accessToken = accessToken;
    }

    public Client with(Tokens tokens) {
        return with(tokens.accessToken());
    }

    public Client with(String token) {
        return new Client(address, token);
    }

    public String accessToken() {
        return accessToken;
    }

    public Tokens register(String email, String password) {
        return expect(201, post("/api/v1/auth/register", new Credentials(email, password)), Tokens.class);
    }

    public HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    public HttpResponse<String> post(String path, Object body) {
        return post(path, body, Map.of());
    }

    public HttpResponse<String> post(String path, Object body, Map<String, String> headers) {
        try {
            HttpRequest.Builder request = request(path)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
            headers.forEach(request::header);
            return send(request);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    public HttpResponse<String> put(String path, Object body) {
        try {
            return send(request(path)
                    .header("Content-Type", "application/json")
                    .PUT(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a file as the field {@code file} of a form, as a browser does. */
    public HttpResponse<String> upload(String path, String fileName, byte[] file) {
        String boundary = "----auspex-" + System.nanoTime();
        String head = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + fileName
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
        String tail = "\r\n--" + boundary + "--\r\n";
        return send(request(path)
                .timeout(Duration.ofSeconds(90))
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.ofByteArrays(
                        List.of(head.getBytes(StandardCharsets.UTF_8), file, tail.getBytes(StandardCharsets.UTF_8)))));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofSeconds(20));
        return accessToken == null ? request : request.header("Authorization", "Bearer " + accessToken);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static <T> T expect(int status, HttpResponse<String> response, Class<T> type) {
        if (response.statusCode() != status) {
            throw new IllegalStateException(response.request().method() + " " + response.uri() + " answered "
                    + response.statusCode() + " instead of " + status + ": " + response.body());
        }
        try {
            return JSON.readValue(response.body(), type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode json(HttpResponse<String> response) {
        return expect(response.statusCode(), response, JsonNode.class);
    }

    /** Returns a valid input for a version: the example of each of its features. */
    public static Map<String, Object> examples(ModelVersion version) {
        Map<String, Object> features = new LinkedHashMap<>();
        for (Feature feature : version.features()) {
            features.put(feature.name(), feature.example());
        }
        return features;
    }
}
