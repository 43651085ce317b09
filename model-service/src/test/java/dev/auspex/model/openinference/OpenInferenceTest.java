package dev.auspex.model.openinference;

import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.auspex.chassis.budget.Budget;
import dev.auspex.chassis.budget.ByteBudget.Charge;
import dev.auspex.chassis.budget.ByteBudget.Verdict;
import dev.auspex.contracts.http.Headers;
import dev.auspex.graph.Graphs;
import dev.auspex.localstack.testing.TokenIssuer;
import dev.auspex.model.ModelFolder;
import dev.auspex.model.openinference.ProtocolClient.Answer;
import dev.auspex.model.registry.ModelRegistry;
import dev.auspex.model.registry.ServedGraphs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/**
 * The Open Inference Protocol over REST and Triton's extensions, held against their specifications:
 * {@code inference_rest.md} of kserve/open-inference-protocol, {@code extension_binary_data.md},
 * {@code extension_classification.md}, {@code extension_schedule_policy.md} and {@code extension_statistics.md} of
 * triton-inference-server.
 */
@QuarkusTest
@TestProfile(OpenInferenceTest.Profile.class)
@WithTestResource(TokenIssuer.class)
@WithTestResource(ModelFolder.class)
class OpenInferenceTest {

    private static final Map<String, DataType> TYPES = Map.ofEntries(
            Map.entry("BOOL", DataType.BOOL),
            Map.entry("INT8", DataType.INT8),
            Map.entry("INT16", DataType.INT16),
            Map.entry("INT32", DataType.INT32),
            Map.entry("INT64", DataType.INT64),
            Map.entry("UINT8", DataType.UINT8),
            Map.entry("UINT16", DataType.UINT16),
            Map.entry("UINT32", DataType.UINT32),
            Map.entry("UINT64", DataType.UINT64),
            Map.entry("FP16", DataType.FLOAT16),
            Map.entry("BF16", DataType.BFLOAT16),
            Map.entry("FP32", DataType.FLOAT),
            Map.entry("FP64", DataType.DOUBLE),
            Map.entry("BYTES", DataType.STRING));

    @TestHTTPResource
    URL service;

    @TestHTTPResource(management = true)
    URL management;

    @Inject
    Budget budget;

    @Inject
    ModelRegistry registry;

    @Inject
    ServedGraphs graphs;

    private ProtocolClient client;

