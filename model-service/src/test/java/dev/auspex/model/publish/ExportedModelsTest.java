package dev.auspex.model.publish;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.contracts.http.Role;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;
import dev.auspex.model.ModelFolder;
import dev.auspex.model.publish.RegistryClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/** Files as other programs write them: what is right of each stands in the tests. */
@QuarkusTest
@TestProfile(RegistryTest.Settings.class)
@WithTestResource(TokenIssuer.class)
@WithTestResource(ModelFolder.class)
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {
            @ResourceArg(name = "servers", value = "postgres,kafka"),
            @ResourceArg(name = "database", value = "model")
        })
class ExportedModelsTest {

    private static final String BOUNDARY = "----parts";

    @TestHTTPResource
    URL service;

    private RegistryClient admin;

    @BeforeEach
    void caller() {
        admin = RegistryClient.of(service.toString(), UUID.randomUUID(), Role.ADMIN);
        await().atMost(Duration.ofSeconds(30)).until(() -> admin.get("/api/v1/models/churn/versions/2/status")
                .text()
                .contains("\"ready\""));
    }

    @Test
    void findsTheColumnsOfLabelsByTheGraphsOwnNames() {
        // Given
        admin.uploaded("mapped", "1", file("linear-2-yes-no.onnx"));

        // When
        Answer described = admin.json(
                "PATCH",
                "/api/v1/models/mapped/versions/1",
                "{\"labels\": [\"yes\", \"no\"], \"positiveLabel\": \"yes\", \"threshold\": 0.5}");

        // Then
        described.expect(200);
        JsonNode answer = typed("mapped", "{\"f0\": 1, \"f1\": 1}");
        // The scores of no and yes are the sums of their coefficients.
        double yes = 1 / (1 + Math.exp((0.12573022 - 0.13210486) - (0.64042264 + 0.10490011)));
        assertThat(answer.path("label").asText()).isEqualTo("yes");
        assertThat(answer.path("score").asDouble()).isCloseTo(yes, within(1e-6));
        assertThat(answer.at("/probabilities/1").asDouble()).isCloseTo(1 - yes, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"linear-2-yes-no.onnx, ja, nein", "linear-2-yes-no.onnx, No, Yes", "ct-logreg-nozipmap.onnx, yes, other"
    })
    void refusesLabelsThatAreNoneOfTheGraphsOwn(String file, String first, String second) {
        // Given
        String model = "labels-" + UUID.randomUUID();
        admin.uploaded(model, "1", file(file));
        String features = file.startsWith("ct") ? ", \"features\": " + COLUMNS : "";

        // When
        Answer described = admin.json(
                "PATCH",
                "/api/v1/models/" + model + "/versions/1",
                "{\"labels\": [\"%s\", \"%s\"], \"positiveLabel\": \"%s\"%s}"
                        .formatted(first, second, first, features));

        // Then
        assertThat(described.expect(400).json().at("/violations/0/pointer").asText())
                .isEqualTo("/labels");
        assertThat(described.text()).contains("classes of the graph", "no, yes");
    }

    private static final String COLUMNS = """
            [{"name": "age", "type": "number", "description": ""}, {"name": "income", "type": "number", "description": ""},
             {"name": "city", "type": "category", "description": "", "categories": ["Paris", "Zürich", "東京"]},
             {"name": "plan", "type": "category", "description": "", "categories": ["a", "b", "c"]}]""";

    @ParameterizedTest
    @ValueSource(strings = {"ct-logreg-nozipmap.onnx", "ct-logreg-zipmap-default.onnx"})
    void describesAPipelineOfColumnsAndRequiresWhatItCannotDoWithout(String file) {
        // Given
        String model = "pipeline-" + UUID.randomUUID();
        admin.uploaded(model, "1", file(file));

        // When
        Answer described = admin.json(
                "PATCH",
                "/api/v1/models/" + model + "/versions/1",
                "{\"labels\": [\"yes\", \"no\"], \"positiveLabel\": \"yes\", \"threshold\": 0.5, \"features\": "
                        + COLUMNS + "}");

        // Then
        JsonNode features = described.expect(200).json().path("features");
        assertThat(features.findValuesAsText("name")).containsExactly("age", "income", "city", "plan");
        assertThat(features.findValuesAsText("required")).containsExactly("true", "true", "false", "false");
        JsonNode answer = typed(model, "{\"age\": 50, \"income\": 40000, \"city\": \"Paris\", \"plan\": \"b\"}");
        assertThat(answer.path("score").asDouble()).isBetween(0.0, 1.0);
        assertThat(answer.at("/probabilities/0").asDouble()
                        + answer.at("/probabilities/1").asDouble())
                .isCloseTo(1, within(1e-6));
        assertThat(answer.path("label").asText()).isEqualTo(answer.path("score").asDouble() >= 0.5 ? "yes" : "no");
        assertThat(own(model, answer)).isEqualTo(answer.path("label").asText());
        assertThat(infer(model, "{\"income\": 40000, \"city\": \"Paris\", \"plan\": \"b\"}")
                        .expect(400)
                        .json()
                        .at("/violations/0/pointer")
                        .asText())
                .isEqualTo("/features/age");
    }

