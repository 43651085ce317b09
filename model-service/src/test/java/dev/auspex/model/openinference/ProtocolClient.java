package dev.auspex.model.openinference;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.auspex.contracts.http.Role;
import dev.auspex.localstack.testing.TokenIssuer;

/**
 * A client of the protocol with its binary extension, written from the specification and sending what Triton's own Python
 * client sends: no content type, all outputs as binary data unless some are asked for.
 */
final class ProtocolClient {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final UUID tenant = UUID.randomUUID();
    private final String token = TokenIssuer.token(tenant, UUID.randomUUID(), Role.MEMBER);

    ProtocolClient(String base) {
        this.base = base;
    }

    UUID tenant() {
        return tenant;
    }

    Answer get(String path) {
        return send(request(path).GET()).join();
    }

    Answer post(String path, byte[] body, String... headers) {
        HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        return send(headers.length == 0 ? request : request.headers(headers)).join();
    }

    Answer infer(String model, String json, String... headers) {
        return post("/v2/models/" + model + "/infer", json.getBytes(StandardCharsets.UTF_8), headers);
    }

    Call call(String model) {
        return new Call(model);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", "Bearer " + token);
    }

    private CompletableFuture<Answer> send(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(Answer::new);
    }

    /** One inference request being put together. */
    final class Call {

        private final String model;
        private final ObjectNode json = JSON.createObjectNode();
        private final ArrayNode inputs = json.putArray("inputs");
        private final List<byte[]> binary = new ArrayList<>();

        private Call(String model) {
            this.model = model;
        }

        Call id(String id) {
            json.put("id", id);
            return this;
        }

        Call parameter(String name, Object value) {
            json.withObject("/parameters").putPOJO(name, value);
            return this;
        }

        Call binary(String name, String datatype, ByteBuffer data, long... shape) {
            byte[] bytes = new byte[data.remaining()];
            data.duplicate().get(bytes);
            input(name, datatype, shape).putObject("parameters").put("binary_data_size", bytes.length);
            binary.add(bytes);
            return this;
        }

        Call json(String name, String datatype, String data, long... shape) {
            try {
                input(name, datatype, shape).set("data", JSON.readTree(data));
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Call output(String name, boolean asBinary) {
            output(name).put("binary_data", asBinary);
            return this;
        }

        Call classes(String name, int count) {
            output(name).put("classification", count);
            return this;
        }

        Answer send(String... headers) {
            return sendLater(headers).join();
        }

        CompletableFuture<Answer> sendLater(String... headers) {
            byte[] head = json.toString().getBytes(StandardCharsets.UTF_8);
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes(head);
            binary.forEach(body::writeBytes);
            HttpRequest.Builder request = request("/v2/models/" + model + "/infer")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()));
            if (!binary.isEmpty()) {
                request.header("Inference-Header-Content-Length", Integer.toString(head.length));
            }
            return ProtocolClient.this.send(headers.length == 0 ? request : request.headers(headers));
        }

        private ObjectNode input(String name, String datatype, long[] shape) {
            ObjectNode input = inputs.addObject().put("name", name).put("datatype", datatype);
            ArrayNode sizes = input.putArray("shape");
            Arrays.stream(shape).forEach(sizes::add);
            return input;
        }

        private ObjectNode output(String name) {
            return json.withArray("/outputs").addObject().put("name", name).putObject("parameters");
        }
    }

    /** An answer, split into its JSON and its binary outputs. */
    static final class Answer {

        private final HttpResponse<byte[]> response;
        private final JsonNode json;

        private Answer(HttpResponse<byte[]> response) {
            this.response = response;
            try {
                this.json = JSON.readTree(response.body(), 0, jsonLength());
            } catch (IOException e) {
                throw new AssertionError("no JSON: " + new String(response.body(), StandardCharsets.UTF_8), e);
            }
        }

        int status() {
            return response.statusCode();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        JsonNode json() {
            return json;
        }

        String error() {
            return json.path("error").asText(null);
        }

        JsonNode output(String name) {
            for (JsonNode output : json.path("outputs")) {
                if (output.path("name").asText().equals(name)) {
                    return output;
                }
            }
            throw new AssertionError("no output " + name + " in " + json);
        }

        /** The bytes of an output, found as a client finds them: behind those of the outputs before it. */
        ByteBuffer bytes(String name) {
            int at = jsonLength();
            for (JsonNode output : json.path("outputs")) {
                int size = output.path("parameters").path("binary_data_size").asInt();
                if (output.path("name").asText().equals(name)) {
                    return ByteBuffer.wrap(response.body(), at, size).slice().order(ByteOrder.LITTLE_ENDIAN);
                }
                at += size;
            }
            throw new AssertionError("no output " + name + " in " + json);
        }

        List<String> strings(String name) {
            ByteBuffer bytes = bytes(name);
            List<String> strings = new ArrayList<>();
            while (bytes.hasRemaining()) {
                byte[] text = new byte[bytes.getInt()];
                bytes.get(text);
                strings.add(new String(text, StandardCharsets.UTF_8));
            }
            return strings;
        }

        private int jsonLength() {
            String length = header("Inference-Header-Content-Length");
            return length == null ? response.body().length : Integer.parseInt(length);
        }
    }
}