    /** Beside the packages, the graphs that other tools would write. */
    public static class Profile implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("auspex.inference.models.kept.cache-size", "1M");
        }
    }

    @BeforeEach
    void serve() {
        client = new ProtocolClient(service.toString().replaceFirst("/$", ""));
        await().atMost(Duration.ofSeconds(30)).until(registry::ready);
        Map<String, byte[]> all = new LinkedHashMap<>();
        TYPES.forEach(
                (name, type) -> all.put("echo-" + name.toLowerCase(Locale.ROOT), Graphs.identity(type, "N", "M")));
        all.put("spam", Graphs.zipMapOfTexts());
        all.put("numerals", Graphs.zipMapOfNumbers());
        all.put("regressor", Graphs.regressor());
        all.put("kept", Graphs.regressor());
        all.put("two", Graphs.multiInput());
        all.put("colour", Graphs.stringInput());
        all.put("place", Graphs.int64Output());
        all.put("four", Graphs.fixedBatch());
        all.put("sum3", Graphs.noBatchDimension());
        all.put("softmax", Graphs.softmaxOverRows());
        all.put("columns", Graphs.sequenceOutput());
        all.put("not", Graphs.bool());
        all.put("scalar", Graphs.doubled(DataType.FLOAT));
        graphs.serve(all);
    }

    @Test
    void namesItsExtensions() {
        // When
        JsonNode server = client.get("/v2").json();

        // Then
        assertThat(server.path("extensions").toString())
                .isEqualTo("[\"binary_tensor_data\",\"classification\",\"model_repository\",\"schedule_policy\","
                        + "\"statistics\"]");
    }

    @Test
    void describesMapsAsTensors() {
        // When
        JsonNode model = client.get("/v2/models/spam").json();

        // Then
        assertThat(model.path("inputs").toString())
                .isEqualTo("[{\"name\":\"X\",\"datatype\":\"FP32\",\"shape\":[-1,2]}]");
        assertThat(model.path("outputs").toString())
                .isEqualTo("[{\"name\":\"output_label\",\"datatype\":\"BYTES\",\"shape\":[-1]},"
                        + "{\"name\":\"output_probability\",\"datatype\":\"FP32\",\"shape\":[-1,-1]},"
                        + "{\"name\":\"output_probability.labels\",\"datatype\":\"BYTES\",\"shape\":[-1]}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BOOL|[true,false]|01 00",
                "INT8|[-128,127]|80 7f",
                "INT16|[-32768,7]|00 80 07 00",
                "INT32|[-2147483648,7]|00 00 00 80 07 00 00 00",
                "INT64|[-9223372036854775808,7]|00 00 00 00 00 00 00 80 07 00 00 00 00 00 00 00",
                "UINT8|[200,255]|c8 ff",
                "UINT16|[65535,7]|ff ff 07 00",
                "UINT32|[4294967295,7]|ff ff ff ff 07 00 00 00",
                "UINT64|[18446744073709551615,7]|ff ff ff ff ff ff ff ff 07 00 00 00 00 00 00 00",
                "FP16|[1.5,-2.0]|00 3e 00 c0",
                "BF16|[1.5,-2.0]|c0 3f 00 c0",
                "FP32|[1.5,null]|00 00 c0 3f 00 00 c0 7f",
                "FP64|[1.0E300,-0.25]|9c 75 00 88 3c e4 37 7e 00 00 00 00 00 00 d0 bf",
                "BYTES|[\"a\",\"日本\"]|01 00 00 00 61 06 00 00 00 e6 97 a5 e6 9c ac",
            })
    void takesAndGivesEachTypeInJsonAndInBinary(String type, String json, String hex) {
        String model = "echo-" + type.toLowerCase(Locale.ROOT);

        // When
        Answer fromJson =
                client.call(model).json("x", type, json, 1, 2).output("y", true).send();
        Answer fromBinary = client.call(model)
                .binary("x", type, bytes(hex), 1, 2)
                .output("y", false)
                .send();

        // Then
        assertThat(fromJson.status()).as(fromJson.json().toString()).isEqualTo(200);
        assertThat(fromJson.header("content-type")).isEqualTo("application/octet-stream");
        assertThat(fromJson.output("y").path("datatype").asText()).isEqualTo(type);
        assertThat(fromJson.output("y").path("shape").toString()).isEqualTo("[1,2]");
        assertThat(fromJson.output("y").has("data")).isFalse();
        assertThat(fromJson.bytes("y")).isEqualTo(bytes(hex));
        assertThat(fromBinary.status()).as(fromBinary.json().toString()).isEqualTo(200);
        assertThat(fromBinary.header("content-type")).startsWith("application/json");
        assertThat(fromBinary.header("Inference-Header-Content-Length")).isNull();
        assertThat(fromBinary.output("y").path("data").toString()).isEqualTo(json);
        assertThat(fromBinary.output("y").has("parameters")).isFalse();
    }

    @Test
    void answersInTheOrderAskedWithTheCallersId() {
        // When
        Answer answer = client.call("spam")
                .id("call 7")
                .json("X", "FP32", "[[1, 0], [-1, 0]]", 2, 2)
                .output("output_probability.labels", false)
                .output("output_label", false)
                .send();

        // Then
        assertThat(answer.json().toString())
                .isEqualTo("{\"model_name\":\"spam\",\"model_version\":\"1\",\"id\":\"call 7\",\"outputs\":["
                        + "{\"name\":\"output_probability.labels\",\"datatype\":\"BYTES\",\"shape\":[2],"
                        + "\"data\":[\"ham\",\"spam\"]},"
                        + "{\"name\":\"output_label\",\"datatype\":\"BYTES\",\"shape\":[2],"
                        + "\"data\":[\"spam\",\"ham\"]}]}");
    }

    @Test
    void mixesJsonAndBinaryBothWays() {
        // When
        Answer answer = client.call("two")
                .binary("right", "FP32", floats(3, 4, 5), 1, 3)
                .json("left", "FP32", "[1, 2]", 1, 2)
                .send();
        Answer labels = client.call("numerals")
                .binary("X", "FP32", floats(1, 0, -1, 0), 2, 2)
                .parameter("binary_data_output", true)
                .output("output_label", true)
                .output("output_probability", false)
                .output("output_probability.labels", true)
                .send();

        // Then
        assertThat(answer.output("both").path("data").toString()).isEqualTo("[1.0,2.0,3.0,4.0,5.0]");
        assertThat(labels.bytes("output_label").getLong(0)).isEqualTo(7);
        assertThat(labels.bytes("output_label").getLong(8)).isEqualTo(3);
        assertThat(labels.output("output_probability").path("data")).hasSize(4);
        assertThat(labels.bytes("output_probability.labels").getLong(8)).isEqualTo(7);
    }

    @Test
    void answersAllOutputsInBinaryWhereTheRequestSaysSo() {
        // When
        Answer answer = client.call("spam")
                .json("X", "FP32", "[1, 0]", 1, 2)
                .parameter("binary_data_output", true)
                .send();

        // Then
        assertThat(answer.strings("output_label")).containsExactly("spam");
        assertThat(answer.strings("output_probability.labels")).containsExactly("ham", "spam");
        ByteBuffer probabilities = answer.bytes("output_probability");
        assertThat(probabilities.getFloat(0) + probabilities.getFloat(4)).isEqualTo(1, within(1e-6f));
    }

    @Test
    void answersClassifications() {
        // When
        Answer rows = client.call("echo-fp32")
                .json("x", "FP32", "[1.5, 10, 4, 7, 8, 9]", 2, 3)
                .classes("y", 2)
                .send();
        Answer asked = client.call("echo-uint64")
                .json("x", "UINT64", "[1, 18446744073709551615]", 1, 2)
                .classes("y", 5)
                .send();

        // Then
        assertThat(rows.output("y").path("datatype").asText()).isEqualTo("BYTES");
        assertThat(rows.output("y").path("shape").toString()).isEqualTo("[2,2]");
        assertThat(rows.output("y").path("data").toString()).isEqualTo("[\"10.0:1\",\"4.0:2\",\"9.0:2\",\"8.0:1\"]");
        assertThat(asked.output("y").path("data").toString()).isEqualTo("[\"18446744073709551615:1\",\"1:0\"]");
    }

    @Test
    void runsModelsOfEachKind() {
        assertThat(data(client.call("regressor").json("X", "FP32", "[1, 1, 1, 0, 0, 2]", 2, 3), "variable"))
                .isEqualTo("[4.5,-1.5]");
        assertThat(data(client.call("colour").json("colour", "BYTES", "[\"blue\", \"mauve\"]", 2, 1), "code"))
                .isEqualTo("[2,-1]");
        assertThat(data(client.call("place").json("x", "FP32", "[0, 9, 1, 2]", 1, 4), "place"))
                .isEqualTo("[1]");
        assertThat(data(client.call("four").json("x", "FP32", "[1, 2, 3, 4, 5, 6, 7, 8]", 4, 2), "y"))
                .isEqualTo("[2.0,4.0,6.0,8.0,10.0,12.0,14.0,16.0]");
        assertThat(data(client.call("sum3").json("x", "FP32", "[1, 2, 3]", 3), "y"))
                .isEqualTo("[6.0]");
        assertThat(data(client.call("columns").json("x", "FP32", "[1, 2, 3, 4, 5, 6]", 2, 3), "columns"))
                .isEqualTo("[1.0,4.0,2.0,5.0,3.0,6.0]");
        assertThat(data(client.call("not").json("x", "BOOL", "[true, false]", 2), "y"))
                .isEqualTo("[false,true]");
        assertThat(data(client.call("scalar").json("x", "FP32", "[2.5]"), "y")).isEqualTo("[5.0]");
    }

    @ParameterizedTest
    @CsvSource({
        // a batch costs by its rows, 32 for a token, and counts as so many predictions
        "echo-fp32, x, 64, 1, 2, 64",
        "echo-fp32, x, 65, 1, 3, 65",
        "echo-fp32, x, 2, 1, 1, 2",
        // one row is what a request costs anyway
        "echo-fp32, x, 1, 64, ,",
        // and so is a vector where the model has no dimension for rows
        "sum3, x, 3, , ,",
        "four, x, 4, 2, 1, 4",
    })
    void tellsWhatABatchCost(String model, String input, int rows, Integer columns, String cost, String predictions) {
        // Given
        long[] shape = columns == null ? new long[] {rows} : new long[] {rows, columns};
        String data = "["
                + String.join(",", java.util.Collections.nCopies(rows * (columns == null ? 1 : columns), "1.5"))
                + "]";

        // When
        Answer answer = client.call(model).json(input, "FP32", data, shape).send();

        // Then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header(Headers.COST)).isEqualTo(cost);
        assertThat(answer.header(Headers.PREDICTIONS)).isEqualTo(predictions);
    }

    @Test
    void takesOnlyTheBatchThatAModelHas() {
        // When
        Answer three = client.call("four")
                .json("x", "FP32", "[1, 2, 3, 4, 5, 6]", 3, 2)
                .send();

        // Then
        assertThat(three.status()).isEqualTo(400);
        assertThat(three.error()).isEqualTo("Input `x` has the shape [3, 2]; the model expects [4, 2].");
    }

    @Test
    void takesLargeJson() {
        // Given
        int count = 400_000;
        StringBuilder data = new StringBuilder("[");
        for (int i = 0; i < count; i++) {
            data.append(i == 0 ? "" : ",").append(i).append(".5");
        }
        String body = "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [1, " + count
                + "], \"data\": " + data + "]}]}";

        // When
        Answer answer = client.infer("echo-fp32", body);

        // Then
        assertThat(body.length()).isGreaterThan(3_000_000);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.output("y").path("data").get(count - 1).asDouble()).isEqualTo(399_999.5);
    }

    @Test
    void givesEachOfManyConcurrentCallersItsOwnAnswer() {
        // When
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            int rows = 1 + i % 3;
            ByteBuffer values = ByteBuffer.allocate(rows * 12).order(ByteOrder.LITTLE_ENDIAN);
            while (values.hasRemaining()) {
                values.putFloat(i).putFloat(0).putFloat(0);
            }
            answers.add(client.call("regressor")
                    .binary("X", "FP32", values.flip(), rows, 3)
                    .output("variable", true)
                    .sendLater(Headers.REQUEST_PRIORITY, i % 2 == 0 ? "interactive" : "batch"));
            if (i >= 100) {
                // Half of the queue is for batch requests.
                answers.get(i - 100).join();
            }
        }

        // Then
        for (int i = 0; i < answers.size(); i++) {
            Answer answer = answers.get(i).join();
            assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
            ByteBuffer variable = answer.bytes("variable");
            assertThat(variable.remaining()).isEqualTo(4 * (1 + i % 3));
            while (variable.hasRemaining()) {
                assertThat(variable.getFloat()).isEqualTo(2f * i + 0.5f);
            }
        }
    }

    @Test
    void doesNotComputeAfterTheRequestsOwnTimeout() {
        // When
        Answer late = client.call("regressor")
                .json("X", "FP32", "[1, 1, 1]", 1, 3)
                .parameter("timeout", 1)
                .send();
        Answer inTime = client.call("regressor")
                .json("X", "FP32", "[1, 1, 1]", 1, 3)
                .parameter("timeout", 5_000_000)
                .send();

        // Then
        assertThat(late.status()).isEqualTo(504);
        assertThat(late.error()).contains("deadline");
        assertThat(inTime.status()).isEqualTo(200);
    }

    @Test
    void countsRowsRunsAndParts() {
        // Given
        String path = "/v2/models/place/versions/1/stats";
        JsonNode before = client.get(path).json().path("model_stats").get(0);
        client.call("place").json("x", "FP32", "[0, 9, 1, 2, 1, 2, 3, 4]", 2, 4).send();
        client.call("place").json("x", "FP32", "[\"?\"]", 1, 4).send();

        // When
        JsonNode after = client.get(path).json().path("model_stats").get(0);
        JsonNode model = client.get("/v2/models/churn/stats").json();
        JsonNode all = client.get("/v2/models/stats").json();

        // Then
        assertThat(after.path("name").asText()).isEqualTo("place");
        assertThat(after.path("version").asText()).isEqualTo("1");
        assertThat(grown(before, after, "/inference_count")).isEqualTo(2);
        assertThat(grown(before, after, "/execution_count")).isEqualTo(1);
        assertThat(grown(before, after, "/inference_stats/success/count")).isEqualTo(1);
        assertThat(grown(before, after, "/inference_stats/success/ns")).isPositive();
        assertThat(grown(before, after, "/inference_stats/fail/count")).isEqualTo(1);
        assertThat(grown(before, after, "/inference_stats/queue/count")).isEqualTo(1);
        assertThat(grown(before, after, "/inference_stats/compute_input/count")).isEqualTo(1);
        assertThat(grown(before, after, "/inference_stats/compute_infer/ns")).isPositive();
        assertThat(grown(before, after, "/inference_stats/compute_output/count"))
                .isEqualTo(1);
        assertThat(after.at("/inference_stats/cache_hit/count").asLong()).isZero();
        assertThat(after.path("last_inference").asLong())
                .isBetween(System.currentTimeMillis() - 60_000, System.currentTimeMillis());
        assertThat(after.path("batch_stats").findValuesAsText("batch_size")).contains("2");
        assertThat(model.path("model_stats").findValuesAsText("version")).containsExactly("1", "2");
        assertThat(all.path("model_stats").findValuesAsText("name")).contains("churn", "credit", "place");
    }

    @Test
    void answersEqualInputFromWhatItKept() {
        // Given
        Answer first = client.call("kept").json("X", "FP32", "[1, 1, 1]", 1, 3).send();
        double hits = cacheRequests("hit");

        // When
        Answer again = client.call("kept")
                .id("7")
                .json("X", "FP32", "[1.0, 1.0, 1.0]", 1, 3)
                .send();
        Answer other = client.call("kept").json("X", "FP32", "[1, 1, 2]", 1, 3).send();

        // Then
        assertThat(again.output("variable")).isEqualTo(first.output("variable"));
        assertThat(again.json().path("id").asText()).isEqualTo("7");
        assertThat(other.output("variable").path("data").toString()).isEqualTo("[3.5]");
        assertThat(cacheRequests("hit")).isEqualTo(hits + 1);
        assertThat(cacheRequests("miss")).isGreaterThanOrEqualTo(2);
        JsonNode figures =
                client.get("/v2/models/kept/stats").json().path("model_stats").get(0);
        assertThat(figures.at("/inference_stats/cache_hit/count").asDouble()).isEqualTo(hits + 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|/v2/models/none|404|The model none does not exist.",
                "GET|/v2/models/spam/versions/9|404|Version 9 of model spam does not exist.",
                "GET|/v2/models/none/ready|404|The model none does not exist.",
                "GET|/v2/models/none/stats|404|The model none does not exist.",
                "POST|/v2/models/none/infer|404|The model none does not exist.",
                "POST|/v2/models/spam/versions/9/infer|404|Version 9 of model spam does not exist.",
                "POST|/v2/models/spam/infer|400|The body is not a JSON object.",
                "GET|/v2/nothing/here|404|",
                "GET|/v2/models/spam/infer|405|",
                "POST|/v2/health/live|405|",
            })
    void tellsEveryErrorInTheProtocolsForm(String method, String path, int status, String message) {
        // When
        Answer answer = method.equals("GET") ? client.get(path) : client.post(path, new byte[0]);

        // Then
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("content-type")).startsWith("application/json");
        assertThat(answer.json().size()).isEqualTo(1);
        assertThat(answer.error()).isNotBlank().contains(message == null ? "" : message);
    }

    @ParameterizedTest
    @CsvSource({"abc", "0", "-1", "+2", "2.0", "0x2", "100000", "99999999999"})
    void refusesALengthOfTheJsonThatCannotBe(String length) {
        // When
        Answer answer = client.infer("spam", "{}", "Inference-Header-Content-Length", length);

        // Then
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).startsWith("The header Inference-Header-Content-Length must be");
    }

    @Test
    void refusesTwoLengthsOfTheJson() {
        // When
        Answer answer = client.infer(
                "spam", "{}", "Inference-Header-Content-Length", "2", "Inference-Header-Content-Length", "2");

        // Then
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).contains("Inference-Header-Content-Length once");
    }

    @Test
    void refusesAnUnknownPriorityAndDeadline() {
        // When
        Answer priority = client.infer("spam", "{}", Headers.REQUEST_PRIORITY, "highest");
        Answer deadline =
                client.call("regressor").json("X", "FP32", "[1, 1, 1]", 1, 3).send(Headers.REQUEST_DEADLINE, "soon");

        // Then
        assertThat(priority.status()).isEqualTo(400);
        assertThat(priority.error()).contains(Headers.REQUEST_PRIORITY);
        assertThat(deadline.status()).isEqualTo(400);
        assertThat(deadline.error()).contains(Headers.REQUEST_DEADLINE);
    }

    @Test
    void refusesWhoeverHoldsAllThatOneMayAndNobodyElse() throws Exception {
        // Given: a tenant that has all the memory it can get
        ProtocolClient other = new ProtocolClient(service.toString().replaceFirst("/$", ""));
        List<Charge> held = new ArrayList<>();
        for (long step = 64L << 20; step > 0; step /= 2) {
            Charge charge = budget.open(client.tenant().toString());
            held.add(charge);
            while (charge.take(step) == Verdict.TAKEN) {
                // More of the same.
            }
        }

        // When
        Answer refused = client.call("spam").json("X", "FP32", "[1, 0]", 1, 2).send();
        Answer another = other.call("spam").json("X", "FP32", "[1, 0]", 1, 2).send();
        held.forEach(Charge::close);
        Answer again = client.call("spam").json("X", "FP32", "[1, 0]", 1, 2).send();

        // Then
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.error()).contains("memory");
        assertThat(another.status()).isEqualTo(200);
        assertThat(again.status()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> budget.used(client.tenant().toString()) == 0);
    }

    @Test
    void refusesAnAnswerThatDoesNotFitBeforeItIsWritten() throws Exception {
        // Given: room for the request and for nothing that comes of it
        String data = "[" + "1,".repeat(9_999) + "1]";
        Charge most = budget.open(client.tenant().toString());
        for (long step = 64L << 20; step >= 1024; step /= 2) {
            while (most.take(step) == Verdict.TAKEN) {
                // More of the same.
            }
        }
        most.settle(most.bytes() - 150_000);

        // When
        Answer refused =
                client.call("echo-fp32").json("x", "FP32", data, 1, 10_000).send();
        most.close();
        Answer taken =
                client.call("echo-fp32").json("x", "FP32", data, 1, 10_000).send();

        // Then
        assertThat(refused.status()).isEqualTo(429);
        assertThat(taken.status()).isEqualTo(200);
    }

    @Test
    void refusesABodyThatIsTooLarge() throws Exception {
        // Given
        byte[] body = new byte[17 << 20];

        // When
        Answer answer = client.post("/v2/models/spam/infer", body);

        // Then
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.error()).contains("larger");
    }

    @Test
    void refusesACompressedBody() {
        // When
        Answer answer = client.infer("spam", "{}", "Content-Encoding", "gzip");

        // Then
        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.error()).contains("Content-Encoding");
        assertThat(answer.header("Accept-Encoding")).isEqualTo("identity");
    }

    @Test
    void describesInferInTheOpenApiDocument() {
        // When
        JsonNode paths = RestAssured.given()
                .accept("application/json")
                .get(management.toString().replaceFirst("/$", "") + "/openapi?format=json")
                .as(JsonNode.class)
                .path("paths");

        // Then
        JsonNode infer =
                paths.path("/v2/models/{name}/versions/{version}/infer").path("post");
        assertThat(infer.path("operationId").asText()).isEqualTo("v2InferVersion");
        assertThat(infer.path("security").toString()).contains("bearer");
        assertThat(infer.path("parameters").findValuesAsText("name"))
                .contains("name", "version", "Inference-Header-Content-Length");
        assertThat(paths.path("/v2/models/{name}/infer")
                        .path("post")
                        .path("operationId")
                        .asText())
                .isEqualTo("v2Infer");
    }

    @ParameterizedTest
    @CsvSource({"/v2/models/spam/infer", "/v2/models/spam/versions/1/infer"})
    void letsOnlyMembersAndServicesInfer(String path) throws Exception {
        // Given
        String stranger = TokenIssuer.token(UUID.randomUUID(), UUID.randomUUID(), "stranger");

        // When
        HttpResponse<String> nobody = post(path, "X-Nobody", "x");
        HttpResponse<String> wrong = post(path, "Authorization", "Bearer x.y.z");
        HttpResponse<String> other = post(path, "Authorization", "Bearer " + stranger);
        HttpResponse<String> secret = post(path, Headers.SERVICE_SECRET, "wrong");
        HttpResponse<String> service = post(
                path,
                Headers.SERVICE_SECRET,
                org.eclipse.microprofile.config.ConfigProvider.getConfig()
                        .getValue("auspex.service.secret", String.class));

        // Then
        assertThat(List.of(nobody, wrong, secret)).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            assertThat(answer.body()).startsWith("{\"error\":\"").doesNotContain("Exception");
        });
        assertThat(other.statusCode()).isEqualTo(403);
        assertThat(other.body()).startsWith("{\"error\":\"");
        assertThat(service.statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> post(String path, String header, String value) throws Exception {
        String body = "{\"inputs\": [{\"name\": \"X\", \"datatype\": \"FP32\", \"shape\": [1, 2], \"data\": [1, 0]}]}";
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(service.toString().replaceFirst("/$", "") + path))
                            .header(header, value)
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private double cacheRequests(String result) {
        String line = "auspex_inference_cache_requests_total{model=\"kept\",result=\"" + result
                + "\",tenant=\"shared\",version=\"1\"} ";
        String metrics = RestAssured.get(management.toString().replaceFirst("/$", "") + "/metrics")
                .asString();
        int at = metrics.indexOf(line);
        assertThat(at).as("a line " + line).isNotNegative();
        return Double.parseDouble(metrics.substring(at + line.length(), metrics.indexOf('\n', at)));
    }

    private static long grown(JsonNode before, JsonNode after, String pointer) {
        return after.at(pointer).asLong() - before.at(pointer).asLong();
    }

    private static String data(ProtocolClient.Call call, String output) {
        Answer answer = call.output(output, false).send();
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        return answer.output(output).path("data").toString();
    }

    private static ByteBuffer floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.flip();
    }

    private static ByteBuffer bytes(String hex) {
        String[] parts = hex.split(" ", -1);
        ByteBuffer bytes = ByteBuffer.allocate(parts.length);
        for (String part : parts) {
            bytes.put((byte) Integer.parseInt(part, 16));
        }
        return bytes.flip();
    }
}