    /** The graph's own label, asked with tensors. */
    private String own(String model, JsonNode answer) {
        JsonNode outputs = admin.json("POST", "/v2/models/" + model + "/versions/1/infer", """
                        {"inputs": [{"name": "age", "datatype": "FP32", "shape": [1, 1], "data": [50]},
                                    {"name": "income", "datatype": "FP32", "shape": [1, 1], "data": [40000]},
                                    {"name": "city", "datatype": "BYTES", "shape": [1, 1], "data": ["Paris"]},
                                    {"name": "plan", "datatype": "BYTES", "shape": [1, 1], "data": ["b"]}]}""")
                .expect(200)
                .json()
                .path("outputs");
        return outputs.path(0).at("/data/0").asText();
    }

    @Test
    void answersASureForestWithNoMoreThanOne() {
        // Given
        admin.uploaded("forest", "1", file("rf-iris-zipmap.onnx"));
        admin.json(
                        "PATCH",
                        "/api/v1/models/forest/versions/1",
                        "{\"labels\": [\"a\", \"b\", \"c\"], \"positiveLabel\": \"a\", \"threshold\": 0.5}")
                .expect(200);

        // When
        JsonNode answer = typed("forest", "{\"f0\": 5.1, \"f1\": 3.5, \"f2\": 1.4, \"f3\": 0.2}");

        // Then
        assertThat(answer.path("label").asText()).isEqualTo("a");
        assertThat(answer.path("score").asDouble()).isEqualTo(1.0);
        assertThat(answer.path("probabilities"))
                .allSatisfy(it -> assertThat(it.asDouble()).isBetween(0.0, 1.0));
    }

    @Test
    void takesAGraphAndItsWeightsInAZipFileOrAsParts() throws IOException {
        // Given
        byte[] graph = file("cnn-dydef.onnx");
        byte[] weights = file("cnn-dydef.onnx.data");

        // When
        Answer alone = admin.upload("network", "cnn-dydef.onnx", graph, "version", "1");
        Answer zip = admin.upload(
                "network",
                "cnn.zip",
                zip("cnn/cnn-dydef.onnx", graph, "cnn/cnn-dydef.onnx.data", weights),
                "version",
                "2");
        Answer parts = admin.uploadRaw("network", "multipart/form-data; boundary=" + BOUNDARY, form(graph, weights));

        // Then
        assertThat(alone.expect(400).text()).contains("cnn-dydef.onnx.data", "was not sent", "zip");
        assertThat(zip.expect(201).json().path("onnxBytes").asLong()).isGreaterThan(weights.length);
        parts.expect(201);
        admin.awaitState("network", "2", "ready");
        admin.awaitState("network", "3", "ready");
        String image =
                "{\"inputs\": [{\"name\": \"image\", \"datatype\": \"FP32\", \"shape\": [1, 1, 28, 28], \"data\": ["
                        + String.join(",", Collections.nCopies(28 * 28, "0.5")) + "]}]}";
        JsonNode first = admin.json("POST", "/v2/models/network/versions/2/infer", image)
                .expect(200)
                .json();
        JsonNode second = admin.json("POST", "/v2/models/network/versions/3/infer", image)
                .expect(200)
                .json();
        assertThat(first.at("/outputs/0/data")).hasSize(10).isEqualTo(second.at("/outputs/0/data"));
        assertThat(admin.get("/api/v1/models/network/versions/2/artifact")
                        .expect(200)
                        .response()
                        .headers()
                        .firstValue("Content-Disposition"))
                .hasValueSatisfying(it -> assertThat(it).contains("network-2.zip"));
    }

    @Test
    void refusesWeightsThatLeadOutOfTheFolderOrAreNotWhatTheGraphSays() throws IOException {
        byte[] weights = file("cnn-dydef.onnx.data");
        byte[] out = replaced(file("cnn-dydef.onnx"), "cnn-dydef.onnx.data", "../../etc/host.data");

        assertThat(admin.upload("network", "x.zip", zip("a.onnx", out, "cnn-dydef.onnx.data", weights), "version", "7")
                        .expect(400)
                        .text())
                .contains("outside the folder of the graph");
        assertThat(admin.upload(
                                "network",
                                "x.zip",
                                zip(
                                        "a.onnx",
                                        file("cnn-dydef.onnx"),
                                        "cnn-dydef.onnx.data",
                                        Arrays.copyOf(weights, 5000)),
                                "version",
                                "7")
                        .expect(400)
                        .text())
                .contains("after the end of their file");
    }

