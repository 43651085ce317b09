package dev.auspex.model.publish;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.http.Role;
import dev.auspex.localstack.testing.TokenIssuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Calls the registry as somebody. */
public final class RegistryClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String BOUNDARY = "----auspex-test";

    private final String base;
    private final String header;
    private final String value;

    private RegistryClient(String base, String header, String value) {
        this.base = base.replaceFirst("/$", "");
        this.header = header;
        this.value = value;
    }

    public static RegistryClient of(String base, UUID tenant, String role) {
        String[] roles =
                switch (role) {
                    case Role.ADMIN -> new String[] {Role.ADMIN, Role.ANALYST, Role.MEMBER};
                    case Role.ANALYST -> new String[] {Role.ANALYST, Role.MEMBER};
                    default -> new String[] {Role.MEMBER};
                };
        return new RegistryClient(
                base, "Authorization", "Bearer " + TokenIssuer.token(tenant, UUID.randomUUID(), roles));
    }

    public static RegistryClient operator(String base, String secret) {
        return new RegistryClient(base, Headers.SERVICE_SECRET, secret);
    }

    public RegistryClient at(String other) {
        return new RegistryClient(other, header, value);
    }

    public record Answer(HttpResponse<byte[]> response) {

        public int status() {
            return response.statusCode();
        }

        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (IOException e) {
                throw new AssertionError("no JSON: " + text(), e);
            }
        }

        public Answer expect(int status) {
            assertThat(status()).as(text()).isEqualTo(status);
            return this;
        }
    }

    public Answer get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    public Answer post(String path) {
        return send(request(path).POST(HttpRequest.BodyPublishers.noBody()));
    }

    public Answer json(String method, String path, String body) {
        return send(request(path, "Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    public Answer delete(String path) {
        return send(request(path).DELETE());
    }

    public Answer upload(String model, String fileName, byte[] file, String... fields) {
        return send(request(
                        "/api/v1/models/" + model + "/versions",
                        "Content-Type",
                        "multipart/form-data; boundary=" + BOUNDARY)
                .POST(HttpRequest.BodyPublishers.ofByteArrays(form(fileName, file, fields))));
    }

    /** A bare graph and one file of its weights. */
    public Answer uploadWithWeights(String model, byte[] graph, String weightsName, byte[] weights, String... fields) {
        List<byte[]> parts = new ArrayList<>();
        parts.add(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"data\"; filename=\"" + weightsName
                        + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        parts.add(weights);
        parts.add("\r\n".getBytes(StandardCharsets.UTF_8));
        parts.addAll(form("model.onnx", graph, fields));
        return send(request(
                        "/api/v1/models/" + model + "/versions",
                        "Content-Type",
                        "multipart/form-data; boundary=" + BOUNDARY)
                .POST(HttpRequest.BodyPublishers.ofByteArrays(parts)));
    }

    /** A body that calls itself multipart. */
    public Answer uploadRaw(String model, String contentType, byte[] body) {
        return send(request("/api/v1/models/" + model + "/versions", "Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    /** A good graph, uploaded and waited for. */
    public void uploaded(String model, String version, byte[] onnx) {
        upload(model, "model.onnx", onnx, "version", version).expect(201);
        awaitState(model, version, "ready");
    }

    public void awaitState(String model, String version, String state) {
        await().pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(get("/api/v1/models/" + model + "/versions/" + version + "/status")
                                .json()
                                .path("state")
                                .asText())
                        .isEqualTo(state));
    }

    /** What a version of {@code Onnx.times} makes of 1. */
    public Answer infer(String model, String version) {
        String path = "/v2/models/" + model + (version == null ? "" : "/versions/" + version) + "/infer";
        return json(
                "POST",
                path,
                "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [1], \"data\": [1]}]}");
    }

    public double factor(String model, String version) {
        return infer(model, version)
                .expect(200)
                .json()
                .path("outputs")
                .path(0)
                .path("data")
                .path(0)
                .asDouble();
    }

    private static List<byte[]> form(String fileName, byte[] file, String... fields) {
        List<byte[]> parts = new ArrayList<>();
        for (int i = 0; i < fields.length; i += 2) {
            parts.add(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + fields[i] + "\"\r\n\r\n"
                            + fields[i + 1] + "\r\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        parts.add(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + fileName
                        + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        parts.add(file);
        parts.add(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return parts;
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).header(header, value);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            return new Answer(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