    @Test
    void takesWhatExportersWriteByDefaultOrSaysWhatToDo() {
        // When
        admin.uploaded("linreg", "1", file("linreg-skl2onnx-default-opset25.onnx"));
        Answer newer = admin.upload("newer", "identity.onnx", file("identity-ir14.onnx"));

        // Then
        assertThat(tensor("linreg", "X", "[1, 10]", "[1,1,1,1,1,1,1,1,1,1]")
                        .expect(200)
                        .json()
                        .at("/outputs/0/data/0")
                        .asDouble())
                .isCloseTo(1528.1091, within(1e-3));
        assertThat(newer.expect(400).text()).contains("IR version 14", "model.ir_version = 13");
    }

    @Test
    void knowsTheWidthOfALinearModelThatIsDeclaredOpen() {
        // When
        admin.uploaded("open", "1", file("lin-dyn.onnx"));
        admin.uploaded("open", "2", file("logreg-dyn.onnx"));

        // Then
        assertThat(admin.get("/v2/models/open/versions/1")
                        .json()
                        .at("/inputs/0/shape")
                        .toString())
                .isEqualTo("[-1,4]");
        for (String version : new String[] {"1", "2"}) {
            for (int columns : new int[] {1, 3, 5}) {
                Answer answer = admin.json(
                        "POST",
                        "/v2/models/open/versions/" + version + "/infer",
                        "{\"inputs\": [{\"name\": \"X\", \"datatype\": \"FP32\", \"shape\": [1, " + columns
                                + "], \"data\": " + Collections.nCopies(columns, 1) + "}]}");
                assertThat(answer.status()).as(version + " with " + columns).isEqualTo(400);
            }
        }
        tensor("open", "X", "[1, 4]", "[1,1,1,1]").expect(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"crash-gqa.onnx", "crash-rotary.onnx", "crash-cropresize.onnx", "crash-pad-neg-reflect.onnx"})
    void refusesConstantsOutOfBoundsWithTheNode(String file) {
        // When
        Answer answer = admin.upload("bounds", file, file(file));

        // Then
        assertThat(answer.expect(400).text()).contains("node").doesNotContain(".cc");
    }

    @Test
    void refusesPadsBeyondTheDataAndNamesTheNode() {
        // Given
        admin.uploaded("pads", "1", file("pad-reflect-input-u8.onnx"));
        admin.uploaded("pads", "2", file("pad-reflect-const.onnx"));
        admin.uploaded("pads", "3", file("pad-reflect-input.onnx"));

        // When
        Answer driven = admin.json("POST", "/v2/models/pads/versions/1/infer", """
                {"inputs": [{"name": "x", "datatype": "UINT8", "shape": [1, 2], "data": [1, 1]},
                            {"name": "p", "datatype": "INT64", "shape": [4], "data": [0, 0, 0, 1048576]}]}""");
        Answer constant = admin.json("POST", "/v2/models/pads/versions/2/infer", """
                {"inputs": [{"name": "x", "datatype": "FP32", "shape": [1, 1], "data": [1]}]}""");

        // Then
        assertThat(driven.expect(400).text()).contains("(Pad)", "1048576").doesNotContain(".cc");
        assertThat(constant.expect(400).text()).contains("(Pad)");
    }

    @Test
    void keepsInfinitiesApartFromMissingNumbers() {
        // Given
        admin.uploaded("same", "1", file("identity-fp32.onnx"));

        // When
        Answer bare = tensor("same", "x", "[4]", "[Infinity, -Infinity, NaN, 1.5]");
        Answer words = tensor("same", "x", "[4]", "[\"Infinity\", \"-Infinity\", null, 1.5]");

        // Then
        assertThat(bare.expect(200).json().at("/outputs/0/data").toString())
                .isEqualTo("[\"Infinity\",\"-Infinity\",null,1.5]");
        assertThat(words.expect(200).json().at("/outputs/0/data"))
                .isEqualTo(bare.json().at("/outputs/0/data"));
    }

    @Test
    void changesASchemaUntilThePredictionThatReliesOnIt() {
        // Given
        admin.uploaded("again", "1", file("linear-2-yes-no.onnx"));
        String path = "/api/v1/models/again/versions/1";
        String schema = "{\"labels\": [\"yes\", \"no\"], \"positiveLabel\": \"%s\", \"threshold\": 0.5}";
        admin.json("PATCH", path, schema.formatted("no")).expect(200);

        // When
        admin.json("PATCH", path, schema.formatted("yes")).expect(200);

        // Then
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(admin.get("/api/v1/models/again/versions/1")
                                .json()
                                .path("positiveLabel")
                                .asText())
                        .isEqualTo("yes"));
        typed("again", "{\"f0\": 1, \"f1\": 1}");
        assertThat(admin.json("PATCH", path, schema.formatted("no")).expect(409).text())
                .contains("predictions were made with it");
        admin.json("PATCH", path, "{\"title\": \"Another title\"}").expect(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\": \"f0\", \"type\": \"number\", \"min\": 2, \"max\": 1}|/features/0/min",
                "{\"name\": \" \", \"type\": \"number\"}|/features/0/name",
                "{\"name\": \"f0\", \"type\": \"number\", \"categories\": [\"a\"]}|/features/0/categories",
                "{\"name\": \"f0\", \"type\": \"number\", \"min\": 0, \"max\": 1, \"example\": 7}|/features/0/example",
                "{\"name\": \"f0\", \"type\": \"category\", \"categories\": []}|/features/0/categories"
            })
    void refusesASchemaThatMakesNoSense(String feature, String pointer) {
        // Given
        String model = "nonsense-" + UUID.randomUUID();
        admin.uploaded(model, "1", file("linear-2-yes-no.onnx"));

        // When
        Answer answer = admin.json(
                "PATCH",
                "/api/v1/models/" + model + "/versions/1",
                "{\"labels\": [\"no\", \"yes\"], \"positiveLabel\": \"yes\", \"features\": [" + feature
                        + ", {\"name\": \"f1\", \"type\": \"number\"}]}");

        // Then
        assertThat(answer.expect(400).json().path("violations").findValuesAsText("pointer"))
                .contains(pointer);
    }

    @Test
    void tellsAVersionThatIsNotLoadedFromOneThatThereIsNot() {
        // Given
        admin.uploaded("idle", "1", file("identity-fp32.onnx"));
        admin.uploaded("idle", "2", file("identity-fp32.onnx"));

        // When
        admin.post("/api/v1/models/idle/versions/1/unload").expect(200);

        // Then
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        admin.get("/v2/models/idle/versions/1").text())
                .contains("not loaded"));
        assertThat(admin.get("/v2/models/idle/versions/3").text()).contains("Version 3 of model idle does not exist.");
    }

    @Test
    void saysHowAPickleBecomesAModel() {
        byte[] pickle = {(byte) 0x80, 4, (byte) 0x95, 1, 0, 0, 0, 0, 0, 0, 0, '.'};

        assertThat(admin.upload("pickle", "model.pkl", pickle)
                        .expect(400)
                        .json()
                        .path("detail")
                        .asText())
                .isEqualTo("This is a Python pickle. Export the model to ONNX, for example with skl2onnx.");
    }

    private Answer tensor(String model, String input, String shape, String data) {
        return admin.json(
                "POST",
                "/v2/models/" + model + "/versions/1/infer",
                "{\"inputs\": [{\"name\": \"" + input + "\", \"datatype\": \"FP32\", \"shape\": " + shape
                        + ", \"data\": " + data + "}]}");
    }

    private Answer infer(String model, String features) {
        return admin.json(
                "POST", "/internal/v1/models/" + model + "/versions/1/infer", "{\"features\": " + features + "}");
    }

    /** Once every replica follows the description. */
    private JsonNode typed(String model, String features) {
        Answer[] answer = new Answer[1];
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> answer[0] = infer(model, features).expect(200));
        return answer[0].json();
    }

    private static byte[] file(String name) {
        try (InputStream in = ExportedModelsTest.class.getResourceAsStream("/exported/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] replaced(byte[] file, String old, String with) {
        return new String(file, StandardCharsets.ISO_8859_1).replace(old, with).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] zip(Object... namesAndFiles) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndFiles.length; i += 2) {
                out.putNextEntry(new ZipEntry((String) namesAndFiles[i]));
                out.write((byte[]) namesAndFiles[i + 1]);
                out.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] form(byte[] graph, byte[] weights) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        part(out, "form-data; name=\"version\"", "3".getBytes(StandardCharsets.US_ASCII));
        part(out, "form-data; name=\"file\"; filename=\"cnn-dydef.onnx\"", graph);
        part(out, "form-data; name=\"data\"; filename=\"cnn-dydef.onnx.data\"", weights);
        out.write(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    private static void part(ByteArrayOutputStream out, String disposition, byte[] content) throws IOException {
        out.write(("--" + BOUNDARY + "\r\nContent-Disposition: " + disposition + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(content);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
}
